"""What decides which papers are asked for: who sells, to whom, what, and under which names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.qualifications.catalogue import ENTITIES

_APPLICATION = "select id, account_id, shop_id, kind, state, answers from application where id = $1"
# What a verification found changed since then counts for the same owner.
_OPENED_BY = """
    select a.answers || coalesce((
               select jsonb_build_object('entity', i.answers -> 'entity') from application i
                where i.shop_id = $1 and i.account_id = a.account_id and i.kind = 'identity' and i.state = 'approved'
                  and a.state = 'approved'
                order by i.decided_at desc limit 1), '{}')
      from application a
     where a.shop_id = $1 and a.kind in ('opening', 'new_owner')
     order by a.state = 'approved' desc, a.decided_at desc nulls last, a.created_at desc limit 1"""
_APPROVED = """
    select distinct c.category from application_category c join application a on a.id = c.application_id
     where a.shop_id = $1 and c.state = 'approved' and a.state = 'approved'"""
_HOSTS = "select h.host from shop_host h where h.shop_id = $1 and not h.canonical order by h.host"


@dataclass(frozen=True)
class Facts:
    """`categories` are those asked for by an application, or approved for a shop."""

    entity: str
    market: str
    categories: tuple[str, ...]
    domains: tuple[str, ...]


async def facts_of_application(scope: Scope, application_id: UUID) -> Facts:
    """Raises `NotFound`. Other than the first application of a shop, one says only what it adds."""
    row = await scope.fetchrow(_APPLICATION, application_id)
    if row is None:
        raise NotFound
    answers: Mapping[str, Any] = row["answers"]
    if row["kind"] not in ("opening", "new_owner") and row["shop_id"] is not None:
        known = await facts_of_shop(scope, row["shop_id"])
        wanted = _categories(answers)
        return Facts(known.entity, known.market, wanted or known.categories, known.domains)
    return _facts(answers, _categories(answers), _domains(answers))


async def facts_of_shop(scope: Scope, shop_id: UUID) -> Facts:
    """As the application that was approved last says; a shop that the operator opened is a company in China."""
    answers = await answers_of_shop(scope, shop_id)
    approved = tuple(sorted(row["category"] for row in await scope.fetch(_APPROVED, shop_id)))
    hosts = [row["host"] for row in await scope.fetch(_HOSTS, shop_id)]
    return _facts(answers, approved, tuple(dict.fromkeys([*_domains(answers), *hosts])))


async def answers_of_shop(scope: Scope, shop_id: UUID) -> Mapping[str, Any]:
    """What its owner said of itself when the shop was opened, or taken over; empty for one that the operator opened."""
    answers: Mapping[str, Any] | None = await scope.fetchval(_OPENED_BY, shop_id)
    return answers or {}


def _facts(answers: Mapping[str, Any], categories: tuple[str, ...], domains: tuple[str, ...]) -> Facts:
    entity = _part(answers, "entity").get("kind")
    market = _part(answers, "goods").get("market")
    return Facts(
        entity=entity if entity in ENTITIES else "company",
        market="everywhere" if market == "everywhere" else "cn",
        categories=categories,
        domains=domains,
    )


def _categories(answers: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_part(answers, "goods").get("categories") or ())


def _domains(answers: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(said["host"] for said in answers.get("domains") or () if said.get("host"))


def _part(answers: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return answers.get(name) or {}
