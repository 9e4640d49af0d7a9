"""What the shop code keeps for the whole process: gateways, themes, notifiers, profiles, channels, large stocks."""

from dataclasses import dataclass
from typing import cast

from bodega.kernel.read_together import ReadTogether
from bodega.plugins.dispatch import Hook
from bodega.runtime import Runtime
from bodega.web.assets import add_assets
from bodega_shop import hookspecs
from bodega_shop.brought import Brought
from bodega_shop.catalog.count_large_stock import LargeStock
from bodega_shop.catalog.read_shelf import ShelfProduct
from bodega_shop.collecting.platform_channel import PlatformChannels
from bodega_shop.compliance.trust_marks import TrustMarks
from bodega_shop.contracts.gateway import PaymentGateway
from bodega_shop.contracts.notifier import Notifier
from bodega_shop.contracts.pricing import PriceRule
from bodega_shop.contracts.theme import Theme
from bodega_shop.orders.tending import Tending
from bodega_shop.payments.open_channel import Channels
from bodega_shop.settings.profile import Profiles
from bodega_shop.terms.current_terms import TermsShelf

PART = "shop"


@dataclass(frozen=True)
class Floor:
    """The open parts of the shop code in one process."""

    gateways: Brought[PaymentGateway]
    themes: Brought[Theme]
    notifiers: Brought[Notifier]
    price_rules: Brought[PriceRule]
    profiles: Profiles
    trust: TrustMarks
    terms: TermsShelf
    channels: Channels
    platform_channels: PlatformChannels
    tending: Tending
    large_stock: LargeStock
    shown_products: ReadTogether[ShelfProduct]


def open_floor(runtime: Runtime) -> Floor:
    """Ask every extension for what it brings, once."""
    collect = runtime.dispatcher.collect
    gateways: Brought[PaymentGateway] = Brought(collect(Hook(hookspecs.payment_gateways)))
    floor = Floor(
        gateways=gateways,
        themes=Brought(collect(Hook(hookspecs.themes))),
        notifiers=Brought(collect(Hook(hookspecs.notifiers))),
        price_rules=Brought(collect(Hook(hookspecs.price_rules))),
        profiles=Profiles(),
        trust=TrustMarks(),
        terms=TermsShelf(),
        channels=Channels(gateways),
        platform_channels=PlatformChannels(gateways),
        tending=Tending(),
        large_stock=LargeStock(),
        shown_products=ReadTogether(),
    )
    for theme in floor.themes.all():
        add_assets(theme.code, theme.static)
    runtime.directory.on_change(floor.profiles.forget)
    runtime.directory.on_change(floor.trust.forget)
    runtime.directory.on_change(floor.terms.forget)
    runtime.directory.on_policy(floor.trust.forget_all)
    runtime.directory.on_change(floor.channels.forget)
    runtime.directory.on_policy(floor.channels.forget_all)
    runtime.directory.on_policy(floor.platform_channels.forget)
    return floor


def floor_of(runtime: Runtime) -> Floor:
    return cast("Floor", runtime.parts[PART])
