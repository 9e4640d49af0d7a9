// Plus and minus beside a quantity, and a fresh total from the server whenever a choice changes.
//   <form data-quote="/products/x">  asks that page again with the form's values and takes over from the answer
//   every element with an id and data-quoted, and the limits of the quantity. Prices are never computed here.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  const input = button?.closest(".stepper")?.querySelector("input");
  if (!input) return;
  if (Number(button.dataset.step) > 0) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

for (const form of document.querySelectorAll("form[data-quote]")) {
  let request = new AbortController();
  form.addEventListener("change", async () => {
    request.abort();
    request = new AbortController();
    form.setAttribute("aria-busy", "true");
    try {
      takeOver(form, await askFor(form, request.signal));
      form.removeAttribute("aria-busy");
    } catch (problem) {
      if (problem.name !== "AbortError") form.removeAttribute("aria-busy"); // The next page shows the total anyway.
    }
  });
}

async function askFor(form, signal) {
  const wanted = form.dataset.quoteFields.split(" ");
  const values = [...new FormData(form)].filter(([name]) => wanted.includes(name));
  const answer = await fetch(`${form.dataset.quote}?${new URLSearchParams(values)}`, { signal });
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function takeOver(form, fresh) {
  for (const old of document.querySelectorAll("[data-quoted][id]")) {
    const now = fresh.getElementById(old.id);
    if (now) old.replaceWith(document.adoptNode(now));
  }
  for (const input of form.querySelectorAll("input[type=number]")) {
    const now = fresh.getElementById(input.id);
    if (!now) continue;
    input.min = now.min;
    input.max = now.max;
  }
}
