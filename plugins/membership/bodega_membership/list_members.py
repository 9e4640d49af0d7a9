"""Who the members are: by growth, by address, and one of them with everything that made the growth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega_membership.ladder import Standing, Tier
from bodega_membership.read_growth import GROWTH_OF_ALL, Earned, list_earned
from bodega_membership.read_standing import read_ladder, read_standing
from bodega_shop.extend import NotFound, Scope

MOST = 100

_MEMBERS = f"""
    select c.id, coalesce(nullif(c.email, ''), c.phone) as address, coalesce(g.growth, 0) as growth,
           case when h.until >= $2 then h.tier_id end as granted
      from customer c left join ({GROWTH_OF_ALL}) g on g.customer_id = c.id
      left join lateral (select tier_id, until from membership_grant m where m.customer_id = c.id
                          order by m.id desc limit 1) h on true
     where c.state <> 'erased' and (g.customer_id is not null or h.until is not null or $1 <> '')
       and ($1 = '' or c.email = $1 or c.phone like '%' || $1)
     order by growth desc, c.id limit $3"""

_GRANTS = """
    select g.until, g.reason, g.actor, g.at, t.name as tier
      from membership_grant g left join membership_tier t on t.id = g.tier_id
     where g.customer_id = $1 order by g.id desc limit 20"""

_PLAIN = str.maketrans("", "", "%_\\ ")


@dataclass(frozen=True)
class Member:
    """One line of the list."""

    id: UUID
    address: str
    growth: int
    tier: str
    given: bool


@dataclass(frozen=True)
class Given:
    """One entry of what staff decided by hand; no tier where it was taken back."""

    tier: str
    until: date
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class MemberFile:
    """One member: where they stand, what earned it, and what staff decided."""

    id: UUID
    address: str
    standing: Standing
    ladder: Sequence[Tier]
    earned: Sequence[Earned]
    given: Sequence[Given]


async def list_members(scope: Scope, wanted: str, *, today: date) -> list[Member]:
    """The highest first; with `wanted` whoever has that e-mail address or phone number."""
    ladder = await read_ladder(scope)
    rows = await scope.fetch(_MEMBERS, wanted.strip().lower().translate(_PLAIN), today, MOST)
    return [_member(row, ladder) for row in rows]


async def read_member(scope: Scope, customer_id: UUID, *, today: date) -> MemberFile:
    """Raises `NotFound`."""
    address = await scope.fetchval(
        "select coalesce(nullif(email, ''), phone) from customer where id = $1", customer_id
    )
    if address is None:
        raise NotFound
    currency = await scope.fetchval("select currency from profile")
    return MemberFile(
        customer_id,
        address,
        await read_standing(scope, customer_id, today=today),
        await read_ladder(scope),
        await list_earned(scope, customer_id, currency),
        [
            Given(row["tier"] or "", row["until"], row["reason"], row["actor"], row["at"])
            for row in await scope.fetch(_GRANTS, customer_id)
        ],
    )


def _member(row: Any, ladder: list[Tier]) -> Member:
    earned = [tier for tier in ladder if tier.growth <= row["growth"]]
    lifted = next((place for place, tier in enumerate(ladder) if tier.id == row["granted"]), -1)
    given = lifted >= len(earned)
    tier = ladder[lifted].name if given else earned[-1].name if earned else ""
    return Member(row["id"], row["address"], row["growth"], tier, given)
