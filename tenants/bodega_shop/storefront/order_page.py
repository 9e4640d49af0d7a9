"""One order as its buyer sees it. The first view by the paying browser opens the codes; later ones ask for a tap."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from bodega.kernel.i18n import format_datetime, time_zone
from bodega.kernel.markdown import render_markdown
from bodega.web.given import NamedDependency
from bodega_shop.catalog.read_modules import Modules, read_modules
from bodega_shop.delivery.reveal_codes import RevealedCode, Via, reveal_codes
from bodega_shop.orders.access_token import access_token
from bodega_shop.orders.find_order import Order
from bodega_shop.orders.mask_contact import mask_contact
from bodega_shop.orders.states import DELIVERED, TOPUP
from bodega_shop.stock.label_fields import label_fields, split_code
from bodega_shop.storefront.order_cookie import remember
from bodega_shop.storefront.order_words import EXCEPTION_WORDS, state_words
from bodega_shop.storefront.own_order import own_order, placed_here
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.order import CodeTicket, OrderDetail, OrderLine
from bodega_shop.storefront.topup_order import topup_order_page


@get("/orders/{number:str}", include_in_schema=False)
async def show_order(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    order = await own_order(front, number)
    if "sign" in front.request.query_params:
        # A payment service sends the buyer back with its own fields in the address; they prove nothing here.
        return Redirect(f"/orders/{order.number}", status_code=303)
    first_view = _has_codes(order) and not order.revealed and placed_here(front, order)
    return await _page(
        front, order, "first_view" if first_view and "prefetch" not in _purpose(front) else None
    )


@get("/orders/{number:str}/open", include_in_schema=False)
async def open_order(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    """The way in from a message: the token moves from the address into the cookie. Nothing is opened yet."""
    order = await own_order(front, number)
    response: Response[Any] = Redirect(f"/orders/{order.number}", status_code=303)
    remember(front, response, order.number, access_token(front.shop, order.number))
    return response


@post("/orders/{number:str}/reveals", include_in_schema=False, status_code=200)
async def reveal(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    return await _page(front, await own_order(front, number), "tap")


async def _page(front: Front, order: Order, via: Via | None) -> Response[str]:
    if order.kind == TOPUP:
        return topup_order_page(front, order)
    opened = await _open(front, order, via) if via and not order.disputed else []
    modules = await _modules(front, order)
    return front.page(
        "order.html",
        order=_detail(front, order),
        codes=_tickets(front, order, opened) if _has_codes(order) else [],
        reveal_url=f"/orders/{order.number}/reveals",
        pay_url=f"/orders/{order.number}/pay",
        to_pay_text=front.money(order.to_pay),
        live_url=f"/orders/{order.number}/live",
        voucher_url=f"/orders/{order.number}/voucher" if order.delivered_at else "",
        invoice_url=f"/orders/{order.number}/invoice"
        if order.state == DELIVERED and order.total.minor
        else "",
        complain_url=_complain_url(front, order),
        how_to_html=_markdown(modules, "how_to"),
        guarantee_html=_markdown(modules, "guarantee"),
        exception_text=front.say(EXCEPTION_WORDS.get(order.exception, EXCEPTION_WORDS[""])),
    )


def _complain_url(front: Front, order: Order) -> str:
    """On the platform's host, where the platform hears both sides; nothing of the contact goes along."""
    settings, asked = front.runtime.settings, {"shop": front.shop.canonical_host, "number": order.number}
    return settings.address_of(settings.base_domain, f"/complaints/new?{urlencode(asked)}")


def _has_codes(order: Order) -> bool:
    """While the payment is disputed the codes stay shut."""
    return order.state == DELIVERED and not order.disputed


async def _open(front: Front, order: Order, via: Via) -> list[RevealedCode]:
    return await reveal_codes(
        front.shop,
        order.id,
        quantity=order.quantity,
        actor="buyer",
        via=via,
        address=front.visit.address,
        now=front.visit.now,
    )


def _purpose(front: Front) -> str:
    """Browsers that only look ahead say so; nothing is opened for them."""
    headers = front.request.headers
    return f"{headers.get('sec-purpose', '')} {headers.get('purpose', '')}"


def _tickets(front: Front, order: Order, opened: list[RevealedCode]) -> list[CodeTicket]:
    titles = [f"{line.title} · {line.sku}" for line in order.lines for _ in range(line.quantity)]
    codes: list[RevealedCode | None] = [*opened] or [None] * len(titles)
    return [
        CodeTicket(
            line_title=title,
            position=place,
            secret=code.secret if code else None,
            parts=_parts(front, code) if code else (),
        )
        for place, (title, code) in enumerate(zip(titles, codes, strict=True), 1)
    ]


def _parts(front: Front, code: RevealedCode) -> tuple[tuple[str, str], ...]:
    if code.fields <= 1:
        return ()
    labels = [front.say(label.msgid, **label.params) for label in label_fields(code.fields)]
    return tuple(zip(labels, split_code(code.secret, code.fields), strict=False))


def _detail(front: Front, order: Order) -> OrderDetail:
    zone = time_zone(front.profile.time_zone)
    locale = front.visit.locale
    return OrderDetail(
        number=order.number,
        state=order.state,  # type: ignore[arg-type]
        state_text=front.say(state_words(order.state)),
        lines=tuple(
            OrderLine(
                title=line.title,
                sku_name=line.sku,
                quantity=line.quantity,
                amount_text=front.money(line.amount),
            )
            for line in order.lines
        ),
        total_text=front.money(order.total),
        placed_text=format_datetime(order.placed_at, locale, zone),
        paid_text=format_datetime(order.paid_at, locale, zone) if order.paid_at else "",
        delivered_text=format_datetime(order.delivered_at, locale, zone) if order.delivered_at else "",
        refunded_text=front.money(order.refunded) if order.refunded.minor else "",
        disputed=order.disputed,
        contact_masked=mask_contact(order.contact),
    )


async def _modules(front: Front, order: Order) -> list[tuple[str, Modules]]:
    """The texts of each product in the order, with its title."""
    titles = {line.product_id: line.title for line in order.lines}
    found = [(title, await read_modules(front.shop, product_id)) for product_id, title in titles.items()]
    return [(title, modules) for title, modules in found if modules]


def _markdown(modules: list[tuple[str, Modules]], name: str) -> Markup:
    """One product's text as it is; of several, each under its title."""
    texts = [(title, getattr(one, name)) for title, one in modules if getattr(one, name)]
    if len(modules) <= 1:
        return render_markdown(texts[0][1]) if texts else Markup()
    return Markup().join(Markup("<h3>{}</h3>").format(title) + render_markdown(text) for title, text in texts)
