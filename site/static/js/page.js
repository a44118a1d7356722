// Comforts for those who run scripts; every page and form works without them.

const editable = "input, select, textarea, [contenteditable]";

// "/" goes to the search box, Escape closes the menu of a phone.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu");
  if (event.key === "Escape" && menu?.open && menu.contains(document.activeElement)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(editable)) return;
  const box = document.querySelector("main [type=search]") ?? document.querySelector("#find");
  if (!box) return;
  event.preventDefault();
  if (menu?.contains(box)) menu.open = true;
  box.focus();
  box.select();
});

// Older browsers cannot unfold a <details> by style alone on a wide screen.
if (!CSS.supports("selector(::details-content)")) {
  const wide = matchMedia("(min-width: 60rem)");
  const unfold = () => document.querySelectorAll(".menu, .fold").forEach((fold) => { fold.open = wide.matches; });
  wide.addEventListener("change", unfold);
  unfold();
}

// What went wrong is read first.
document.querySelector("#problems")?.focus();

// Leaving a form with words in it asks first. Forms that want this carry data-guard.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let touched = Boolean(document.querySelector("#problems"));
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
}

// Say something politely to screen readers without moving what is read.
const live = document.createElement("div");
live.className = "aside";
live.setAttribute("role", "status");
document.body.append(live);

export function announce(words) {
  live.textContent = words;
}

// A button with data-copy puts its text on the clipboard and says so in the words it carries.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  announce(button.dataset.done ?? "");
});

// Work that goes on elsewhere is looked at again every few seconds; without scripts, by the link beside it.
const working = document.querySelector("[data-look-again]");
const LOOK_AGAIN = 3000;

async function lookAgain() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = answer.ok && page.querySelector("[data-look-again]");
    if (answer.redirected || !now) {
      location.assign(answer.url);
      return;
    }
    working.replaceChildren(...now.childNodes);
  } catch {
    // A broken line mends itself; the next look tells.
  }
  setTimeout(lookAgain, LOOK_AGAIN);
}
if (working) setTimeout(lookAgain, LOOK_AGAIN);
