"""The account at a glance: the balance, the last orders with one click to order again, and what is remembered."""

from litestar import Response, get
from litestar.params import FromQuery

from bodega.kernel.database import shop_scope
from bodega.kernel.i18n import format_datetime, time_zone
from bodega.web.given import NamedDependency
from bodega_shop.catalog.explain_prices import explain_prices
from bodega_shop.customers.customer import Customer
from bodega_shop.customers.list_own_orders import OwnOrder, list_own_orders
from bodega_shop.orders.mask_contact import mask_contact
from bodega_shop.orders.order_request import WantedLine
from bodega_shop.orders.states import TOPUP
from bodega_shop.storefront.account_forms import account_page
from bodega_shop.storefront.basket import write_items
from bodega_shop.storefront.order_words import state_words
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.account import AccountFacts, AccountOrder, Balance, Benefit
from bodega_shop.storefront.shown.every_page import Pager

LAST_ORDERS = 5
LAST_PAGE = 1_000


@get("/")
async def show_account(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[str]:
    orders, more = await list_own_orders(front.shop, customer, per_page=LAST_ORDERS)
    return account_page(
        front,
        "account.html",
        customer=await _facts(front, customer),
        balance=balance_view(front, customer),
        orders=[order_view(front, order) for order in orders],
        orders_url="/account/orders" if more else "",
        benefits=await _benefits(front, customer),
    )


@get("/orders")
async def show_orders(
    front: NamedDependency[Front], customer: NamedDependency[Customer], page: FromQuery[int] = 1
) -> Response[str]:
    number = min(max(page, 1), LAST_PAGE)
    orders, more = await list_own_orders(front.shop, customer, page=number)
    return account_page(
        front,
        "account_orders.html",
        orders=[order_view(front, order) for order in orders],
        page=pager("/account/orders", number, more=more),
    )


async def _benefits(front: Front, customer: Customer) -> list[Benefit]:
    """What extensions such as a membership have to say to this customer."""
    locale = front.visit.locale
    return [
        Benefit(
            name=said.name.in_locale(locale), sentences=tuple(one.in_locale(locale) for one in said.sentences)
        )
        for said in await explain_prices(front.runtime, front.shop, customer.id)
    ]


def balance_view(front: Front, customer: Customer) -> Balance:
    return Balance(
        text=front.money(customer.balance),
        principal_text=front.money(customer.principal),
        bonus_text=front.money(customer.bonus) if customer.bonus.minor else "",
        has_own=customer.principal.minor > 0,
    )


def order_view(front: Front, order: OwnOrder) -> AccountOrder:
    zone = time_zone(front.profile.time_zone)
    return AccountOrder(
        number=order.number,
        url=f"/orders/{order.number}",
        what=_what(front, order),
        state=order.state,  # type: ignore[arg-type]
        state_text=front.say("Credited") if _is_credited(order) else front.say(state_words(order.state)),
        placed_text=format_datetime(order.placed_at, front.visit.locale, zone),
        total_text=front.money(order.total),
        again_url=_again(order),
    )


def pager(path: str, number: int, *, more: bool) -> Pager:
    return Pager(
        number=number,
        newer_url=f"{path}?page={number - 1}" if number > 1 else None,
        older_url=f"{path}?page={number + 1}" if more else None,
    )


def _is_credited(order: OwnOrder) -> bool:
    return order.kind == TOPUP and order.state == "delivered"


def _what(front: Front, order: OwnOrder) -> str:
    if not order.lines:
        return front.say("Top-up of your balance")
    first = order.lines[0]
    what = f"{first.title} · {first.sku} × {first.quantity}"
    if len(order.lines) == 1:
        return what
    return front.say("%(first)s and %(count)s more", first=what, count=len(order.lines) - 1)


def _again(order: OwnOrder) -> str:
    """One click to a checkout that is filled in; what is not on sale any more is said there."""
    if not order.lines:
        return ""
    if len(order.lines) == 1:
        return f"/checkout?sku={order.lines[0].sku_id}&quantity={order.lines[0].quantity}"
    return f"/checkout?items={write_items(tuple(WantedLine(line.sku_id, line.quantity) for line in order.lines))}"


async def _facts(front: Front, customer: Customer) -> AccountFacts:
    async with shop_scope(front.shop) as scope:
        channel = await scope.fetchval("select name from channel where code = $1", customer.channel)
    return AccountFacts(
        address=customer.address,
        phone=customer.phone if customer.email else "",
        contact=mask_contact(customer.contact) if customer.contact else "",
        channel_name=channel or "",
    )


HANDLERS = [show_account, show_orders]
