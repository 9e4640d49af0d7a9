"""Bring the cases of one subject into line with what was found: open new ones, follow those at work, close what is mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.policy.hit import Hit
from bodega_shop.compliance.case_key import case_key

STOPPING = ("block", "review")

_AT_WORK = """
    select id, subject_id, rule, rule_version, severity, state, keys, title from policy_case
     where subject_id = any($1::uuid[]) and state in ('open', 'appealed', 'upheld')"""

_EXCUSED = """
    select subject_id, keys from policy_case where subject_id = any($1::uuid[]) and state = 'overturned'"""

_OPEN = """
    insert into policy_case (id, subject, subject_id, title, rule, rule_version, severity, state, hits, keys, opened_at,
                             state_at)
    values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10, $10)"""

_FOLLOW = """
    update policy_case set rule_version = $2, severity = $3, hits = $4, keys = $5, title = $6, revision = revision + 1
     where id = $1 and state in ('open', 'appealed', 'upheld')"""

_CLOSE = """
    update policy_case set state = $2, state_at = $3, revision = revision + 1
     where id = $1 and state in ('open', 'appealed', 'upheld')"""


@dataclass(frozen=True)
class KnownCases:
    """What is on file of one subject: its cases at work by rule, and what was excused."""

    at_work: Mapping[str, Any] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()

    def against(self, hits: Sequence[Hit]) -> dict[str, list[Hit]]:
        """The hits that count, by rule."""
        found: dict[str, list[Hit]] = {}
        for hit in hits:
            if case_key(hit) not in self.excused:
                found.setdefault(hit.rule, []).append(hit)
        return found

    def differ(self, found: Mapping[str, Sequence[Hit]]) -> bool:
        """Whether something is to be written."""
        if found.keys() != self.at_work.keys():
            return True
        return any(self.has_changed(rule, hits) for rule, hits in found.items())

    def has_changed(self, rule: str, hits: Sequence[Hit]) -> bool:
        return sorted(self.at_work[rule]["keys"]) != sorted({case_key(hit) for hit in hits})


@dataclass(frozen=True)
class Subject:
    """What the cases are about: a good, or the shop itself."""

    kind: str
    id: UUID
    title: str


@dataclass
class Kept:
    """How many cases were opened and closed; whether any at work keeps its subject off sale."""

    opened: int = 0
    closed: int = 0
    stops: bool = False
    changed: bool = False


async def read_known(scope: Scope, subject_ids: Sequence[UUID]) -> dict[UUID, KnownCases]:
    """Only subjects that have any."""
    at_work: dict[UUID, dict[str, Any]] = {}
    excused: dict[UUID, set[str]] = {}
    for row in await scope.fetch(_AT_WORK, list(subject_ids)):
        at_work.setdefault(row["subject_id"], {})[row["rule"]] = row
    for row in await scope.fetch(_EXCUSED, list(subject_ids)):
        excused.setdefault(row["subject_id"], set()).update(row["keys"])
    return {
        one: KnownCases(at_work.get(one, {}), frozenset(excused.get(one, ())))
        for one in at_work.keys() | excused.keys()
    }


async def keep_cases(
    scope: Scope,
    subject: Subject,
    known: KnownCases,
    found: Mapping[str, Sequence[Hit]],
    in_force: frozenset[str],
    *,
    opens: bool,
    now: datetime,
) -> Kept:
    """The caller holds the subject's row. `opens`: what nobody sees yet raises no case, and closes those it had.

    `in_force` are the rules of the book: a case whose rule is none of them has ended rather than been mended.
    """
    kept = Kept()
    for rule, hits in found.items():
        if rule in known.at_work:
            kept.stops |= hits[0].severity in STOPPING
            kept.changed |= await _follow(scope, subject, known, rule, hits)
        elif opens:
            kept.stops |= hits[0].severity in STOPPING
            kept.opened += 1
            await _open(scope, subject, rule, hits, now)
    for rule, case in known.at_work.items():
        if rule not in found:
            kept.closed += await scope.execute(
                _CLOSE, case["id"], "fixed" if rule in in_force else "ended", now
            )
    return kept


async def _open(scope: Scope, subject: Subject, rule: str, hits: Sequence[Hit], now: datetime) -> None:
    await scope.execute(
        _OPEN, new_id(), subject.kind, subject.id, subject.title, rule, hits[0].version, hits[0].severity,
        msgspec.to_builtins(hits), _keys(hits), now,
    )  # fmt: skip


async def _follow(scope: Scope, subject: Subject, known: KnownCases, rule: str, hits: Sequence[Hit]) -> bool:
    if not known.has_changed(rule, hits):
        return False
    case = known.at_work[rule]
    await scope.execute(
        _FOLLOW, case["id"], hits[0].version, hits[0].severity, msgspec.to_builtins(hits), _keys(hits), subject.title
    )  # fmt: skip
    return True


def _keys(hits: Sequence[Hit]) -> list[str]:
    return sorted({case_key(hit) for hit in hits})
