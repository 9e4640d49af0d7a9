"""Keep what the platform paid out to a shop in the shop's own books: it is with the shop's bank now, not with the platform.

| in the platform's books         | in the shop's         |
|---------------------------------|-----------------------|
| leaving:<shop> -> bank          | bank <- platform      |
| leaving:<shop> -> payout_fees   | fees <- platform      |
| bank -> settled:<shop>          | platform <- bank      |
| payout_fees -> settled:<shop>   | platform <- fees      |
"""

from collections.abc import Sequence

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.plugins.billing_door import PaidOut
from bodega.street.shop import Shop
from bodega_shop.books.accounts import BANK, FEES, PLATFORM

SIDES = {
    "paid": (BANK, PLATFORM),
    "fee": (FEES, PLATFORM),
    "returned": (PLATFORM, BANK),
    "fee_back": (PLATFORM, FEES),
}
_KEEP = """
    insert into transfer (id, source, source_id, leg, debit, credit, amount, currency, phase, at)
    values ($1, 'withdrawal', $2, $3, $4, $5, $6, $7, 'posted', $8) on conflict (source_id, source, leg) do nothing"""


async def keep_payouts(shop: Shop, moves: Sequence[PaidOut]) -> None:
    """Told twice, it changes nothing."""
    async with shop_scope(shop) as scope:
        for one in moves:
            await scope.execute(
                _KEEP, new_id(), one.withdrawal_id, one.leg, *SIDES[one.leg], one.amount, one.currency, one.at
            )
