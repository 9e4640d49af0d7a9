// Shows the total of the chosen payment channel in the bar; the server wrote each channel's total beside it.

const bar = document.querySelector("[data-chosen-total]");

function show() {
  const chosen = document.querySelector("input[name=channel]:checked");
  const total = chosen?.closest(".channel").querySelector(".money");
  if (total) bar.replaceChildren(total.cloneNode(true));
}

document.addEventListener("change", show);
show();
