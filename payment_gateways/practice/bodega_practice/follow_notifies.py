"""Reads what the shop was told about a trade and what it answered, attempt by attempt."""

from typing import Literal

import msgspec

from bodega_practice.open_store import Store


class Attempt(msgspec.Struct, frozen=True):
    at_ms: int
    took_ms: int
    status: int | None
    answer: str
    problem: str


class Notify(msgspec.Struct, frozen=True):
    trade_no: str
    kind: str
    state: Literal["waiting", "sending", "accepted", "given_up"]
    attempts: list[Attempt]

    @property
    def is_forged(self) -> bool:
        return self.kind.startswith("forged_")

    @property
    def under_way(self) -> bool:
        return self.state in {"waiting", "sending"}


def follow_notifies(store: Store, trade_no: str) -> list[Notify]:
    """Answer the notifies of a trade and of its twin, oldest first."""
    mine = "trade_no = ?1 OR trade_no IN (SELECT trade_no FROM trade WHERE twin_of = ?1)"
    answers: dict[int, list[Attempt]] = {}
    for row in store.rows(
        "SELECT notify_id, at_ms, took_ms, status, answer, problem FROM attempt"
        f" WHERE notify_id IN (SELECT id FROM notify WHERE {mine}) ORDER BY id",
        trade_no,
    ):
        notify_id, *columns = tuple(row)
        answers.setdefault(notify_id, []).append(Attempt(*columns))
    return [
        Notify(row["trade_no"], row["kind"], row["state"], answers.get(row["id"], []))
        for row in store.rows(
            f"SELECT id, trade_no, kind, state FROM notify WHERE {mine} ORDER BY id", trade_no
        )
    ]
