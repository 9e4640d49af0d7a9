"""Who buys: the signed-in customer of a page, and what the balance can pay."""

from typing import Protocol

from bodega.kernel.money import Money
from bodega_shop.customers.customer import Customer
from bodega_shop.orders.order_request import Buyer


class Visitor(Protocol):
    """A page's visitor, such as a storefront's `Front`."""

    @property
    def customer(self) -> Customer | None: ...


async def buyer_of(front: Visitor, *, use_balance: bool) -> Buyer | None:
    """For `OrderRequest.buyer`; None for a guest."""
    if front.customer is None:
        return None
    return Buyer(customer_id=front.customer.id, use_balance=use_balance)


async def balance_of(front: Visitor) -> Money | None:
    """What the signed-in customer can spend; None for a guest."""
    return front.customer.balance if front.customer else None
