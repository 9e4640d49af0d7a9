"""Tell the extensions that money of an order went back or was lost to a dispute: the job behind `announce_refund`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import PluginError
from bodega.kernel.money import Money
from bodega.plugins.dispatch import Hook
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop import hookspecs
from bodega_shop.contracts.events import OrderRefunded
from bodega_shop.orders.states import TOPUP

# What a surplus payment or another currency brought was never a part of the order's own money.
_OWN = """
       and (p.id is null
            or (coalesce(nullif(p.received_currency, ''), o.currency) = o.currency
                and not exists (select 1 from transfer t where t.source = 'payment' and t.source_id = p.id
                                   and t.leg in ('received', 'sale') and t.credit = 'surplus')))"""

_REFUND = f"""
    select r.id as back_id, r.number as back_number, r.counted as back, o.id, o.number, o.kind, o.customer_id, o.total,
           o.paid, o.currency
      from refund r join purchase o on o.id = r.purchase_id left join payment p on p.id = r.payment_id
     where r.id = $1 and r.counted > 0 and r.currency = o.currency {_OWN}"""

_DISPUTE = f"""
    select d.id as back_id, d.reference as back_number, d.amount as back, o.id, o.number, o.kind, o.customer_id, o.total,
           o.paid, o.currency
      from dispute d join purchase o on o.id = d.purchase_id join payment p on p.id = d.payment_id
     where d.id = $1 and d.amount > 0 and d.currency = o.currency {_OWN}"""


async def tell_of_refund(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. Raises `PluginError` when somebody did not hear it, so that it is told again."""
    if not shop.listeners:
        return
    event = await _read(shop, payload)
    if event is None:
        return
    missed = await runtime.dispatcher.notify(
        Hook(hookspecs.order_refunded), shop.slug, shop.enabled, event=event
    )
    if missed:
        raise PluginError(
            "Not everybody heard of this refund yet: %(plugins)s.", plugins=", ".join(sorted(missed))
        )


async def _read(shop: Shop, payload: dict[str, Any]) -> OrderRefunded | None:
    disputed = "dispute" in payload
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(
            _DISPUTE if disputed else _REFUND, UUID(payload["dispute" if disputed else "refund"])
        )
    if row is None:
        return None
    currency = row["currency"]
    return OrderRefunded(
        order_id=row["id"],
        number=row["number"],
        refund_id=row["back_id"],
        refund_number=row["back_number"],
        amount=Money(row["back"], currency),
        reversed=payload["reversed"],
        total=Money(row["total"], currency),
        paid=Money(row["paid"], currency),
        at=datetime.fromisoformat(payload["at"]),
        customer_id=row["customer_id"],
        topup=row["kind"] == TOPUP,
        disputed=disputed,
    )
