"""What the platform asks of the part that knows a shop's listings: judge them all, try rules on them, decide a case."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Sample:
    """One listing that a rule would hit: its id, what it is called, the guilty words and what would be said of them.

    `before` and `after` stand around the words; all are empty where a fact is wrong.
    """

    listing_id: str
    title: str
    field: str
    before: str
    words: str
    after: str
    message: dict[str, str]


@dataclass(frozen=True)
class Tried:
    """How many live listings were judged and how many would be hit; `samples` are the first of those."""

    listings: int
    hits: int
    samples: Sequence[Sample]


@dataclass(frozen=True)
class CaseDecision:
    """`revision` is the one that was looked at; a case that has changed since is not decided by it."""

    case_id: UUID
    revision: int
    verdict: str
    words: str
    by: str


@dataclass(frozen=True)
class RuleDoor:
    """Each is called in a job, outside of any transaction, at least once; called again it changes nothing.

    `judge_all(shop, now=…)` judges every listing by the rules in force and says how many. `try_book(shop, book,
    now=…)` judges them by another book without any effect. `decide(shop, decision, now=…)` lets the shop feel
    what was decided of one of its cases.
    """

    judge_all: Callable[..., Awaitable[int]]
    try_book: Callable[..., Awaitable[Tried]]
    decide: Callable[..., Awaitable[Any]]
