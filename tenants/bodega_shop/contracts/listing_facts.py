"""What a feature or an extension knows of a good that the rules must know too: odds, draws, flash sales, campaigns.

Whoever sells by chance, for a time, or rewards an invitation says so here, in the transaction in which it changes. The rules
read it with everything else that the listing says, when the good is saved, each morning, and at once after this.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.policy.listing import Chance, FlashSale, ShareTerms, TopUp

JUDGE_JOB = "compliance.judge"

_THERE = "select true from product where id = $1"
_KEEP = """
    insert into listing_facts (id, product_id, source, facts, said_at) values ($1, $2, $3, $4, $5)
    on conflict (product_id, source) do update set facts = excluded.facts, said_at = excluded.said_at
    where listing_facts.facts is distinct from excluded.facts"""
_DROP = "delete from listing_facts where product_id is not distinct from $1 and source = $2"


class ListingFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """None and empty mean that you have nothing to say of it. Money is in minor units of the shop's currency.

    `odds` of a random good are published per prize, in millionths; `draws` is how often each prize has come up so far.
    `flash` is by SKU. `promotions` and `shares` are campaigns as buyers read them; `topup` what a top-up must say.
    """

    odds: tuple[Chance, ...] | None = None
    draws: Mapping[str, int] | None = None
    flash: Mapping[UUID, FlashSale] = {}
    promotions: tuple[str, ...] = ()
    shares: tuple[ShareTerms, ...] = ()
    topup: TopUp | None = None


async def say_of_listing(
    scope: Scope, source: str, product_id: UUID | None, facts: ListingFacts | None, *, now: datetime
) -> None:
    """Keep what `source` (an extension's id, or a word of the shop's own) says of a good; None takes all of it back.

    Without a product it is said of the whole shop, such as a campaign that invites. A good that breaks a rule by it goes off
    sale within a moment of the commit. Draws may be said now and then, not at each. Raises `NotFound` for a good that
    is not there, `InvalidInput` for facts that cannot be meant.
    """
    if product_id is not None and not await scope.fetchval(_THERE, product_id):
        raise NotFound
    if facts is None:
        changed = await scope.execute(_DROP, product_id, source)
    else:
        kept = msgspec.to_builtins(_sound(facts))
        changed = await scope.execute(_KEEP, new_id(), product_id, source, kept, now)
    if changed:
        await enqueue(scope, JUDGE_JOB, {"product_id": str(product_id)} if product_id else {})


def facts_from(kept: Mapping[str, Any]) -> ListingFacts:
    """What was kept, as it was said."""
    return msgspec.convert(kept, ListingFacts)


def _sound(facts: ListingFacts) -> ListingFacts:
    """Odds and campaigns are for the rules to judge; what no rule could read is refused here."""
    if any(times < 0 for times in (facts.draws or {}).values()):
        raise InvalidInput("A prize cannot have been drawn less than never.", field="draws")
    if any(sale.starts_at.tzinfo is None or sale.ends_at.tzinfo is None for sale in facts.flash.values()):
        raise InvalidInput("The times of a flash sale need a time zone.", field="flash")
    return facts
