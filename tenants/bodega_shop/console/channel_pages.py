"""Payment channels in the console: the list, a new one, one with its settings, and its test."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import NotFound
from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.plugins.settings_form import form_values
from bodega.staff.require_role import requires_owner, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.collecting.platform_channel import PlatformChannel
from bodega_shop.collecting.read_trades import named_rates
from bodega_shop.collecting.shops_account import account_in, is_ready
from bodega_shop.console.category_pages import steps
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.settings_fields import shown_fields
from bodega_shop.contracts.gateway import PaymentGateway
from bodega_shop.floor import floor_of
from bodega_shop.payments.check_channel import check_channel
from bodega_shop.payments.list_channels import Channel, channel_of, list_channels
from bodega_shop.payments.open_channel import notify_url
from bodega_shop.payments.read_channel_form import ChannelTexts, percent_text
from bodega_shop.payments.save_channel import create_channel, edit_channel, shift_channel

HOME = "/console/channels"
FEE_FIELDS = ("fee_percent", "fee_fixed", "fee_least", "fee_most", "fee_by")
OWN_FIELDS = (
    "channel_name",
    "channel_minimum",
    "channel_maximum",
    "channel_enabled",
    "channel_gateway",
    "channel_through",
    *(f"channel_{n}" for n in FEE_FIELDS),
)
_ADDED = "The channel is added. Give its notify address to the payment service, then test it."
_ADDED_THROUGH = "The channel is added. Its money goes through the platform."


@get("/channels", guards=[requires_owner])
async def show_channels(desk: NamedDependency[Desk]) -> Response[str]:
    gateways = floor_of(desk.runtime).gateways
    return await desk.page(
        "channels.html",
        channels=await list_channels(desk.shop),
        gateways=gateways.enabled_in(desk.shop),
        names={gateway.code: desk.text(gateway.name) for gateway in gateways.all()},
        platforms=await floor_of(desk.runtime).platform_channels.offered_to(desk.shop, desk.profile.currency),
    )


@get("/channels/new", guards=[requires_owner, requires_recent_password])
async def show_new_channel(desk: NamedDependency[Desk]) -> Response[str]:
    gateway, platforms = await _chosen(desk, desk.asked.get("gateway", ""), desk.asked.get("through", ""))
    values = form_values(gateway.settings_type, {})
    name = platforms.name if platforms else desk.text(gateway.name)
    form = Form({**values, "channel_name": name, "channel_enabled": "on", "channel_fee_by": "shop"})
    return await _page(desk, gateway, form, None, platforms)


@post("/channels", guards=[requires_owner, requires_recent_password])
async def add_channel(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    gateway, platforms = await _chosen(desk, form.value("channel_gateway"), form.value("channel_through"))
    through = platforms.id if platforms else None
    return await desk.submit(
        form,
        lambda: create_channel(
            desk.runtime, desk.shop, gateway.code, _texts(form), by=desk.staff, now=desk.now, through=through
        ),
        to=lambda channel_id: f"{HOME}/{channel_id}",
        message=_ADDED_THROUGH if platforms else _ADDED,
        again=lambda refused: _page(desk, gateway, refused, None, platforms),
    )


@get("/channels/{channel_id:uuid}", guards=[requires_owner])
async def show_channel(desk: NamedDependency[Desk], channel_id: FromPath[UUID]) -> Response[str]:
    channel = await channel_of(desk.shop, channel_id)
    gateway = floor_of(desk.runtime).gateways.find(channel.gateway)
    return await _page(desk, gateway, _typed(channel, gateway, desk.profile.currency), channel)


@post("/channels/{channel_id:uuid}", guards=[requires_owner, requires_recent_password])
async def change_channel(
    desk: NamedDependency[Desk], form: NamedDependency[Form], channel_id: FromPath[UUID]
) -> Answer:
    channel = await channel_of(desk.shop, channel_id)
    gateway = floor_of(desk.runtime).gateways.find(channel.gateway)
    return await desk.submit(
        form,
        lambda: edit_channel(desk.runtime, desk.shop, channel_id, _texts(form), by=desk.staff, now=desk.now),
        to=f"{HOME}/{channel_id}",
        message="The channel is saved. Everybody who works here can see that it was changed.",
        again=lambda refused: _page(desk, gateway, refused, channel),
    )


@post("/channels/{channel_id:uuid}/checks", guards=[requires_owner])
async def test_channel(desk: NamedDependency[Desk], channel_id: FromPath[UUID]) -> Answer:
    deed = check_channel(desk.runtime, desk.shop, channel_id, now=desk.now)
    return await desk.act(deed, f"{HOME}/{channel_id}", "It works: the payment service knows this account.")


@post("/channels/{channel_id:uuid}/shifts", guards=[requires_owner])
async def move_channel(
    desk: NamedDependency[Desk], form: NamedDependency[Form], channel_id: FromPath[UUID]
) -> Answer:
    await shift_channel(desk.shop, channel_id, steps=steps(form))
    return await desk.go(HOME)


async def _chosen(desk: Desk, code: str, through: str) -> tuple[PaymentGateway, PlatformChannel | None]:
    """The service behind a new channel, and the platform's account where the shop's owner chose one."""
    if not through:
        return _offered(desk, code), None
    for channel in await floor_of(desk.runtime).platform_channels.offered_to(
        desk.shop, desk.profile.currency
    ):
        if str(channel.id) == through:
            return floor_of(desk.runtime).gateways.find(channel.gateway), channel
    raise NotFound


def _offered(desk: Desk, code: str) -> PaymentGateway:
    for gateway in floor_of(desk.runtime).gateways.enabled_in(desk.shop):
        if gateway.code == code:
            return gateway
    raise NotFound


def _texts(form: Form) -> ChannelTexts:
    return ChannelTexts(
        name=form.value("channel_name"),
        minimum=form.value("channel_minimum"),
        maximum=form.value("channel_maximum"),
        enabled=form.checkbox("channel_enabled"),
        settings={name: value for name, value in form.values.items() if name not in OWN_FIELDS},
        **{name: form.value(f"channel_{name}") for name in FEE_FIELDS if form.filled(f"channel_{name}")},
    )


def _typed(channel: Channel, gateway: PaymentGateway, currency: str) -> Form:
    def limit(minor: int | None) -> str:
        return "" if minor is None else Money(minor, currency).to_decimal_text()

    own = {
        "channel_name": channel.name,
        "channel_minimum": limit(channel.minimum),
        "channel_maximum": limit(channel.maximum),
        "channel_enabled": "on" if channel.enabled else "",
        "channel_fee_percent": percent_text(channel.fee_points),
        "channel_fee_fixed": limit(channel.fee_fixed or None),
        "channel_fee_least": limit(channel.fee_least),
        "channel_fee_most": limit(channel.fee_most),
        "channel_fee_by": channel.fee_by,
    }
    return Form({**form_values(gateway.settings_type, channel.settings), **own})


async def _page(
    desk: Desk,
    gateway: PaymentGateway,
    form: Form,
    channel: Channel | None,
    platforms: PlatformChannel | None = None,
) -> Response[str]:
    """What stands in the platform's settings is no matter of the shop's: its own fields are the only ones shown."""
    stored: Mapping[str, Any] = channel.settings if channel else {}
    if channel and channel.platform_channel_id:
        platforms = (await floor_of(desk.runtime).platform_channels.all()).get(channel.platform_channel_id)
    through = platforms is not None or (channel is not None and channel.platform_channel_id is not None)
    return await desk.page(
        "channel.html",
        form=form,
        channel=channel,
        gateway=gateway,
        fields=[] if through else shown_fields(desk.text, gateway.settings_type, stored, form),
        notify_address=notify_url(desk.runtime, desk.shop, channel.id) if channel else "",
        through=through,
        platforms=platforms,
        commission=percent_text(platforms.commission_points) or "0" if platforms else "",
        rates=await named_rates(platforms.trade_points, desk.visit.locale) if platforms else [],
        account=account_in(stored) if through else "",
        ready=through and is_ready(stored),
    )


HANDLERS = [
    show_channels,
    show_new_channel,
    add_channel,
    show_channel,
    change_channel,
    test_channel,
    move_channel,
]
