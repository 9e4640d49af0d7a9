"""What the platform knows of an applicant: other shops, earlier applications, freezes; and of others who look alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.moderation.case import Case
from bodega.onboarding.name_core import name_core, spellings
from bodega.onboarding.shop_names import ShopNames

MOST = 20

_SHOPS = """
    select s.id, s.name, s.state, s.state_reason, s.created_at from shop s
     where s.owner_id = $1 and s.id is distinct from $2 and s.rehearses is null order by s.created_at desc, s.id limit $3"""
_APPLICATIONS = """
    select a.id, a.kind, a.state, a.submitted_at as at, coalesce(a.answers -> 'name' ->> 'shop_name', s.name, '') as name,
           coalesce((select string_agg(d.reason, ' · ' order by d.at) from decision d
                      where d.application_id = a.id and d.reason <> '' and d.revision = a.revision), '') as reasons
      from application a left join shop s on s.id = a.shop_id
     where a.account_id = $1 and a.id <> $2 and a.state <> 'draft' order by a.submitted_at desc, a.id limit $3"""
_FREEZES = """
    select e.at, e.actor, e.shop_id, s.name, coalesce(e.detail ->> 'reason', '') as reason
      from audit_entry e join shop s on s.id = e.shop_id
     where e.deed = 'shop.frozen' and s.owner_id = $1 and s.rehearses is null order by e.at desc limit $2"""
# Digests are made with the platform's key, equal for equal numbers, and say nothing else.
_ALIKE = """
    select a.id, a.account_id, o.name as applicant, a.state, a.kind, a.submitted_at as at,
           coalesce(a.answers -> 'name' ->> 'shop_name', s.name, '') as name, s.state as shop_state,
           ($3 <> '' and a.answers -> 'entity' ->> 'uscc' = $3) as same_entity,
           ($4 <> '' and a.answers -> 'entity' ->> 'phone' = $4) as same_phone,
           exists (select 1 from jsonb_path_query(a.answers, '$.**.digest') d where d #>> '{}' = any($5::text[]))
               as same_number
      from application a join account o on o.id = a.account_id left join shop s on s.id = a.shop_id
     where a.account_id <> $1 and a.id <> $2 and a.state <> 'draft'"""
_ALIKE_FOUND = (
    "select id, account_id, applicant, state, kind, at, name, shop_state, same_entity, same_phone, same_number from ("
    + _ALIKE
    + ") alike where same_entity or same_phone or same_number"
    " order by same_entity::int + same_phone::int + same_number::int desc, at desc, id desc limit $6"
)
_NAMES = """
    select s.id, s.name, s.state, o.name as applicant from shop s join account o on o.id = s.owner_id
     where s.id = any($1::uuid[]) and s.owner_id <> $2 order by s.created_at, s.id limit $3"""


@dataclass(frozen=True)
class OtherShop:
    id: UUID
    name: str
    state: str
    state_reason: str
    created_at: datetime


@dataclass(frozen=True)
class Earlier:
    """Another application of the same account; `reasons` are what was said of it last."""

    id: UUID
    kind: str
    state: str
    at: datetime | None
    name: str
    reasons: str


@dataclass(frozen=True)
class Freeze:
    at: datetime
    actor: str
    shop_id: UUID
    name: str
    reason: str


@dataclass(frozen=True)
class LookAlike:
    """Somebody else; `why` are entity, phone, number (of a person or an account) and name."""

    application_id: UUID | None
    shop_id: UUID | None
    name: str
    applicant: str
    state: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    shops: tuple[OtherShop, ...]
    applications: tuple[Earlier, ...]
    freezes: tuple[Freeze, ...]
    alike: tuple[LookAlike, ...]


async def read_applicant(scope: Scope, case: Case, names: ShopNames) -> Known:
    """A few of each, the newest first; `names` are those of all shops."""
    account = case.applicant.id
    return Known(
        tuple([OtherShop(**dict(row)) for row in await scope.fetch(_SHOPS, account, case.shop_id, MOST)]),
        tuple([Earlier(**dict(row)) for row in await scope.fetch(_APPLICATIONS, account, case.id, MOST)]),
        tuple([Freeze(**dict(row)) for row in await scope.fetch(_FREEZES, account, MOST)]),
        (*await _same_data(scope, case), *await _same_name(scope, case, names)),
    )


async def _same_data(scope: Scope, case: Case) -> list[LookAlike]:
    entity = case.answers.get("entity") or {}
    uscc, phone = (entity.get(name) for name in ("uscc", "phone"))
    rows = await scope.fetch(
        _ALIKE_FOUND, case.applicant.id, case.id, uscc if isinstance(uscc, str) else "",
        phone if isinstance(phone, str) else "", sorted(set(_digests(case.answers))), MOST,
    )  # fmt: skip
    return [
        LookAlike(
            row["id"], None, row["name"], row["applicant"], row["shop_state"] or row["state"], _why(dict(row))
        )
        for row in rows
    ]


def _why(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(word for word in ("entity", "phone", "number") if row[f"same_{word}"])


def _digests(said: Any) -> Iterator[str]:
    """Of every sealed number in the answers, wherever it stands."""
    if isinstance(said, Mapping):
        if isinstance(said.get("digest"), str):
            yield said["digest"]
        for one in said.values():
            yield from _digests(one)
    elif isinstance(said, Iterable) and not isinstance(said, str):
        for one in said:
            yield from _digests(one)


async def _same_name(scope: Scope, case: Case, names: ShopNames) -> list[LookAlike]:
    if not case.wanted_name:
        return []
    alike = {
        known.shop_id
        for spelling in spellings(name_core(case.wanted_name))
        for known in names.by_spelling.get(spelling, ())
    }
    rows = await scope.fetch(_NAMES, list(alike), case.applicant.id, MOST)
    return [
        LookAlike(None, row["id"], row["name"], row["applicant"], row["state"], ("name",)) for row in rows
    ]
