// New posts, edits, who reads and who writes come to an open page of a thread over one socket. Without it, by reload.
//
// The page knows up to which version of the thread it shows everything. What comes over the line, or is fetched after
// the line was lost, is taken when it begins where the page ends; anything else is fetched anew. So nothing is shown
// twice or left out. What somebody reads never moves: new posts wait behind a button.

import { announce } from "./page.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 120_000;
const HEARTBEAT = 40_000;
const ANSWERS_WITHIN = 20_000;
const TYPING_SHOWN = 5000;
const TYPING_TOLD_EVERY = 4000;
// Closed for good: not allowed, or said nonsense.
const STAYS_CLOSED = [4400, 4403];

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const number = (count) => new Intl.NumberFormat(document.documentElement.lang).format(count);

class Line {
  constructor(place) {
    this.place = place;
    this.words = place.dataset;
    this.version = Number(place.dataset.version);
    this.thread = document.querySelector(".thread[data-page]");
    this.list = this.thread?.querySelector(".posts");
    this.page = this.thread?.dataset.page;
    this.waiting = new Map();
    this.elsewhere = 0;
    this.failures = 0;
    this.wasLost = false;
    this.button = place.querySelector("[data-live-show]");
    this.readers = place.querySelector("[data-live-readers]");
    this.typing = place.querySelector("[data-live-typing]");
    // Behind the posts it stays in sight while they are read, and nothing moves when it appears.
    this.list?.after(place);
    this.button?.addEventListener("click", () => this.show());
    this.list?.addEventListener("click", (event) => {
      const button = event.target.closest("[data-live-swap]");
      if (button) this.swap(button);
    });
    document.addEventListener("visibilitychange", () => this.beHere());
    document.addEventListener("input", (event) => {
      if (event.target.matches("textarea")) this.tellTyping();
    });
    addEventListener("online", () => { if (!this.socket) this.open(); });
    addEventListener("pagehide", () => { clearTimeout(this.again); this.socket?.close(); });
    addEventListener("pageshow", (event) => { if (event.persisted) this.open(); });
    this.open();
  }

  open() {
    clearTimeout(this.again);
    const address = new URL(this.words.live, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    if (this.words.port) address.port = this.words.port;
    address.searchParams.set("language", this.words.language);
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("message", (event) => { if (socket === this.socket) this.hear(JSON.parse(event.data)); });
    socket.addEventListener("close", (event) => { if (socket === this.socket) this.lost(event.code); });
  }

  lost(code) {
    this.socket = null;
    clearInterval(this.beat);
    clearTimeout(this.deadline);
    this.readers?.replaceChildren();
    this.typing?.replaceChildren();
    if (STAYS_CLOSED.includes(code)) return;
    if (this.opened && !this.wasLost && this.words.lost) {
      this.wasLost = true;
      announce(this.words.lost);
    }
    // Thousands of pages that lose their line at once do not come back at once.
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures);
    this.failures += 1;
    this.again = setTimeout(() => this.open(), wait * (0.5 + Math.random()));
  }

  say(told) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(told));
  }

  beHere() {
    this.say({ kind: "ping", here: !document.hidden });
  }

  keepAlive() {
    clearInterval(this.beat);
    this.beat = setInterval(() => {
      this.beHere();
      // A line that is dead without having been closed answers nothing.
      this.deadline = setTimeout(() => this.socket?.close(), ANSWERS_WITHIN);
    }, HEARTBEAT);
  }

  hear(told) {
    if (told.kind === "hello") {
      this.failures = 0;
      this.opened = true;
      this.keepAlive();
      if (document.hidden) this.beHere();
      if (this.wasLost && this.words.back) announce(this.words.back);
      this.wasLost = false;
      if (told.version > this.version) this.fetch();
    } else if (told.kind === "pong") {
      clearTimeout(this.deadline);
      if (told.version > this.version) this.fetch();
    } else if (told.kind === "news") {
      if (told.posts && told.after === this.version && !told.reload && !this.fetching) this.take(told);
      else if (told.version > this.version) this.fetch(told.posts ? 0 : 400);
    } else if (told.kind === "reading") {
      this.showReaders(told);
    } else if (told.kind === "typing") {
      this.showTyping(told.name);
    } else if (told.kind === "unread") {
      this.showUnread(told.count);
    }
  }

  // One question at a time; what happens meanwhile is asked for afterwards.
  async fetch(spread = 2000) {
    if (this.fetching) { this.asksAgain = true; return; }
    this.fetching = true;
    try {
      await new Promise((go) => { setTimeout(go, Math.random() * spread); });
      const address = new URL(this.words.news, location.href);
      address.searchParams.set("after", this.version);
      if (this.page) address.searchParams.set("page", this.page);
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (answer.status === 404) { this.socket?.close(); this.beside(); return; }
      if (answer.ok) this.take(await answer.json());
    } catch {
      // The line tells again, at the latest with the next heartbeat.
    } finally {
      this.fetching = false;
      if (this.asksAgain) { this.asksAgain = false; this.fetch(); }
    }
  }

  take(news) {
    if (news.after !== this.version) return;
    this.version = news.version;
    this.part();
    if (!this.list) return;
    if (news.reload || news.beside) this.beside();
    for (const post of news.posts) {
      const shown = document.getElementById(post.id);
      if (shown && this.list.contains(shown)) this.offer(shown, post);
      else if (post.new || this.waiting.has(post.id)) this.wait(post);
    }
    this.elsewhere += news.elsewhere ?? 0;
    this.tell();
  }

  // Whether a post belongs on this page: news over the line are for all pages.
  belongs(post) {
    return !this.page || Math.ceil(post.number / Number(this.words.size)) === Number(this.page);
  }

  wait(post) {
    if (this.belongs(post)) this.waiting.set(post.id, post);
    else this.elsewhere += 1;
  }

  tell() {
    if (!this.waiting.size && !this.elsewhere) return;
    const words = this.waiting.size
      ? filled(this.words.new, { n: number(this.waiting.size) })
      : filled(this.words.elsewhere, { n: number(this.elsewhere) });
    this.place.hidden = false;
    this.button.hidden = false;
    if (this.button.textContent !== words) {
      this.button.textContent = words;
      announce(words);
    }
  }

  show() {
    this.button.hidden = true;
    if (this.waiting.size) {
      const posts = [...this.waiting.values()].sort((one, other) => one.number - other.number);
      this.waiting.clear();
      const drawn = posts.map((post) => this.draw(post));
      this.list.append(...drawn);
      const last = posts[posts.length - 1].number;
      this.read(last);
      // Who writes an answer has now seen them, and is not shown them once more before it is posted.
      const seen = document.querySelector("form[data-writing] input[name=seen]");
      if (seen?.value) seen.value = Math.max(Number(seen.value), last);
      this.look(drawn[0]);
      this.tell();
    } else {
      this.elsewhere = 0;
      const last = new URL(location.href);
      last.searchParams.set("page", "last");
      location.assign(this.words.lastPage || last);
    }
  }

  // What was shown here counts as read, as if the page had been opened with it.
  read(number) {
    const address = new URL(this.words.news, location.href);
    address.searchParams.set("after", this.version);
    address.searchParams.set("page", this.page);
    address.searchParams.set("read", number);
    fetch(address).catch(() => {});
  }

  look(post) {
    post.tabIndex = -1;
    post.focus({ preventScroll: true });
    post.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  draw(post) {
    const template = document.createElement("template");
    template.innerHTML = post.html;
    return template.content.querySelector("article") ?? template.content.firstElementChild;
  }

  // A post that was changed stays as it is until its reader asks for it; hidden words go at once.
  offer(shown, post) {
    const drawn = this.draw(post);
    if (drawn.querySelector(".stub") && !shown.querySelector(".stub")) { shown.replaceWith(drawn); return; }
    if (drawn.querySelector(".words")?.innerHTML === shown.querySelector(".words")?.innerHTML) return;
    shown.liveDrawn = drawn;
    if (shown.querySelector("[data-live-swap]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "live-swap";
    button.dataset.liveSwap = "";
    button.textContent = this.words.edited;
    shown.append(button);
    announce(this.words.edited);
  }

  swap(button) {
    const shown = button.closest("article");
    const drawn = shown.liveDrawn;
    shown.replaceWith(drawn);
    drawn.tabIndex = -1;
    drawn.focus({ preventScroll: true });
  }

  beside() {
    if (!this.list || this.place.querySelector("[data-live-reload]")) return;
    const link = document.createElement("a");
    link.href = location.href;
    link.dataset.liveReload = "";
    link.textContent = this.words.beside;
    link.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
    const line = document.createElement("p");
    line.append(link);
    this.place.append(line);
    this.place.hidden = false;
    announce(this.words.beside);
  }

  // A part of a page about the thread is fetched as a whole, a little later for some than for others.
  part() {
    const part = document.querySelector("[data-part]");
    if (!part) return;
    clearTimeout(this.later);
    this.later = setTimeout(async () => {
      const answer = await fetch(part.dataset.part);
      if (!answer.ok) return;
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      const fresh = template.content.querySelector("[data-part]");
      const now = document.querySelector("[data-part]");
      if (!fresh || fresh.textContent === now.textContent) return;
      now.replaceWith(fresh);
      local(fresh);
      announce(this.words.fresh);
    }, Math.random() * 1500);
  }

  showReaders({ names, others }) {
    if (!this.readers) return;
    const said = [];
    if (names.length) {
      const list = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
      said.push(filled(this.words.reading, { names: list.format(names.map((name) => `\u2068${name}\u2069`)) }));
    }
    if (others) said.push(filled(this.words.others, { n: number(others) }));
    this.readers.textContent = said.join(" · ");
    if (said.length) this.place.hidden = false;
  }

  showUnread(count) {
    const link = this.place.querySelector("[data-live-unread]");
    if (!link) return;
    link.textContent = filled(this.words.unread, { n: number(count) });
    link.hidden = !count;
    if (count) this.place.hidden = false;
  }

  showTyping(name) {
    if (!this.typing) return;
    this.typing.textContent = name ? filled(this.words.typing, { name: `\u2068${name}\u2069` }) : this.words.somebody;
    this.place.hidden = false;
    clearTimeout(this.typed);
    this.typed = setTimeout(() => this.typing.replaceChildren(), TYPING_SHOWN);
  }

  tellTyping() {
    const now = Date.now();
    if (now - (this.toldTyping ?? 0) < TYPING_TOLD_EVERY) return;
    this.toldTyping = now;
    this.say({ kind: "typing" });
  }
}

// Times of sessions are written in UTC; here also as the reader's own clock shows them.
function local(within) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone === "UTC") return;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" });
  for (const time of within.querySelectorAll("time[data-local]:not([data-told])")) {
    time.dataset.told = "";
    time.append(` (${format.format(new Date(time.dateTime))})`.replace("(", "(\u2068").replace(")", "\u2069)"));
  }
}

const place = document.querySelector("[data-live]");
if (place && "WebSocket" in window) new Line(place);
local(document);
