// Counts down to a real deadline that the server keeps: <time data-countdown datetime="ISO 8601">14:32</time>
// Without scripts the element keeps the clock time that the server wrote.

for (const element of document.querySelectorAll("time[data-countdown]")) {
  const deadline = Date.parse(element.dateTime);
  if (!Number.isNaN(deadline)) count(element, deadline);
}

function count(element, deadline) {
  const seconds = Math.max(0, Math.round((deadline - Date.now()) / 1000));
  element.textContent = seconds === 0 && element.dataset.ended ? element.dataset.ended : clock(seconds);
  if (seconds > 0) setTimeout(count, 1000, element, deadline);
}

function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
