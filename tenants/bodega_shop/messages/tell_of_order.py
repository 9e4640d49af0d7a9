"""Tell the buyer and the extensions that an order was delivered: the job behind `announce_order`.

A message carries the way to the order, not the codes: those are opened on the page, where it is recorded.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import BodegaError, PluginError
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.dispatch import Hook
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop import hookspecs
from bodega_shop.contracts.events import OrderDelivered, OrderPaid, SoldGood
from bodega_shop.contracts.notifier import Message, MessageRefused
from bodega_shop.evidence.sealing import ensure_sealing
from bodega_shop.floor import floor_of
from bodega_shop.messages.open_notifiers import OpenNotifier, open_notifiers
from bodega_shop.orders.access_token import access_token
from bodega_shop.orders.states import DELIVERED, TOPUP

_SELECT = """
    select number, state, kind, customer_id, contact, locale, total, paid, currency, paid_at, delivered_at from purchase
     where id = $1 and state in ('delivered', 'refunded') and delivered_at is not null"""

_GOODS = "select sku_id, product_id, quantity, amount from purchase_line where purchase_id = $1 order by id"

_QUEUE = """
    insert into message (id, purchase_id, kind, via, recipient, state, attempts, created_at)
    values ($1, $2, 'delivered', $3, $4, 'queued', 0, $5)
    on conflict (purchase_id, kind, via) do nothing"""

_SENT = """
    update message set state = $4, attempts = attempts + 1, failure = $5, sent_at = $6
     where purchase_id = $1 and kind = 'delivered' and via = $2 and state <> $3"""


@dataclass(frozen=True)
class _Order:
    id: UUID
    number: str
    contact: str
    locale: str
    total: Money
    paid: Money
    paid_at: datetime
    delivered_at: datetime
    state: str
    topup: bool
    customer_id: UUID | None
    goods: tuple[SoldGood, ...]


async def tell_of_order(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. Repeated, it sends nothing twice that was sent."""
    order = await _read(shop, UUID(payload["order_id"]), runtime.clock.now())
    if order is None:
        return
    # A top-up has no codes to open, and the page shows the new balance at once.
    if order.state == DELIVERED and not order.topup:
        await _send_to_buyer(runtime, shop, order)
    if missed := await _tell_extensions(runtime, shop, order):
        raise PluginError(
            "Not everybody heard of this order yet: %(plugins)s.", plugins=", ".join(sorted(missed))
        )


async def _read(shop: Shop, order_id: UUID, now: datetime) -> _Order | None:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, order_id)
        goods = await scope.fetch(_GOODS, order_id)
        await ensure_sealing(scope, now=now)
    if row is None:
        return None
    currency = row["currency"]
    return _Order(
        **{name: row[name] for name in ("number", "contact", "locale", "paid_at", "delivered_at", "state", "customer_id")},
        id=order_id,
        total=Money(row["total"], currency),
        paid=Money(row["paid"], currency),
        topup=row["kind"] == TOPUP,
        goods=tuple(
            SoldGood(good["sku_id"], good["product_id"], good["quantity"], Money(good["amount"], currency))
            for good in goods
        ),
    )  # fmt: skip


async def _tell_extensions(runtime: Runtime, shop: Shop, order: _Order) -> frozenset[str]:
    """The ids of the extensions that did not hear it."""
    notify = runtime.dispatcher.notify
    paid = OrderPaid(order.id, order.number, order.total, order.paid_at, order.customer_id, order.topup)
    delivered = OrderDelivered(
        order.id, order.number, order.total, order.delivered_at, order.customer_id, order.topup, order.paid, order.goods
    )  # fmt: skip
    return await notify(Hook(hookspecs.order_paid), shop.slug, shop.enabled, event=paid) | await notify(
        Hook(hookspecs.order_delivered), shop.slug, shop.enabled, event=delivered
    )


async def _send_to_buyer(runtime: Runtime, shop: Shop, order: _Order) -> None:
    kind = "email" if "@" in order.contact else "phone"
    for opened in open_notifiers(runtime, shop):
        if opened.notifier.reaches == kind:
            await _send(runtime, shop, opened, order)


async def _send(runtime: Runtime, shop: Shop, opened: OpenNotifier, order: _Order) -> None:
    via = opened.notifier.code
    async with shop_scope(shop) as scope:
        await scope.execute(_QUEUE, new_id(), order.id, via, order.contact, runtime.clock.now())
        if await _is_settled(scope, order.id, via):
            return
    message = await _message(runtime, shop, order)
    try:
        await runtime.dispatcher.guarded(
            shop.slug, opened.plugin, "send", lambda: opened.notifier.send(opened.context, message)
        )
    except MessageRefused as error:
        await _note(shop, order.id, via, "failed", str(error), runtime.clock.now())
    except BodegaError as error:
        await _note(shop, order.id, via, "queued", str(error), runtime.clock.now())
        raise
    else:
        await _note(shop, order.id, via, "sent", "", runtime.clock.now())


async def _is_settled(scope: Scope, order_id: UUID, via: str) -> bool:
    """Sent, or refused for good."""
    return bool(
        await scope.fetchval(
            "select state <> 'queued' from message where purchase_id = $1 and kind = 'delivered' and via = $2",
            order_id,
            via,
        )
    )


async def _note(shop: Shop, order_id: UUID, via: str, state: str, failure: str, now: datetime) -> None:
    async with shop_scope(shop) as scope:
        await scope.execute(_SENT, order_id, via, "sent", state, failure, now if state == "sent" else None)


async def _message(runtime: Runtime, shop: Shop, order: _Order) -> Message:
    profile = await floor_of(runtime).profiles.of(shop)
    say = runtime.translations.gettext
    token = access_token(shop, order.number)
    address = runtime.settings.address_of(shop.canonical_host, f"/orders/{order.number}/open?token={token}")
    return Message(
        key=f"{order.id}-delivered",
        recipient=order.contact,
        subject=say(
            order.locale, "%(shop)s: your order %(number)s is here", shop=profile.name, number=order.number
        ),
        text=say(
            order.locale,
            "Thank you for your order %(number)s (%(total)s).\n\nYour codes are waiting on this page:\n%(address)s\n\n"
            "Keep this message to yourself: whoever has the address can open the codes.\n\n%(shop)s",
            number=order.number,
            total=order.total,
            address=address,
            shop=profile.name,
        ),
    )
