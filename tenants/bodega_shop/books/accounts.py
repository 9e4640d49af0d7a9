"""The accounts of a shop's books, by name.

What a transfer debits grows by it if the account is an asset or an expense; what it credits grows by it if the
account is a liability or an income. Amounts are always positive.

| account           | kind      | holds                                                              |
|-------------------|-----------|--------------------------------------------------------------------|
| clearing:<channel>| asset     | what a payment service took for us, less fees and refunds          |
| platform          | asset     | what the platform collected for the shop, less its commission       |
| bank              | asset     | what the platform paid out to the shop's account                    |
| held              | liability | paid by buyers, not delivered yet                                   |
| surplus           | liability | paid by buyers for nothing: second payments, to be given back       |
| wallet:<customer> | liability | a customer's own money                                              |
| bonus:<customer>  | liability | what the shop gave on top                                           |
| sales, surcharge  | income    | goods that were delivered; the part of the fee that buyers bear     |
| refunds           | expense   | given back for goods that had been delivered                        |
| fees, commission  | expense   | kept by the payment service, by the platform                        |
| bonuses           | expense   | given to customers on top of what they paid in                      |
| disputed          | asset     | taken back by a buyer's bank while the case is open                  |
| disputes          | expense   | lost disputes and their fees                                        |
| adjustments       | expense   | corrections by a person, each with its reason                       |
| rounding          | expense   | what a service's own rounding took                                  |
"""

from typing import Final
from uuid import UUID

HELD: Final = "held"
SURPLUS: Final = "surplus"
SALES: Final = "sales"
SURCHARGE: Final = "surcharge"
REFUNDS: Final = "refunds"
FEES: Final = "fees"
COMMISSION: Final = "commission"
BONUSES: Final = "bonuses"
DISPUTED: Final = "disputed"
DISPUTES: Final = "disputes"
ADJUSTMENTS: Final = "adjustments"
ROUNDING: Final = "rounding"
PLATFORM: Final = "platform"
BANK: Final = "bank"

_CLEARING = "clearing:"


def clearing(channel_id: UUID) -> str:
    return f"{_CLEARING}{channel_id}"


def wallet_of(customer_id: UUID) -> str:
    return f"wallet:{customer_id}"


def bonus_of(customer_id: UUID) -> str:
    return f"bonus:{customer_id}"


def money_account(channel_id: UUID, money_to: str) -> str:
    """Where the money of a channel is: at its service, or with the platform that collects for the shop."""
    return PLATFORM if money_to == "platform" else clearing(channel_id)
