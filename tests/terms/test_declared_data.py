"""Every column of a shop that holds something about a person is declared, so that the privacy page names it."""

import re

from bodega.kernel.database import shop_scope
from bodega_shop.terms.own_data import OWN_DATA

PERSONAL = re.compile(
    r"(^|_)(e?mail|phone|contact|address|agent|recipient|send_to|tax_number|password|proof|actor)(_|$)|^purchase_event\.detail$"
)
# What looks like it and is not about a buyer or a person's private life.
NOT_PERSONAL = {
    "profile.contact": "the shop's own",
    "profile.unpaid_per_contact": "a limit",
    "profile.unpaid_per_address": "a limit",
    "purchase_event.detail": "holds digests only",
    "purchase_event.actor": "the word buyer or system, or staff, whose names the deeds declare",
    "refund.actor": "as above",
}


async def test_every_column_about_a_person_is_declared(shop):
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            "select table_name || '.' || column_name as name from information_schema.columns where table_schema = $1",
            scope.schema,
        )
    there = {row["name"] for row in rows}
    declared = {column for one in OWN_DATA for column in one.columns}
    personal = {name for name in there if PERSONAL.search(name.partition(".")[2]) or PERSONAL.search(name)}
    assert sorted(personal - declared - NOT_PERSONAL.keys()) == []
    assert sorted(declared - there) == []
