// A reviewer's keys on the page of one application; every one of them is also a button or a box on the page.
//   <form data-review data-left="{done} of {all}"><article data-subject>…<input type="radio" name="verdict-…"></article>
//   <section data-step>… a part that needs no verdict …</section><b data-progress></b><button data-decide></form>

const form = document.querySelector("form[data-review]");
const subjects = [...form.querySelectorAll("[data-subject]")];
const stops = [...form.querySelectorAll("[data-subject], [data-step]")];
const progress = form.querySelector("[data-progress]");
let current = stops.find((stop) => isSubject(stop) && !isDecided(stop)) ?? stops[0];

form.addEventListener("change", count);
document.addEventListener("keydown", press);
for (const stop of stops) stop.addEventListener("focusin", () => mark(stop));
form.querySelector("[data-rest]")?.addEventListener("click", approveRest);
if (current) mark(current);
count();

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "Escape" && event.target.closest("textarea, select")) return visit(current);
  if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  const act = acts[event.key] ?? (/^[1-9]$/.test(event.key) ? () => pickReason(Number(event.key)) : buttonOf(event.key));
  if (!act) return;
  event.preventDefault();
  act();
}

const acts = {
  j: () => step(1),
  k: () => step(-1),
  a: () => say("approve") || say("second"),
  m: () => say("more"),
  r: () => say("refuse"),
  w: () => current?.querySelector(".verdict-why textarea")?.focus(),
  d: () => form.querySelector("[data-decide]")?.focus(),
  A: approveRest,
};

function buttonOf(key) {
  const button = document.querySelector(`button[data-key="${CSS.escape(key)}"]`);
  return button && (() => button.click());
}

function say(verdict) {
  const way = current?.querySelector(`.verdict-ways input[value=${verdict}]:not(:disabled)`);
  if (!way) return false;
  way.checked = way.type === "radio" || !way.checked;
  count();
  if (verdict === "approve" || verdict === "second") onward();
  else visit(current);
  return true;
}

// The nth reason that fits the verdict; without a verdict yet, more is asked for.
function pickReason(number) {
  if (!current?.querySelector(".verdict-ways input:checked:is([value=more], [value=refuse])") && !say("more")) return;
  const verdict = current.querySelector(".verdict-ways input:checked").value;
  const options = current.querySelectorAll(`.verdict-why option[data-verdict=${verdict}]`);
  if (options[number - 1]) options[number - 1].selected = true;
}

function onward() {
  const from = subjects.indexOf(current);
  const next = [...subjects.slice(from + 1), ...subjects.slice(0, from + 1)].find((one) => !isDecided(one));
  if (next) visit(next);
}

function step(by) {
  const next = stops[stops.indexOf(current) + by];
  if (next) visit(next);
}

function visit(stop) {
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: "start" });
  mark(stop);
}

function mark(stop) {
  current?.removeAttribute("aria-current");
  current = stop;
  current.setAttribute("aria-current", "true");
}

function approveRest() {
  for (const subject of subjects) {
    if (!isDecided(subject)) {
      const way = subject.querySelector("input[type=radio]:is([value=approve], [value=second]):not(:disabled)");
      if (way) way.checked = true;
    }
  }
  count();
}

function isSubject(stop) {
  return stop.hasAttribute("data-subject");
}

function isDecided(subject) {
  return Boolean(subject.querySelector("input[type=radio]:checked"));
}

function count() {
  if (!progress) return;
  const done = subjects.filter(isDecided).length;
  progress.textContent = form.dataset.left.replace("{done}", done).replace("{all}", subjects.length);
}
