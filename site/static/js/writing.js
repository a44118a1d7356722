// Writing in the forums: what is typed is kept on the server, or in the browser while the line is down. The preview
// comes in place, and @ proposes whom to name. Without scripts the buttons of the form do the same.

import { announce } from "./page.js";

const PAUSE = 1500;
const RETRY = 15000;

for (const form of document.querySelectorAll("form[data-writing]")) begin(form);

function begin(form) {
  const text = form.elements.text;
  const state = form.querySelector("[data-state]");
  const shelf = `forums:${form.dataset.me}:${form.dataset.place}`;
  let kept = words();
  let timer;
  let saving = Promise.resolve();
  let sent = false;

  function words() {
    return ["title", "kind", "text", "language", "capacity", "tags"]
      .map((name) => new FormData(form).get(name) ?? "").join("\u0000");
  }

  function say(sentence, aloud = false) {
    state.textContent = sentence;
    if (aloud) announce(sentence);
  }

  function keepHere() {
    try { localStorage.setItem(shelf, JSON.stringify({ text: text.value, title: form.elements.title?.value ?? "" })); } catch { /* full or forbidden */ }
  }

  function forgetHere() {
    try { localStorage.removeItem(shelf); } catch { /* forbidden */ }
  }

  async function ask(address) {
    const body = new FormData(form);
    body.delete("uploads");
    body.set("place", form.dataset.place);
    let answer = await fetch(address, { method: "POST", body, redirect: "manual" });
    if (answer.status === 403 && await renew()) {
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      answer = await fetch(address, { method: "POST", body, redirect: "manual" });
    }
    return answer;
  }

  // Whoever signed in again in another window has another token; this form gets it too.
  async function renew() {
    const answer = await fetch(form.action, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-writing]");
    if (!fresh || fresh.dataset.me !== form.dataset.me) return false;
    for (const name of ["csrfmiddlewaretoken", "who"]) form.elements[name].value = fresh.elements[name].value;
    return true;
  }

  async function save() {
    const now = words();
    if (sent || now === kept) return;
    try {
      const answer = await ask(form.dataset.save);
      if (answer.status === 401) { keepHere(); say(form.dataset.signedOut, true); return; }
      const told = await answer.json();
      if (answer.status === 409) { keepHere(); say(form.dataset.conflict, true); return; }
      if (!answer.ok) throw new Error(answer.status);
      kept = now;
      forgetHere();
      if (told.state === "saved") {
        form.elements.revision.value = told.revision;
        form.elements.token.value = told.token;
        say(`${form.dataset.saved} ${told.saved_at}`);
      }
    } catch {
      keepHere();
      say(form.dataset.offline, !state.textContent);
      later(RETRY);
    }
  }

  function later(pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(() => { saving = saving.then(save); }, pause);
  }

  form.addEventListener("input", () => later());
  form.addEventListener("change", () => later());
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !sent && words() !== kept) { keepHere(); later(0); }
  });

  // Sent once, however often the button is pressed; without a line it waits in the browser.
  form.addEventListener("submit", (event) => {
    const does = event.submitter?.value;
    if (sent) { event.preventDefault(); return; }
    if (does === "preview") { event.preventDefault(); look(); return; }
    if (!navigator.onLine) { event.preventDefault(); keepHere(); say(form.dataset.offline, true); return; }
    sent = true;
    clearTimeout(timer);
    forgetHere();
    say(form.dataset.sending, true);
  });
  addEventListener("pageshow", () => { sent = false; });

  async function look() {
    const place = form.querySelector(".preview");
    try {
      const answer = await ask(form.dataset.look);
      if (!answer.ok) throw new Error(answer.status);
      const shown = document.createElement("div");
      shown.className = "prose measure";
      shown.lang = form.elements.language?.value ?? "";
      shown.innerHTML = await answer.text();
      place.replaceChildren(shown);
    } catch {
      say(form.dataset.offline, true);
    }
  }

  // What this browser kept while the line was down.
  try {
    const here = JSON.parse(localStorage.getItem(shelf) ?? "null");
    if (here?.text && here.text !== text.value) {
      const note = document.createElement("div");
      note.className = "note";
      const said = document.createElement("p");
      said.textContent = form.dataset.found;
      const box = document.createElement("textarea");
      Object.assign(box, { className: "both", readOnly: true, rows: 4, dir: "auto", value: here.text });
      box.setAttribute("aria-label", form.dataset.found);
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button", textContent: form.dataset.putBack });
      button.addEventListener("click", () => {
        text.value = text.value.trim() ? `${text.value.trimEnd()}\n\n${here.text}` : here.text;
        if (here.title && form.elements.title && !form.elements.title.value) form.elements.title.value = here.title;
        note.remove();
        text.focus();
        later(0);
      });
      note.append(said, box, button);
      form.before(note);
    }
  } catch { /* forbidden */ }

  propose(form, text);
}

// After @ and two letters, people are proposed below the box.
function propose(form, text) {
  const list = document.createElement("ul");
  list.className = "peers";
  list.hidden = true;
  text.after(list);
  let asked;

  function begun() {
    return text.value.slice(0, text.selectionStart).match(/(?:^|[\s(])@([\p{L}\p{M}\d-]{2,40})$/u)?.[1];
  }

  function close(back) {
    list.hidden = true;
    list.replaceChildren();
    if (back) text.focus();
  }

  text.addEventListener("input", () => {
    clearTimeout(asked);
    const part = begun();
    if (!part) { close(); return; }
    asked = setTimeout(async () => {
      try {
        const query = new URLSearchParams({ q: part, place: form.dataset.place });
        const answer = await fetch(`${form.dataset.people}?${query}`);
        if (!answer.ok || begun() !== part) return;
        const { people } = await answer.json();
        list.replaceChildren(...people.map((person) => {
          const item = document.createElement("li");
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = [person.name, person.original, `@${person.slug}`].filter(Boolean).join(" · ");
          button.addEventListener("click", () => {
            const end = text.selectionStart;
            const start = end - part.length - 1;
            text.setRangeText(`@${person.slug} `, start, end, "end");
            close(true);
            text.dispatchEvent(new Event("input", { bubbles: true }));
          });
          item.append(button);
          return item;
        }));
        list.hidden = !people.length;
      } catch { /* the form's own button finds people too */ }
    }, 250);
  });
  text.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); list.querySelector("button").focus(); }
    if (event.key === "Escape") close();
  });
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close(true);
    if (!step) return;
    event.preventDefault();
    (buttons[buttons.indexOf(document.activeElement) + step] ?? text).focus();
  });
}
