"""A script saved by an owner, a buyer or a payment service never runs in any console (holes: stored script)."""

import re

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.orders.record_event import record_event

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title></style><iframe srcdoc='<script>alert(1)</script>'>",
    '[x](javascript:alert(1)) <a href="javascript:alert(1)">y</a>',
    "{{ 7*7 }}{% raw %}${7*7}",
)
ALLOWED_SOURCES = re.compile(r"^(/static/|/images/)")


def check(elements, html: str, where: str) -> None:
    """Nothing on the page would run, load from elsewhere or submit elsewhere, whatever was stored."""
    for tag, attributes in elements(html):
        assert tag not in ("iframe", "object", "embed", "base", "style"), where
        assert tag != "script" or ALLOWED_SOURCES.match(attributes.get("src", "")), where
        assert tag != "img" or ALLOWED_SOURCES.match(attributes.get("src", "")), where
        for name, value in attributes.items():
            assert not name.startswith("on"), (where, name)
            assert name not in ("style", "srcdoc"), (where, name)
            plain = re.sub(r"[\s\x00-\x20]", "", value).lower()
            assert name not in ("href", "action", "src", "formaction") or not plain.startswith(
                ("javascript:", "data:", "vbscript:")
            ), (where, value)


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_no_page_runs_what_anybody_saved(take_seat, stand, street, elements, payload):
    owner = await take_seat(stand.shop, "owner", payload)
    number = await fill_every_text(stand, street, payload)
    async with shop_scope(stand.shop) as scope:
        product, category = (
            await scope.fetchval("select id from product"),
            await scope.fetchval("select id from category"),
        )

    pages = [
        "/", "/orders", f"/orders/{number}", f"/orders?number={payload}&contact={payload}&state={payload}", "/products",
        f"/products?q={payload}", f"/products/{product}", "/products/new?title=" + payload, f"/skus/{stand.sku_id}",
        "/categories", f"/categories/{category}", "/channels", f"/channels/{stand.channel_id}", "/plugins",
        "/plugins/email", "/staff", "/settings", "/account",
    ]  # fmt: skip
    for path in pages:
        check(elements, await owner.read(path), path)


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_no_refused_form_runs_what_was_typed(lin_wei, stand, elements, payload):
    forms = {
        "/categories": ["name", "parent"],
        "/products": ["title", "category"],
        f"/skus/{stand.sku_id}": ["name", "price", "min_quantity", "max_quantity"],
        "/channels": ["channel_name", "channel_minimum", "channel_maximum", "base_url", "pid", "key", "way"],
        "/staff": ["name", "email", "role"],
        "/settings": [
            "name",
            "notice",
            "contact",
            "terms",
            "accent",
            "currency",
            "time_zone",
            "locale",
            "theme",
        ],
    }
    for path, names in forms.items():
        fields = dict.fromkeys(names, payload)
        answer = await lin_wei.send(
            path, **fields, **({"channel_gateway": "epay"} if path == "/channels" else {})
        )
        check(elements, answer.text, path)
        assert answer.status_code in (200, 400), (path, answer.status_code)


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_the_storefront_runs_nothing_the_owner_saved_either(stand, street, elements, payload):
    await fill_every_text(stand, street, payload)

    async with street.client(stand.shop) as chen_hao:
        for path in ("/", "/products/xinghai-100", "/terms"):
            answer = await chen_hao.get(path)
            assert answer.status_code == 200, path
            check(elements, answer.text, path)


async def fill_every_text(stand, street, payload: str) -> str:
    """Write the payload into every text that an owner, a buyer, a payment service or a mail server can reach."""
    order = await stand.place(contact=payload)
    now = street.runtime.clock.now()
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update category set name = $1", payload)
        await scope.execute(
            "update product set title = $1, introduction = $1, how_to = $1, guarantee = $1", payload
        )
        await scope.execute("update sku set name = $1", payload)
        await scope.execute(
            "update profile set name = $1, notice = $1, contact = $1, icp_number = $1, terms = $1", payload
        )
        await scope.execute(
            "update channel set name = $1, problem = $2",
            payload,
            {"message": payload.replace("%", "%%"), "params": {}},
        )
        await scope.execute("update purchase set address = $1, state = 'exception', exception = $1", payload)
        await scope.execute("update purchase_line set product_title = $1, sku_name = $1", payload)
        await scope.execute("update payment set gateway_txn = $1, state = 'succeeded'", payload)
        await record_event(scope, order.id, payload, None, None, actor=payload, now=now)
        await scope.execute(
            "insert into gateway_event (id, channel_id, event_key, out_trade_no, outcome, received_at, body)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            new_id(), stand.channel_id, payload, order.out_trade_no, payload, now, payload.encode() + b"\xff\x00",
        )  # fmt: skip
        await scope.execute(
            "insert into message (id, purchase_id, kind, via, recipient, state, attempts, failure, created_at)"
            " values ($1, $2, $3, $3, $3, 'failed', 1, $3, $4)",
            new_id(), order.id, payload, now,
        )  # fmt: skip
        await scope.execute(
            "insert into deed (id, at, actor, deed, subject, detail) values ($1, $2, $3, 'channel.changed', $3, $4)",
            new_id(), now, payload, {"name": payload},
        )  # fmt: skip
    async with platform_scope() as scope:
        await scope.execute("update shop set name = $2 where id = $1", stand.shop.id, payload)
    await street.runtime.directory.announce_change(stand.shop.id)
    return order.number
