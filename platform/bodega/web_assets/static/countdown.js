// Counts down to a real deadline that the server keeps:
//   <strong data-countdown="ISO 8601" data-now="ISO 8601, the server's clock"></strong>
// A phone's clock may be wrong, so only the time that passes is taken from it. The server writes the clock time of
// the deadline beside it, which is all that readers without scripts need.

for (const element of document.querySelectorAll("[data-countdown]")) {
  const { countdown, now } = element.dataset;
  const left = Date.parse(countdown) - Date.parse(now);
  if (!Number.isNaN(left)) count(element, performance.now() + left);
}

function count(element, deadline) {
  const seconds = Math.max(0, Math.round((deadline - performance.now()) / 1000));
  element.textContent = clock(seconds);
  if (seconds > 0) setTimeout(count, 1000, element, deadline);
}

function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
