// Sections one at a time, under links that work as tabs; without scripts all sections show, one after another.
//   <div class="tabs"><nav class="tab-list"><a href="#how">…</a></nav><section id="how">…</section></div>

for (const tabs of document.querySelectorAll(".tabs")) {
  const links = [...tabs.querySelectorAll(".tab-list a")];
  tabs.querySelector(".tab-list").setAttribute("role", "tablist");
  links.forEach((link, index) => prepare(tabs, links, link, index));
  open(tabs, links, Math.max(0, links.findIndex((link) => link.hash === location.hash)));
}

function prepare(tabs, links, link, index) {
  const section = document.getElementById(link.hash.slice(1));
  link.id = `tab-${section.id}`;
  link.setAttribute("role", "tab");
  link.setAttribute("aria-controls", section.id);
  section.setAttribute("role", "tabpanel");
  section.setAttribute("aria-labelledby", link.id);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    open(tabs, links, index);
  });
  link.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const target = (index + step + links.length) % links.length;
    open(tabs, links, target);
    links[target].focus();
  });
}

function open(tabs, links, chosen) {
  tabs.dataset.open = chosen + 1;
  links.forEach((link, index) => {
    link.setAttribute("aria-selected", index === chosen);
    link.tabIndex = index === chosen ? 0 : -1;
  });
}
