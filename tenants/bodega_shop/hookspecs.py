"""Every hook of the shop: what an extension can bring, and what it can be told.

Hooks that bring something are called once, when the process starts, and return plain objects. Hooks that tell of
something are coroutines, awaited after the commit from a job, at least once, for shops that have the extension
switched on; an exception or ten seconds without an answer count as a failure, and repeated failures make the
extension rest for a while in that shop. `ctx` is what the extension may use there. An implementation names only the
arguments that it needs.
"""

from collections.abc import Sequence

import pluggy

from bodega.plugins.plugin_context import PluginContext
from bodega_shop.contracts.events import OrderDelivered, OrderPaid, OrderRefunded, SealMade
from bodega_shop.contracts.gateway import PaymentGateway
from bodega_shop.contracts.launching import LaunchCheck
from bodega_shop.contracts.notifier import Notifier
from bodega_shop.contracts.pricing import PriceRule
from bodega_shop.contracts.theme import Theme

hookspec = pluggy.HookspecMarker("bodega")


@hookspec
def payment_gateways() -> Sequence[PaymentGateway]:  # type: ignore[empty-body]
    """Bring payment protocols. Each becomes a choice when a shop adds a payment channel."""


@hookspec
def themes() -> Sequence[Theme]:  # type: ignore[empty-body]
    """Bring storefront themes. Each becomes a choice in the shop's settings."""


@hookspec
def notifiers() -> Sequence[Notifier]:  # type: ignore[empty-body]
    """Bring ways to reach people. A shop that switches the extension on sends its messages through them."""


@hookspec
def price_rules() -> Sequence[PriceRule]:  # type: ignore[empty-body]
    """Bring reasons for another price, such as a membership. They apply to signed-in customers of shops that have the
    extension switched on, one after another.
    """


@hookspec
async def order_paid(ctx: PluginContext, event: OrderPaid) -> None:
    """Hear that an order of the shop, or a top-up, was paid."""


@hookspec
async def order_delivered(ctx: PluginContext, event: OrderDelivered) -> None:
    """Hear that an order of the shop was delivered, whole, or a top-up credited. The codes themselves are not told."""


@hookspec
async def order_refunded(ctx: PluginContext, event: OrderRefunded) -> None:
    """Hear that money of an order went back, in whole or in part, was lost to a dispute, or came again afterwards."""


@hookspec
async def anchor_seal(ctx: PluginContext, event: SealMade) -> str:  # type: ignore[empty-body]
    """Write the digest of a new seal down somewhere the shop cannot change it, such as a time-stamping service.

    Answer a receipt, at most 4,000 characters, by which anybody can find it there again. It is stored beside the seal
    and exported with the evidence of orders. Called again until there is an answer.
    """


@hookspec
async def launch_checks(ctx: PluginContext) -> Sequence[LaunchCheck]:  # type: ignore[empty-body]
    """Add lines to the launch checklist of a shop: what must be measured or filled in before it opens.

    Asked at the end of each rehearsal, and whenever the owner has the checklist looked through again. Look and measure,
    and change nothing.
    """
