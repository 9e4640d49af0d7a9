"""The accounts of the platform's books that settlements and withdrawals move, by name.

| account               | kind      | holds                                                             |
|-----------------------|-----------|-------------------------------------------------------------------|
| shop:<shop>           | liability | collected for the shop, and not settled yet                       |
| settled:<shop>        | liability | settled: on hold, in reserve, or the shop's to take               |
| leaving:<shop>        | liability | asked for by the shop, and not paid out yet                       |
| bank                  | asset     | paid out to shops, so less than nothing: what services pay the    |
|                       |           | platform itself is not booked                                     |
| payout_fees           | income    | kept of withdrawals                                               |

What a shop has is the sum of the first three. The other accounts stand in `billing/accounts.py`.
"""

from typing import Final, Literal
from uuid import UUID

from bodega.billing.accounts import COMMISSION

BANK: Final = "bank"
PAYOUT_FEES: Final = "payout_fees"

Kind = Literal["collected", "commission", "refunds", "disputes", "fees", "withdrawals", "bills", "payments"]
# What a settlement is made of; a statement adds the rest.
SETTLED_KINDS: tuple[Kind, ...] = ("collected", "commission", "refunds", "disputes", "fees")
KINDS: tuple[Kind, ...] = (*SETTLED_KINDS, "withdrawals", "bills", "payments")

_BY_SOURCE: dict[str, Kind] = {
    "payment": "collected",
    "refund": "refunds",
    "dispute": "disputes",
    "withdrawal": "withdrawals",
    "bill": "bills",
    "bill_payment": "payments",
}


def settled_of(shop_id: UUID) -> str:
    return f"settled:{shop_id}"


def leaving_of(shop_id: UUID) -> str:
    return f"leaving:{shop_id}"


def kind_of(source: str, leg: str, debit: str, credit: str) -> Kind:
    """What a movement is to the shop. Raises `KeyError` for a source that nobody has named here."""
    if source in ("payment", "refund", "dispute") and COMMISSION in (debit, credit):
        return "commission"
    if source in ("withdrawal", "dispute") and leg.startswith("fee"):
        return "fees"
    return _BY_SOURCE[source]
