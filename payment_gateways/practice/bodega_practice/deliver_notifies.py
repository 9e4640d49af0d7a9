"""Sends every queued notify when it is due, repeats it until the shop answers `success`, and keeps each answer."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from sqlite3 import Row

import httpx

from bodega_practice.open_store import Store
from bodega_practice.pay_late import let_late_money_arrive
from bodega_practice.send_notify import Answer, send_notify
from bodega_practice.stamp_notify import stamp_notify

LOG = logging.getLogger("bodega_practice")
# Real gateways repeat over a day or two; here somebody is watching.
RETRY_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300)
AT_ONCE = 200


class Postman:
    """Carries notifies until it is cancelled; `wake` it when something was queued."""

    def __init__(self, store: Store, now_ms: Callable[[], int], retry_seconds: tuple[float, ...]) -> None:
        self._store = store
        self._now_ms = now_ms
        self._retry_seconds = retry_seconds
        self._news = asyncio.Event()
        self.is_carrying = False

    def wake(self) -> None:
        self._news.set()

    async def carry(self, client: httpx.AsyncClient) -> None:
        """Begin with what an earlier process left half sent: a shop must bear a notify that comes twice."""
        self._store.change("UPDATE notify SET state = 'waiting' WHERE state = 'sending'")
        self.is_carrying = True
        try:
            async with asyncio.TaskGroup() as errands:
                while True:
                    self._news.clear()
                    let_late_money_arrive(self._store, self._now_ms())
                    for notify in self._take_due():
                        errands.create_task(self._run_errand(client, notify))
                    await self._wait_for_news()
        except Exception:
            LOG.exception("notifies are no longer sent")
            raise
        finally:
            self.is_carrying = False

    def _take_due(self) -> list[Row]:
        due = "SELECT * FROM notify WHERE state = 'waiting' AND due_ms <= ? ORDER BY due_ms, id LIMIT ?"
        rows = self._store.rows(due, self._now_ms(), AT_ONCE)
        with self._store.together():
            for row in rows:
                self._store.change("UPDATE notify SET state = 'sending' WHERE id = ?", row["id"])
        return rows

    async def _run_errand(self, client: httpx.AsyncClient, notify: Row) -> None:
        at_ms, started = self._now_ms(), time.monotonic()
        fields = stamp_notify(self._store, json.loads(notify["fields"]), at_ms)
        answer = await send_notify(client, notify["method"], notify["url"], fields)
        self._keep(notify, answer, at_ms, took_ms=round((time.monotonic() - started) * 1000))
        self.wake()

    def _keep(self, notify: Row, answer: Answer, at_ms: int, took_ms: int) -> None:
        state, due_ms = self._next_step(notify, answer)
        with self._store.together():
            self._store.change(
                "INSERT INTO attempt (notify_id, at_ms, took_ms, status, answer, problem) VALUES (?, ?, ?, ?, ?, ?)",
                *(notify["id"], at_ms, took_ms, answer.status, answer.text, answer.problem),
            )
            self._store.change(
                "UPDATE notify SET state = ?, tries = tries + 1, due_ms = ? WHERE id = ?",
                state,
                due_ms,
                notify["id"],
            )

    def _next_step(self, notify: Row, answer: Answer) -> tuple[str, int]:
        if answer.is_success:
            return "accepted", notify["due_ms"]
        if notify["single"] or notify["tries"] >= len(self._retry_seconds):
            return "given_up", notify["due_ms"]
        return "waiting", self._now_ms() + round(self._retry_seconds[notify["tries"]] * 1000)

    async def _wait_for_news(self) -> None:
        next_ms = self._store.row(
            "SELECT min(ms) AS ms FROM (SELECT min(due_ms) AS ms FROM notify WHERE state = 'waiting'"
            " UNION ALL SELECT min(arrives_ms) FROM trade WHERE state = 'held')"
        )
        due_ms = next_ms["ms"] if next_ms else None
        try:
            async with asyncio.timeout(None if due_ms is None else max(0, due_ms - self._now_ms()) / 1000):
                await self._news.wait()
        except TimeoutError:
            return
