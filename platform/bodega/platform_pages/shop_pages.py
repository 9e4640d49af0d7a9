"""The shops of the street for an administrator: the list with its filters, and one shop's file."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from bodega.billing.say_reason import say_reason
from bodega.kernel.form import Form
from bodega.platform_pages.audit_rows import audit_rows
from bodega.platform_pages.deed_words import STATES, TONES
from bodega.platform_pages.look_at_life import look_at_life
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.page_links import page_links, page_number
from bodega.platform_pages.shop_acts import acts_for
from bodega.staff.door_page import DoorPage
from bodega.staff.read_audit import AuditFilter, read_audit
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.street.list_shops import ListedShop, count_shops, list_shops
from bodega.street.look_at_shop import look_at_shop

_LIST = f"{PREFIX}/shops"
_LATEST = 20


@get("/shops", guards=[requires("look")])
async def show_shops(page: NamedDependency[DoorPage]) -> Response[Any]:
    asked = Form({name: page.request.query_params.get(name, "") for name in ("state", "q")})
    number = page_number(page.request.query_params.get("page", ""))
    shops, more = await list_shops(state=asked.value("state"), search=asked.text("q", 100), page=number)
    return await page.show(
        "shops.html",
        form=asked,
        rows=[_row(page, shop) for shop in shops],
        chips=_chips(page, asked, await count_shops()),
        links=page_links(_LIST, asked.values, number, more=more),
    )


@get("/shops/{shop_id:uuid}", guards=[requires("look")])
async def show_shop(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    shop, life = await look_at_shop(shop_id), await look_at_life(page, shop_id)
    history, _ = await read_audit(AuditFilter(shop_id=shop_id))
    return await page.show(
        "shop.html",
        shop=shop,
        **_state(page, shop.state, shop.state_reason),
        asked_for=page.moment(shop.created_at),
        opened=page.moment(shop.opened_at) if shop.opened_at else "",
        front_url=page.runtime.settings.address_of(shop.canonical_host),
        acts=acts_for(shop.state, staff.permissions(), without=life.no_occasion()),
        life=life,
        moment=page.moment,
        history=audit_rows(page, history[:_LATEST]),
    )


def _state(page: DoorPage, state: str, reason: str) -> dict[str, Any]:
    return {
        "state": (page.say(STATES[state]), TONES.get(state, "")),
        "reason": say_reason(page.say, reason),
    }


def _row(page: DoorPage, shop: ListedShop) -> dict[str, Any]:
    return {
        "url": f"{_LIST}/{shop.id}",
        "name": shop.name,
        "host": shop.host,
        "owner": f"{shop.owner_name or ''} {shop.owner_email or ''}".strip(),
        "state": page.say(STATES[shop.state]),
        "tone": TONES.get(shop.state, ""),
        "since": page.moment(shop.created_at),
        "trouble": shop.migration_failure,
    }


def _chips(page: DoorPage, asked: Form, counts: dict[str, int]) -> list[dict[str, Any]]:
    chips = [("", page.say("All"), sum(counts.values()))]
    chips += [(state, page.say(word), counts.get(state, 0)) for state, word in STATES.items()]
    return [
        {
            "url": page_links(_LIST, {"q": asked.value("q"), "state": state}, 2, more=False).newer_url,
            "label": label,
            "count": count,
            "active": asked.value("state") == state,
        }
        for state, label, count in chips
        if count or not state or asked.value("state") == state
    ]
