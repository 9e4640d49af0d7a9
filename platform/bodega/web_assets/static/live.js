// Watches the state of an order and moves on the moment it changes.
//   <section data-live="/orders/N/live" data-state="pending" data-next="/orders/N">
// The address speaks server-sent events (data: {"state": "paid"}) and, asked for JSON, the same object once.
// Coming back from a payment app asks at once; a broken stream falls back to asking every few seconds.
// It moves on once for each new state, so that a page which disagrees with the stream cannot reload for ever.
// The next page is opened and never fetched beforehand: its first view is what reveals a code.

const pollSeconds = 4;
const area = document.querySelector("[data-live]");
if (area) watch(area);

function watch({ dataset: { live, state, next } }) {
  let timer = 0;
  let left = false;

  const arrive = (news) => {
    const step = `${live} ${state} ${news?.state}`;
    if (left || !news?.state || news.state === state || sessionStorage.getItem("live") === step) return;
    left = true;
    sessionStorage.setItem("live", step);
    clearInterval(timer);
    stream.close();
    if (next) location.replace(next);
    else location.reload();
  };
  const ask = async () => {
    try {
      const answer = await fetch(live, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.ok) arrive(await answer.json());
    } catch {
      // Offline for a moment: the next round asks again.
    }
  };

  const stream = new EventSource(live);
  stream.onmessage = (event) => arrive(JSON.parse(event.data));
  stream.onerror = () => {
    timer ||= setInterval(ask, pollSeconds * 1000);
  };
  stream.onopen = () => {
    clearInterval(timer);
    timer = 0;
    ask(); // What changed between the page and the stream.
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  addEventListener("pagehide", () => stream.close());
}
