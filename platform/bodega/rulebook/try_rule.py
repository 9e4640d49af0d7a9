"""Try a rule on all live listings before it counts: one job for each shop, and what they found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.policy.judge import RuleBook
from bodega.qualifications.china_day import china_day
from bodega.rulebook.enforce import rule_doors, shop_that_answers
from bodega.rulebook.kept_rule import COLUMNS, kept_rule
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember
from bodega.street.shop import ANSWERING_STATES

TRY_JOB = "rules.try"
_MOST_SHOWN = 100

_ONE = f"select {COLUMNS} from rule_version where rule_id = $1 and version = $2"
_SHOPS = "select id from shop where state = any($1) and rehearses is null order by id"
_BEGIN = """
    insert into rule_trial (id, rule_id, version, content, shops, started_at, started_by)
    values ($1, $2, $3, $4, $5, $6, $7)"""
_TRIAL = "select id, rule_id, version, content, shops, started_at, started_by from rule_trial where id = $1"
_NEWEST = """
    select id from rule_trial where rule_id = $1 and version = $2 order by started_at desc, id desc limit 1"""
_KEEP = """
    insert into rule_trial_shop (trial_id, shop_id, listings, hits, samples, at) values ($1, $2, $3, $4, $5, $6)
    on conflict do nothing"""
_FOUND = """
    select t.shop_id, s.name, s.slug, t.listings, t.hits, t.samples
      from rule_trial_shop t join shop s on s.id = t.shop_id where t.trial_id = $1 order by t.hits desc, s.name, s.id"""


@dataclass(frozen=True)
class TrialShop:
    """What one shop's listings came to."""

    shop_id: UUID
    name: str
    slug: str
    listings: int
    hits: int
    samples: list[Any]


@dataclass(frozen=True)
class Trial:
    """`shops` were asked; those in `found` have answered, the ones with most hits first."""

    id: UUID
    rule_id: str
    version: int
    shops: int
    started_at: datetime
    started_by: str
    found: tuple[TrialShop, ...]

    @property
    def is_done(self) -> bool:
        return len(self.found) >= self.shops

    @property
    def listings(self) -> int:
        return sum(shop.listings for shop in self.found)

    @property
    def hits(self) -> int:
        return sum(shop.hits for shop in self.found)


async def try_rule(rule_id: str, version: int, staff: StaffMember, *, now: datetime) -> UUID:
    """Nothing is taken off sale and nobody is told. Raises `NotFound`, BadRule."""
    trial_id = new_id()
    async with platform_scope() as scope:
        row = await scope.fetchrow(_ONE, rule_id, version)
        if row is None:
            raise NotFound
        kept_rule(row).as_rule(begins=china_day(now))
        shops = [one["id"] for one in await scope.fetch(_SHOPS, list(ANSWERING_STATES))]
        await scope.execute(_BEGIN, trial_id, rule_id, version, row["content"], len(shops), now, staff.name)
        for shop_id in shops:
            await enqueue(scope, TRY_JOB, {"trial_id": str(trial_id), "shop_id": str(shop_id)})
        await record(
            scope, deed="rule.tried", actor_id=staff.account_id, actor=staff.name, now=now, rule=rule_id, version=version
        )  # fmt: skip
    return trial_id


async def try_on_shop(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job of one shop. A shop that is gone meanwhile has no listings."""
    trial_id, shop_id, now = UUID(payload["trial_id"]), UUID(payload["shop_id"]), runtime.clock.now()
    async with platform_scope() as scope:
        row = await scope.fetchrow(_TRIAL, trial_id)
    if row is None:
        return
    shop = await shop_that_answers(runtime, shop_id)
    listings, hits, samples = 0, 0, []
    if shop is not None:
        book = _book_of(dict(row), now)
        for door in rule_doors(runtime):
            tried = await door.try_book(shop, book, now=now)
            listings, hits = listings + tried.listings, hits + tried.hits
            samples += [msgspec.to_builtins(sample) for sample in tried.samples]
    async with platform_scope() as scope:
        await scope.execute(_KEEP, trial_id, shop_id, listings, hits, samples, now)


async def newest_trial(rule_id: str, version: int) -> Trial | None:
    async with platform_scope() as scope:
        trial_id = await scope.fetchval(_NEWEST, rule_id, version)
        if trial_id is None:
            return None
        row: Any = await scope.fetchrow(_TRIAL, trial_id)
        found = await scope.fetch(_FOUND, trial_id)
    said = {name: row[name] for name in ("id", "rule_id", "version", "shops", "started_at", "started_by")}
    return Trial(**said, found=tuple(TrialShop(**dict(one)) for one in found))


def _book_of(trial: dict[str, Any], now: datetime) -> RuleBook:
    """Of this one rule alone, as if it began today; it is tried on every shop, whatever its market."""
    today = china_day(now)
    kept = kept_rule(
        {
            "rule_id": trial["rule_id"], "version": trial["version"], "draft": True, "effective_from": None,
            "ends_on": None, "content": trial["content"], "changed_at": now, "changed_by": "",
        }
    )  # fmt: skip
    return RuleBook([kept.as_rule(begins=today)], on=today, market="cn")


def shown_samples(trial: Trial) -> list[tuple[TrialShop, Any]]:
    """Which listings would be hit, the first hundred."""
    return [(shop, sample) for shop in trial.found for sample in shop.samples][:_MOST_SHOWN]
