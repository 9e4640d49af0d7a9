"""The platform's accounts at payment services: the list, a new one, one with its settings, and its test."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.plugins.settings_form import form_values
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency
from bodega_shop.collecting.check_platform_channel import check_platform_channel
from bodega_shop.collecting.open_platform_channel import platform_notify_url
from bodega_shop.collecting.platform_channel import (
    COLLECT,
    CONNECT,
    PlatformChannel,
    find_platform_channel,
    list_platform_channels,
)
from bodega_shop.collecting.read_platform_form import PlatformTexts, can_be_platforms
from bodega_shop.collecting.read_trades import trades_text
from bodega_shop.collecting.save_platform_channel import add_platform_channel, change_platform_channel
from bodega_shop.console.settings_fields import shown_fields
from bodega_shop.contracts.for_platforms import Connectable, SharedAddress
from bodega_shop.contracts.gateway import PaymentGateway
from bodega_shop.floor import floor_of
from bodega_shop.payments.read_channel_form import percent_text

HOME = "/admin/channels"
OWN_FIELDS = (
    "channel_name",
    "channel_commission",
    "channel_trades",
    "channel_enabled",
    "channel_way",
    "channel_currency",
    "channel_gateway",
)


@get("/channels", guards=[requires("money")])
async def show_channels(page: NamedDependency[DoorPage]) -> Response[Any]:
    gateways = {gateway.code: gateway for gateway in floor_of(page.runtime).gateways.all()}
    return await page.show(
        "platform_channels.html",
        rows=[_row(page, channel, gateways) for channel in await list_platform_channels()],
        gateways=[
            (code, _text(page, gateway.name), _text(page, gateway.help))
            for code, gateway in gateways.items()
            if can_be_platforms(gateway)
        ],
    )


@get("/channels/new", guards=[requires("money"), requires_recent_password])
async def show_new(page: NamedDependency[DoorPage]) -> Response[Any]:
    gateway = _gateway(page, page.request.query_params.get("gateway", ""))
    way = CONNECT if isinstance(gateway, Connectable) else COLLECT
    own = {"channel_name": _text(page, gateway.name), "channel_enabled": "on", "channel_way": way}
    form = Form({**form_values(gateway.settings_type, {}), **own, "channel_currency": "CNY"})
    return await page.show("platform_channel.html", **_context(page, gateway, form, None))


@post("/channels", guards=[requires("money"), requires_recent_password], status_code=200)
async def take_new(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    gateway = _gateway(page, form.value("channel_gateway"))
    way, currency = form.value("channel_way"), form.value("channel_currency")
    try:
        channel_id = await add_platform_channel(
            page.runtime, gateway.code, way, currency, _texts(form), by=staff, now=page.visit.now
        )
    except BodegaError as error:
        return await _again(page, gateway, form, None, error)
    await page.leave(staff, "The channel is added. Test it before shops use it.")
    return page.go(f"{HOME}/{channel_id}")


@get("/channels/{channel_id:uuid}", guards=[requires("money")])
async def show_channel(page: NamedDependency[DoorPage], channel_id: FromPath[UUID]) -> Response[Any]:
    channel = await find_platform_channel(channel_id)
    gateway = _gateway(page, channel.gateway)
    return await page.show(
        "platform_channel.html", **_context(page, gateway, _typed(channel, gateway), channel)
    )


@post("/channels/{channel_id:uuid}", guards=[requires("money"), requires_recent_password], status_code=200)
async def take_channel(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    channel_id: FromPath[UUID],
) -> Response[Any]:
    channel = await find_platform_channel(channel_id)
    try:
        await change_platform_channel(page.runtime, channel_id, _texts(form), by=staff, now=page.visit.now)
    except BodegaError as error:
        return await _again(page, _gateway(page, channel.gateway), form, channel, error)
    await page.leave(staff, "The channel is saved. Its commission counts for payments that come from now on.")
    return page.go(f"{HOME}/{channel_id}")


@post("/channels/{channel_id:uuid}/checks", guards=[requires("money")], status_code=200)
async def test_channel(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], channel_id: FromPath[UUID]
) -> Response[Any]:
    try:
        await check_platform_channel(page.runtime, channel_id, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, "It works: the payment service knows this account.")
    return page.go(f"{HOME}/{channel_id}")


def _gateway(page: DoorPage, code: str) -> PaymentGateway:
    for gateway in floor_of(page.runtime).gateways.all():
        if gateway.code == code:
            return gateway
    raise NotFound


def _text(page: DoorPage, text: Any) -> str:
    return str(text.in_locale(page.visit.locale))


def _row(page: DoorPage, channel: PlatformChannel, gateways: Mapping[str, PaymentGateway]) -> dict[str, Any]:
    gateway = gateways.get(channel.gateway)
    return {
        "url": f"{HOME}/{channel.id}",
        "name": channel.name,
        "gateway": _text(page, gateway.name) if gateway else channel.gateway,
        "way": channel.way,
        "commission": f"{percent_text(channel.commission_points) or '0'} %",
        "currency": channel.currency,
        "state": "off" if not channel.enabled else "failing" if channel.problem else "on",
    }


def _texts(form: Form) -> PlatformTexts:
    return PlatformTexts(
        name=form.value("channel_name"),
        commission=form.value("channel_commission"),
        trades=form.value("channel_trades"),
        enabled=form.checkbox("channel_enabled"),
        settings={name: value for name, value in form.values.items() if name not in OWN_FIELDS},
    )


def _typed(channel: PlatformChannel, gateway: PaymentGateway) -> Form:
    own = {
        "channel_name": channel.name,
        "channel_commission": percent_text(channel.commission_points),
        "channel_trades": trades_text(channel.trade_points),
        "channel_enabled": "on" if channel.enabled else "",
    }
    return Form({**form_values(gateway.settings_type, channel.settings), **own})


def _context(
    page: DoorPage, gateway: PaymentGateway, form: Form, channel: PlatformChannel | None
) -> dict[str, Any]:
    """Fields that belong to one shop are not the platform's to fill in."""
    left_out = gateway.own_fields if isinstance(gateway, Connectable) else frozenset()
    fields = shown_fields(
        lambda text: _text(page, text), gateway.settings_type, channel.settings if channel else {}, form
    )
    problem = channel.problem if channel else None
    return {
        "form": form,
        "channel": channel,
        "gateway_code": gateway.code,
        "gateway_name": _text(page, gateway.name),
        "gateway_help": _text(page, gateway.help),
        "connects": isinstance(gateway, Connectable),
        "currencies": [(code, code) for code in sorted(gateway.currencies)],
        "fields": [field for field in fields if field.name not in left_out],
        "notify_address": _notify_address(page, gateway, channel),
        "problem": page.say(problem["message"], **problem["params"]) if problem else "",
        "tested": page.ago(channel.checked_at) if channel and channel.checked_at else "",
    }


def _notify_address(page: DoorPage, gateway: PaymentGateway, channel: PlatformChannel | None) -> str:
    """Where a service has no common address, each payment names the shop's own."""
    shared = channel is not None and isinstance(gateway, SharedAddress)
    return platform_notify_url(page.runtime, channel.id) if shared and channel else ""


async def _again(
    page: DoorPage, gateway: PaymentGateway, form: Form, channel: PlatformChannel | None, error: BodegaError
) -> Response[Any]:
    context = _context(page, gateway, form, channel)
    context.pop("form")
    return await page.show_again("platform_channel.html", form, error, **context)


HANDLERS = [show_channels, show_new, take_new, show_channel, take_channel, test_channel]
