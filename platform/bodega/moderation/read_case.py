"""Read an application with everything that belongs to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.moderation.case import Applicant, Case, Note, WantedCategory
from bodega.moderation.due_dates import RISKS
from bodega.moderation.subjects import Decision, Subject
from bodega.qualifications.catalogue import Catalogue
from bodega.qualifications.china_day import china_day
from bodega.qualifications.facts import answers_of_shop
from bodega.qualifications.papers_of import papers_of
from bodega.qualifications.read_standing import read_standing

_APPLICATION = """
    select a.id, a.kind, a.state, a.revision, a.answers, a.submitted_at, a.due_at, a.decided_at, a.assigned_to,
           coalesce(w.name, '') as assignee, o.id as account_id, o.name, o.email, o.locale, a.shop_id,
           coalesce(s.name, '') as shop_name, coalesce(s.slug, '') as shop_slug, coalesce(s.state, '') as shop_state,
           coalesce(h.host, '') as shop_host
      from application a
      join account o on o.id = a.account_id
      left join account w on w.id = a.assigned_to
      left join shop s on s.id = a.shop_id
      left join shop_host h on h.shop_id = a.shop_id and h.canonical
     where a.id = $1 and a.state <> 'draft'"""
_CATEGORIES = """
    select category as code, state, reason, risk, needs_second, decided_by, seconded_by
      from application_category where application_id = $1"""
_DECISIONS = """
    select id, revision, subject, subject_id, verdict, template, reason, actor_id, actor, at
      from decision where application_id = $1 order by at, id"""
_NOTES = "select at, actor, words from application_note where application_id = $1 order by at, id"
_OWN = ("id", "kind", "state", "revision", "answers", "submitted_at", "due_at", "decided_at", "assigned_to",
        "assignee", "shop_id", "shop_name", "shop_slug", "shop_state", "shop_host")  # fmt: skip
# Kinds of applications that ask for categories by what they answer.
_ASKING = ("opening", "categories")
# Kinds that say only what is new.
_ADDING = ("papers", "categories")


async def read_case(scope: Scope, application_id: UUID, *, now: datetime) -> Case:
    """Raises `NotFound`, also for what its applicant has not handed in yet."""
    row = await scope.fetchrow(_APPLICATION, application_id)
    if row is None:
        raise NotFound
    standing = await read_standing(scope, on=china_day(now), application_id=application_id)
    return Case(
        **{name: row[name] for name in _OWN},
        applicant=Applicant(row["account_id"], row["name"], row["email"], row["locale"]),
        categories=_wanted(
            dict(row),
            [dict(one) for one in await scope.fetch(_CATEGORIES, application_id)],
            standing.catalogue,
        ),
        papers=tuple(await papers_of(scope, application_id=application_id)),
        standing=standing,
        decisions=await read_decisions(scope, application_id),
        notes=tuple([Note(**dict(note)) for note in await scope.fetch(_NOTES, application_id)]),
        known=await answers_of_shop(scope, row["shop_id"]) if row["kind"] in _ADDING else {},
    )


async def read_decisions(scope: Scope, application_id: UUID) -> tuple[Decision, ...]:
    """The oldest first."""
    rows = [dict(row) for row in await scope.fetch(_DECISIONS, application_id)]
    return tuple(Decision(subject=Subject(row.pop("subject"), row.pop("subject_id")), **row) for row in rows)


def _wanted(
    row: Mapping[str, Any], known: Sequence[Mapping[str, Any]], catalogue: Catalogue
) -> tuple[WantedCategory, ...]:
    """Those with a state of their own, and those that are asked for and have none yet, in the order of the tree."""
    by_code = {one["code"]: dict(one) for one in known}
    asked = (row["answers"].get("goods") or {}).get("categories") or () if row["kind"] in _ASKING else ()
    for code in asked:
        if code in catalogue.categories:
            by_code.setdefault(code, _NEW | {"code": code})
    order = {code: place for place, code in enumerate(catalogue.in_order())}
    return tuple(
        WantedCategory(**{**one, "risk": max(one["risk"], _risk(catalogue, code), key=RISKS.index)})
        for code, one in sorted(by_code.items(), key=lambda item: order.get(item[0], len(order)))
    )


_NEW: dict[str, Any] = {
    "state": "wanted",
    "reason": "",
    "risk": "low",
    "needs_second": False,
    "decided_by": None,
    "seconded_by": None,
}


def _risk(catalogue: Catalogue, code: str) -> str:
    return max((one.risk for one in catalogue.line(code)), key=RISKS.index, default="low")
