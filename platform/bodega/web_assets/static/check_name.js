// Says of a name and an address, while they are typed, what saving would say. Looks for a form with data-check-url, in it
// fields with the names of its [data-check] boxes, a template [data-check-icons] (good, bad) and a [data-check-word].

const PAUSE_MS = 350;

for (const form of document.querySelectorAll("form[data-check-url]")) {
  const boxes = [...form.querySelectorAll("[data-check]")];
  let waiting = 0;
  let asked = 0;

  const ask = async () => {
    const number = ++asked;
    const typed = new URLSearchParams(boxes.map((box) => [box.dataset.check, form.elements[box.dataset.check].value]));
    try {
      const answer = await fetch(`${form.dataset.checkUrl}?${typed}`, { headers: { accept: "application/json" } });
      // Asked too often, signed out, or overtaken by the next letter: saving will say it all.
      if (!answer.ok || number !== asked) return;
      const said = await answer.json();
      boxes.forEach((box) => show(form, box, said[box.dataset.check]));
    } catch {
      // Off line for a moment.
    }
  };

  boxes.forEach((box) =>
    form.elements[box.dataset.check].addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE_MS);
    }),
  );
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-check] .chip");
    if (!chip) return;
    event.preventDefault();
    const field = form.elements[chip.closest("[data-check]").dataset.check];
    field.value = chip.value;
    field.focus();
    ask();
  });
}

function show(form, box, said) {
  box.replaceChildren();
  if (!said.tone) return;
  const [good, bad] = form.querySelector("[data-check-icons]").content.querySelectorAll("svg");
  const line = document.createElement("p");
  line.className = `check-text ${said.tone}`;
  const text = document.createElement("span");
  text.textContent = said.text;
  line.append((said.tone === "good" ? good : bad).cloneNode(true), text);
  box.append(line);
  if (!said.suggestions.length) return;
  const chips = document.createElement("div");
  chips.className = "chips";
  for (const name of said.suggestions) {
    const chip = document.createElement("button");
    Object.assign(chip, { type: "button", className: "chip", value: name, textContent: name });
    chips.append(chip);
  }
  const word = document.createElement("p");
  word.className = "soft small";
  word.textContent = form.querySelector("[data-check-word]").textContent;
  box.append(word, chips);
}
