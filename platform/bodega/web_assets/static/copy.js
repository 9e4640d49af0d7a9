// Copies a code, or all codes of the page, and says so on the button and to screen readers.
//   <button data-copy="SECRET" data-copied="Copied">   copies the attribute
//   <button data-copy-from=".ticket .code">            copies the texts of those elements, one a line

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  event.preventDefault();
  if (await write(textOf(button))) tell(button);
});

function textOf(button) {
  if (!button.dataset.copyFrom) return button.dataset.copy;
  return [...document.querySelectorAll(button.dataset.copyFrom)]
    .map((element) => (element.dataset.copy ?? element.value ?? element.textContent).trim())
    .join("\n");
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeTheOldWay(text); // Plain http and in-app browsers have no clipboard API.
  }
}

function writeTheOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function tell(button) {
  const label = button.querySelector("span") ?? button;
  const before = (button.dataset.label ??= label.textContent);
  label.textContent = button.dataset.copied ?? before;
  button.classList.add("copied");
  toast(button.dataset.copied);
  clearTimeout(button.copyTimer);
  button.copyTimer = setTimeout(() => {
    label.textContent = before;
    button.classList.remove("copied");
  }, 2000);
}

function toast(text) {
  const place = document.querySelector(".toasts");
  if (!place || !text) return;
  const line = Object.assign(document.createElement("p"), { className: "toast", textContent: text });
  place.replaceChildren(line);
  setTimeout(() => line.remove(), 2000);
}
