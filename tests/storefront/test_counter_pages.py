"""Each page of the counter theme, set out with what the handlers promise and with the worst that people type."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import bodega_counter
import pytest
from jinja2 import Environment
from markupsafe import Markup

from bodega.kernel.i18n import CHINESE, ENGLISH, Translations
from bodega.web.assets import add_assets
from bodega.web.templates import make_environment
from bodega_shop.catalog.card_face import card_face
from bodega_shop.contracts.paying import FormPost
from bodega_shop.storefront.shown.checkout import ChannelChoice, CheckoutLine
from bodega_shop.storefront.shown.every_page import Action, Form, Pager, ShopFace
from bodega_shop.storefront.shown.order import CodeTicket, OrderDetail, OrderLine, OrderState, RecentOrder
from bodega_shop.storefront.shown.paying import PayingByHand, PayingOrder
from bodega_shop.storefront.shown.shelf import CategoryChip, ProductDetail, ProductTile, SkuChoice
from bodega_shop.storefront.shown.texts import VerifiedPaper

THEME = Path(bodega_counter.__file__).parent
HOSTILE = "\"'><script>alert(1)</script>"
SECRET = "XH2611200417----883K2Q7MPX"
ID = UUID("0190a5c2-7c1e-7b11-8d00-000000000001")
FACE = Markup(
    card_face(category_id=ID, product_id=ID, title=HOSTILE, denomination=HOSTILE, kind_label=HOSTILE)
)


def order(state: OrderState) -> OrderDetail:
    line = OrderLine(title=HOSTILE, sku_name=HOSTILE, quantity=2, amount_text="¥196.00")
    return OrderDetail(
        number="261121-7KQ2MX9B4R", state=state, state_text="state", lines=(line,), total_text="¥196.00",
        placed_text="20:14", contact_masked="c***n@example.com",
    )  # fmt: skip


def order_page(state: OrderState, codes: list[CodeTicket]) -> dict[str, Any]:
    return {
        "order": order(state), "codes": codes, "reveal_url": "/r", "pay_url": "/p", "how_to_html": Markup("<p>How</p>"),
        "guarantee_html": Markup("<p>Back</p>"), "exception_text": HOSTILE, "live_url": "/l",
        "to_pay_text": "¥98.00", "voucher_url": "/v", "invoice_url": "/i", "complain_url": "/c",
    }  # fmt: skip


SHOP = ShopFace(
    name=f"星海点卡行{HOSTILE}", slug="xinghai", contact=HOSTILE, icp_number=HOSTILE, terms_url="/terms", about_url="/about", verified=2,
    accent_css_url="/accent.css", notice_html=Markup("<p>Open</p>"),
)  # fmt: skip
OPEN_TICKET = CodeTicket(line_title=HOSTILE, position=1, secret=SECRET, parts=((HOSTILE, "XH2611200417"),))
PLAIN_TICKET = CodeTicket(line_title="墨笔 Pro", position=2, secret=HOSTILE)
MASKED_TICKET = CodeTicket(line_title="星海点卡", position=1)
FORM = Form(
    {"contact": HOSTILE, "number": HOSTILE},
    {"contact": HOSTILE, "": HOSTILE, "channel": HOSTILE, "quantity": HOSTILE},
)
LINE = CheckoutLine(
    product_title=HOSTILE, sku_id=HOSTILE, sku_name=HOSTILE, unit_price_text="¥98.00", quantity=1, amount_text="¥98.00",
    change_url="/x", list_price_text="¥100.00", reasons=(HOSTILE,), problem=HOSTILE, face_svg=FACE,
)  # fmt: skip
PAYING: dict[str, Any] = {
    "order": PayingOrder(number="1", amount_text="¥98.59", state="pending", what=HOSTILE, expires_text="20:29",
                         expires_at="2026-11-21T20:29:00+08:00", now="2026-11-21T20:14:00+08:00"),
    "channel_name": HOSTILE, "check_url": "/c", "live_url": "/l", "cancel_url": "/x", "order_url": "/o",
    "checked_text": HOSTILE, "attempts_url": "/a", "qr_svg": "", "redirect_url": "", "form_post": None, "jsapi": "",
    "instructions": None,
    "other_channels": [ChannelChoice(id="b", name=HOSTILE, total_text="¥98.00", problem=HOSTILE)],
}  # fmt: skip
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("home.html", {
        "categories": [CategoryChip(name=HOSTILE, url="/", active=True), CategoryChip(name="星海", url="/", depth=2)],
        "query": HOSTILE, "page": Pager(2, "/new", "/old"),
        "products": [ProductTile(title=HOSTILE, url="/x", kind_label=HOSTILE, price_text="¥98.00", price_from=True,
                                 stock_state="low", stock_text=HOSTILE, face_svg=FACE)],
    }),
    "an empty shop": ("home.html", {"categories": [], "query": "", "products": [], "page": Pager()}),
    "product": ("product.html", {
        "product": ProductDetail(title=HOSTILE, url="/x", kind_label=HOSTILE, image_url="/i.webp",
                                 breadcrumbs=((HOSTILE, "/c"),), how_to_html=Markup("<p>How</p>")),
        "skus": [SkuChoice(id="a", name=HOSTILE, price_text="¥98.00", stock_state="in_stock", stock_text=HOSTILE,
                           max=9, selected=True)],
        "quantity": 1, "total_text": "¥98.00", "promise": HOSTILE, "checkout_url": "/checkout", "form": FORM,
    }),
    "a product without denominations": ("product.html", {
        "product": ProductDetail(title="星海点卡", url="/x", kind_label="点卡"), "skus": [], "quantity": 1,
        "total_text": "", "promise": "", "checkout_url": "/checkout", "form": Form(),
    }),
    "checkout": ("checkout.html", {
        "lines": [LINE], "items": "", "from_basket": True, "expected": 9800, "to_pay_text": "¥98.59", "balance_text": "¥5.00",
        "uses_balance": False, "form": FORM, "total_text": "¥98.59", "free": False, "idempotency_key": HOSTILE,
        "channels": [ChannelChoice(id="a", name=HOSTILE, fee_text=HOSTILE, total_text="¥98.59", selected=True),
                     ChannelChoice(id="b", name="银行卡", total_text="¥98.00", problem=HOSTILE)],
        "orders_url": "/orders", "no_return_notice": HOSTILE,
    }),
    "basket": ("basket.html", {
        "lines": [LINE, LINE], "total_text": "¥196.00", "items": HOSTILE, "can_order": True, "notices": [HOSTILE],
        "checkout_url": "/checkout", "change_url": "/basket/changes",
    }),
    "an empty basket": ("basket.html", {"lines": [], "notices": []}),
    "paying": ("paying.html", {
        **PAYING, "qr_svg": Markup("<svg></svg>"), "redirect_url": "/go",
    }),
    "paying with a form": ("paying.html", {**PAYING, "form_post": FormPost("https://pay.test", {"name": HOSTILE})}),
    "paying in the app": ("paying.html", {**PAYING, "jsapi": HOSTILE}),
    "paying by hand": ("paying.html", {
        **PAYING, "instructions": PayingByHand(lines=((HOSTILE, HOSTILE),), note=HOSTILE),
    }),
    "delivered": ("order.html", order_page("delivered", [OPEN_TICKET, PLAIN_TICKET])),
    "delivered, five codes": ("order.html", order_page("delivered", [OPEN_TICKET] * 5)),
    "delivered, seen before": ("order.html", order_page("delivered", [MASKED_TICKET])),
    **{state: ("order.html", order_page(state, [])) for state in ("pending", "paid", "exception", "expired", "cancelled")},
    "look-up": ("look_up.html", {"form": FORM, "look_up_action_url": "/orders", "recent": [
        RecentOrder(number="1", url="/o", what=HOSTILE, state="paid", state_text=HOSTILE, placed_text="20:14", total_text="¥98.59")]}),
    "message": ("message.html", {"title": HOSTILE, "text": HOSTILE, "kind": "error", "actions": [Action(HOSTILE, "/")]}),
    "about": ("about.html", {"title": HOSTILE, "trades": [HOSTILE], "verify_url": "/verify/xinghai", "papers": [
        VerifiedPaper(name=HOSTILE, holder=HOSTILE, number=HOSTILE, host=HOSTILE, verified_text="1", until_text="2")]}),
    "terms": ("terms.html", {"title": HOSTILE, "updated_text": HOSTILE, "terms_html": Markup("<p>Terms</p>")}),
}  # fmt: skip


@pytest.fixture(scope="module", params=[CHINESE, ENGLISH])
def environment(request: pytest.FixtureRequest) -> Environment:
    add_assets("counter", THEME / "static")
    return make_environment([THEME / "templates"], Translations(["bodega", "bodega_counter"]), request.param)


def show(environment: Environment, name: str, shop: ShopFace = SHOP) -> str:
    template, context = PAGES[name]
    street = {
        "home_url": "/",
        "look_up_url": "/orders",
        "basket_url": "/basket",
        "basket_count": 2,
        "account_url": "/account",
        "purse_text": HOSTILE,
        "alternate_locale_url": "?",
        "alternate_locale_name": "English",
    }
    return environment.get_template(template).render(shop=shop, **street, **context)


@pytest.mark.parametrize("name", PAGES)
def test_a_script_saved_by_anybody_never_becomes_part_of_a_page(environment: Environment, name: str) -> None:
    page = Reader.of(show(environment, name))

    assert all(attributes.get("type") == "module" for tag, attributes in page.tags if tag == "script")
    assert "alert(1)" not in page.script_text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_nothing_that_the_strict_policy_refuses(environment: Environment, name: str) -> None:
    for tag, attributes in Reader.of(show(environment, name)).tags:
        assert tag != "style"
        assert not [key for key in attributes if key == "style" or key.startswith("on")]
        assert tag != "script" or attributes["src"]


@pytest.mark.parametrize("name", PAGES)
def test_every_field_has_a_name_that_a_screen_reader_can_say(environment: Environment, name: str) -> None:
    page = Reader.of(show(environment, name))
    labelled = {attributes.get("for") for tag, attributes in page.tags if tag == "label"}

    for tag, attributes in page.tags:
        asks = tag in {"textarea", "select"} or (
            tag == "input" and attributes.get("type") not in {"hidden", "radio"}
        )
        assert not asks or attributes.get("id") in labelled or attributes.get("aria-label")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_main_heading_and_no_id_twice(environment: Environment, name: str) -> None:
    page = Reader.of(show(environment, name))
    ids = [
        attributes["id"] for tag, attributes in page.tags if "id" in attributes and tag != "lineargradient"
    ]

    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert len(ids) == len(set(ids))


def test_chen_hao_sees_his_code_and_can_copy_it(environment: Environment) -> None:
    html = show(environment, "delivered")

    assert f'data-copy="{SECRET}"' in html
    assert '<span class="code">XH2611200417</span>' in html


def test_a_code_that_was_seen_before_waits_under_foil_for_a_press(environment: Environment) -> None:
    html = show(environment, "delivered, seen before")

    assert SECRET not in html
    assert re.search(
        r'<form class="tickets" method="post" action="/r">.*<button class="foil"', html, re.DOTALL
    )


@pytest.mark.parametrize("name", ["checkout", "product"])
def test_nothing_is_agreed_to_beforehand(environment: Environment, name: str) -> None:
    for tag, attributes in Reader.of(show(environment, name)).tags:
        assert not (tag == "input" and attributes.get("type") == "checkbox" and "checked" in attributes)


def test_a_channel_that_cannot_take_the_order_is_shown_and_cannot_be_chosen(environment: Environment) -> None:
    chosen = {
        attributes["value"]: "disabled" in attributes
        for tag, attributes in Reader.of(show(environment, "checkout")).tags
        if tag == "input" and attributes.get("name") == "channel"
    }

    assert chosen == {"a": False, "b": True}


@pytest.mark.parametrize("name", ["paying", "paid"])
def test_a_waiting_page_moves_on_without_scripts_too(environment: Environment, name: str) -> None:
    assert '<noscript><meta http-equiv="refresh"' in show(environment, name)


def test_a_frozen_shop_sells_nothing_and_says_so(environment: Environment) -> None:
    frozen = ShopFace(
        name="星海点卡行",
        slug="xinghai",
        state="frozen",
        takes_orders=False,
        accent_css_url="/a.css",
        terms_url="/terms",
    )
    html = show(environment, "product", frozen)

    assert 'class="notice warn"' in html
    assert 'name="quantity"' not in html


def test_no_text_of_the_theme_is_left_in_english_on_a_chinese_page() -> None:
    catalog = Translations(["bodega", "bodega_shop", "bodega_counter"]).catalog(CHINESE)
    sources = "".join(file.read_text() for file in (THEME / "templates").glob("*.html"))
    texts = re.findall(r"""_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""", sources)

    missing = [one or other for one, other in texts if catalog.gettext(one or other) == (one or other)]
    assert missing == []


class Reader(HTMLParser):
    """The tags of a page with their attributes, and what stands inside its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.script_text = ""

    @classmethod
    def of(cls, html: str) -> "Reader":
        reader = cls()
        reader.feed(html)
        return reader

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.script_text += data
