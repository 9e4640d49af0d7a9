// Shows in the bar what is left to pay: by the chosen channel, whose total the server wrote beside it, and with or
// without the balance, which only the server can say.

function show() {
  const chosen = document.querySelector("input[name=channel]:checked");
  const total = chosen?.closest(".channel").querySelector(".money");
  if (total) document.querySelector("[data-chosen-total]").replaceChildren(total.cloneNode(true));
}

async function askAgain(form) {
  const typed = new URLSearchParams(new FormData(form));
  typed.delete("contact"); // Addresses are written down in logs.
  const answer = await fetch(`/checkout?${typed}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = answer.ok && page.querySelector("form.checkout");
  if (!fresh) return;
  fresh.elements.contact.value = form.elements.contact.value;
  form.replaceWith(fresh);
  fresh.elements.use_balance?.focus();
}

document.addEventListener("change", async ({ target }) => {
  if (target.name === "use_balance") await askAgain(target.form);
  show();
});
show();
