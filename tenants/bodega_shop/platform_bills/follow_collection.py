"""Follow what a service says of a bill that it takes from a card: paid, refused once more, or given up."""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.billing.tell_owner import tell_owner
from bodega.kernel.database import platform_scope
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega_shop.contracts.for_bills import Collection
from bodega_shop.platform_bills.take_arrival import take_arrival

SUBJECT = "The card for %(shop)s was refused"
TEXT = (
    "Hello %(name)s,\n\nthe bill %(number)s of %(amount)s for %(shop)s could not be taken from the card. Pay it another way,"
    " approve it with your bank, or enter another card here:\n\n%(link)s\n\nThe bill stays due on the day that it names."
)
_PAUSE = timedelta(hours=12)

_FIND = """
    select p.channel_id, p.bill_id, p.tries, b.shop_id, b.year, b.number, b.currency, b.total - b.paid as owed
      from bill_payment p join bill b on b.id = p.bill_id
     where p.out_trade_no = $1 and p.state in ('created', 'pending')"""
_KEEP = """
    update bill_payment set state = case when $2 then 'ended' else 'pending' end, page = $3, tries = greatest(tries, $4),
           gateway_ref = case when $5 = '' then gateway_ref else $5 end, queries = queries + 1,
           query_at = case when $2 or expires_at < $6 then null else $6::timestamptz end
     where out_trade_no = $1 and state in ('created', 'pending') and tries = $7"""


async def follow_collection(runtime: Runtime, number: str, found: Collection, *, now: datetime) -> str:
    """The word of what came of it; empty where there is nothing new. An answer of another account changes nothing."""
    if not found.merchant_matches:
        return ""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_FIND, number)
    if row is None:
        return ""
    if found.state == "succeeded" and found.money is not None:
        channel_id: UUID = row["channel_id"]
        return (await take_arrival(runtime, channel_id, number, found.money, found.gateway_txn, now)).word
    async with platform_scope() as scope:
        # Who counted the same try before has told the owner of it.
        kept = await scope.execute(
            _KEEP, number, found.state == "gone", found.page, found.tries, found.reference, now + _PAUSE, row["tries"]
        )  # fmt: skip
        if not kept or found.state != "failed" or found.tries <= row["tries"]:
            return ""
        await tell_owner(
            scope, runtime, row["shop_id"], SUBJECT, TEXT, path=f"/my/bills/{row['bill_id']}", now=now,
            number=f"{row['year']}-{row['number']:06d}", amount=Money(row["owed"], row["currency"]).format,
        )  # fmt: skip
    return "failed"
