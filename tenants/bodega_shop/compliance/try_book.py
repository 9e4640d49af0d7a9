"""Judge all listings on sale by a book that is only tried: how many would be hit, and which; nothing is written."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.plugins.rule_door import Sample, Tried
from bodega.policy.hit import Hit
from bodega.policy.judge import RuleBook
from bodega.policy.listing import Listing
from bodega.street.shop import Shop
from bodega_shop.compliance.gather_listings import GatheredGood, gather_listings
from bodega_shop.compliance.ground import ground_of
from bodega_shop.compliance.judge_shop import AT_ONCE
from bodega_shop.compliance.mark_words import passage_of

MOST_SAMPLES = 20
_AROUND = 24

_NEXT = """
    select id from product where id > $1 and (state = 'published' or stopped_at is not null) order by id limit $2"""


async def try_book(shop: Shop, book: RuleBook, *, now: datetime) -> Tried:
    ground = await ground_of(shop, now=now, book=book)
    async with shop_scope(shop) as scope:
        name = await scope.fetchval("select name from profile")
    own = Listing(shop_name=str(name or ""))
    samples = _samples(str(shop.id), str(name or ""), own, book.judge(own))
    last, listings, hits = UUID(int=0), 0, int(bool(samples))
    while True:
        async with shop_scope(shop) as scope:
            ids = [row["id"] for row in await scope.fetch(_NEXT, last, AT_ONCE)]
            goods = await gather_listings(scope, ground, ids)
        found = await asyncio.to_thread(_judge, book, goods)
        listings, hits = listings + len(goods), hits + len(found)
        for good, those in found:
            samples += _samples(str(good.id), good.title, good.listing, those)
        del samples[MOST_SAMPLES:]
        if len(ids) < AT_ONCE:
            return Tried(listings, hits, samples)
        last = ids[-1]


def _judge(book: RuleBook, goods: Sequence[GatheredGood]) -> list[tuple[GatheredGood, list[Hit]]]:
    judged = [(good, book.judge(good.listing)) for good in goods]
    return [(good, hits) for good, hits in judged if hits]


def _samples(listing_id: str, title: str, listing: Listing, hits: Sequence[Hit]) -> list[Sample]:
    return [_sample(listing_id, title, listing, hits[0])] if hits else []


def _sample(listing_id: str, title: str, listing: Listing, hit: Hit) -> Sample:
    text = passage_of(listing, hit.field)
    said = {"zh": hit.message.zh, "en": hit.message.en}
    if not hit.marks or not text:
        return Sample(listing_id, title, hit.field, "", "", "", said)
    first, last = hit.marks[0].start, hit.marks[0].end
    before, after = text[max(0, first - _AROUND) : first], text[last : last + _AROUND]
    return Sample(listing_id, title, hit.field, before, text[first:last], after, said)
