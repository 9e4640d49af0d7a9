"""Mei looks for an order, reads its whole trail, and helps where a person is needed."""

import csv
import io
from datetime import UTC, datetime

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import display_order_number, order_number
from bodega_shop.delivery.reveal_codes import reveal_codes
from bodega_shop.orders.announce_order import TELL_JOB


async def paid(stand, order, state="delivered", **more):
    """The order as a payment leaves it."""
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "update purchase set state = $2, exception = $3, paid_at = placed_at, delivered_at = placed_at where id = $1",
            order.id, state, more.get("exception", ""),
        )  # fmt: skip
        if state == "delivered":
            await scope.execute(
                "update code set state = 'sold', sold_at = now() where purchase_id = $1", order.id
            )


@pytest.mark.parametrize("part", ["whole", "grouped", "beginning"])
async def test_an_order_is_found_by_its_number_or_the_beginning_of_it(mei, stand, words, part):
    order, other = await stand.place(contact="a@example.com"), await stand.place(contact="b@example.com")
    asked = {
        "whole": order.number,
        "grouped": display_order_number(order.number),
        "beginning": order.number[:16],
    }[part]

    page = words(await mei.read(f"/orders?number={asked}"))

    assert display_order_number(order.number) in page
    assert display_order_number(other.number) not in page


@pytest.mark.parametrize("asked", ["chen.hao@example.com", "CHEN.HAO@example.com", "chen.h"])
async def test_an_order_is_found_by_its_contact_or_a_part_of_it(mei, stand, words, asked):
    order, other = await stand.place(), await stand.place(contact="somebody@else.test")

    page = words(await mei.read(f"/orders?contact={asked}"))

    assert display_order_number(order.number) in page
    assert display_order_number(other.number) not in page


async def test_orders_are_narrowed_by_state_channel_and_day_in_the_shops_time_zone(mei, stand, words):
    late = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # one in the morning of the 21st in Shanghai
    order = await stand.place(now=late)
    shown = display_order_number(order.number)

    assert shown in words(await mei.read("/orders?since=2026-11-21&until=2026-11-21"))
    assert shown not in words(await mei.read("/orders?until=2026-11-20"))
    assert shown in words(await mei.read(f"/orders?state=pending&channel={stand.channel_id}"))
    assert shown not in words(await mei.read("/orders?state=delivered"))


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "since=tomorrow",
        "until=0000-99-99",
        "channel=x",
        "page=-1",
        "page=9e9",
        "number=%00'",
    ],
)
async def test_a_filter_that_cannot_be_used_breaks_nothing(mei, stand, query):
    await stand.place()

    assert "<h1" in await mei.read(f"/orders?{query}")


async def test_long_lists_come_in_pages_that_keep_the_filter(mei, stand, words):
    async with shop_scope(stand.shop) as scope:
        now = datetime.now(UTC)
        for n in range(60):
            await scope.execute(
                "insert into purchase (id, number, state, contact, contact_digest, locale, currency, total, address,"
                " source, consent, placed_at, expires_at) values (gen_random_uuid(), $1, 'expired', $2, '', 'zh-CN', 'CNY',"
                " 100, '', 'storefront', '', $3, $3)",
                order_number(now), f"buyer{n}@example.com", now,
            )  # fmt: skip

    first = await mei.read("/orders?state=expired")
    assert "page=2" in first
    assert "state=expired&amp;page=2" in first
    second = await mei.read("/orders?state=expired&page=2")
    assert first.count('role="rowheader"') == 50
    assert second.count('role="rowheader"') == 10


async def test_the_page_of_an_order_holds_no_code_until_a_recorded_tap(mei, stand, words):
    order = await stand.place()
    await paid(stand, order)
    (code,) = await reveal_codes(
        stand.shop, order.id, quantity=1, actor="test", via="tap", address="", now=datetime.now(UTC)
    )

    assert code.secret not in await mei.read(f"/orders/{order.number}")
    opened = await mei.send(f"/orders/{order.number}/reveals")

    assert code.secret in opened.text
    assert opened.headers["cache-control"] == "no-store"
    async with shop_scope(stand.shop) as scope:
        seen = await scope.fetch("select actor, via, address from reveal where via = 'staff'")
    assert [tuple(row) for row in seen] == [("Mei", "staff", "203.0.113.7")]
    assert code.secret not in await mei.read(f"/orders/{order.number}")


async def test_support_reads_an_order_and_opens_no_code(take_seat, stand):
    order = await stand.place()
    await paid(stand, order)
    support = await take_seat(stand.shop, "support")

    assert "Show the codes" not in await support.read(f"/orders/{order.number}")
    assert (await support.send(f"/orders/{order.number}/reveals")).status_code == 403
    assert (await support.send(f"/orders/{order.number}/cancellation")).status_code == 403


async def test_an_order_set_aside_is_delivered_from_stock_by_hand(mei, stand, words):
    order = await stand.place()
    await paid(stand, order, "exception", exception="goods_missing")
    assert "This order needs a person" in words(await mei.read(f"/orders/{order.number}"))

    answer = await mei.send(f"/orders/{order.number}/delivery")

    assert "The goods are delivered." in words(answer.text)
    assert await stand.state(order.number) == "delivered"


async def test_an_unpaid_order_is_cancelled_and_its_codes_go_back(mei, stand, words):
    order = await stand.place(quantity=2)

    answer = await mei.send(f"/orders/{order.number}/cancellation")

    assert "The order is cancelled" in words(answer.text)
    assert (await stand.codes()) == {"free": 3}


async def test_a_message_that_got_lost_is_sent_again_on_request(lin_wei, stand, street, words):
    order = await stand.place()
    await paid(stand, order)
    refused = await lin_wei.send(f"/orders/{order.number}/messages")
    assert "Switch on an extension that sends messages first" in words(refused.text)

    await lin_wei.send("/plugins/email/activation")
    answer = await lin_wei.send(f"/orders/{order.number}/messages")

    assert "The message is on its way again." in words(answer.text)
    jobs = await street.owner_pool.fetchval(
        "select count(*) from queue.pgqueuer where entrypoint = $1 and shop = $2", TELL_JOB, stand.shop.schema
    )
    assert jobs == 1
    assert "message_again" in await stand.events(order.number)


async def test_an_unknown_order_is_not_found_and_a_strange_number_is_refused(mei, stand):
    assert (await mei.browser.get("/console/orders/20261121ZZZZZZZZZZ")).status_code == 404
    assert (await mei.browser.get("/console/orders/nonsense")).status_code == 400


async def test_an_order_of_another_shop_is_not_found(mei, another_stand):
    other = await another_stand(name="云听会员店")
    order = await other.place()

    assert (await mei.browser.get(f"/console/orders/{order.number}")).status_code == 404


async def test_the_export_says_what_the_list_says_and_holds_no_formula(mei, stand):
    order = await stand.place(contact="=cmd|'/c calc'!A1")
    await stand.place(contact="+8613800138000")

    answer = await mei.browser.get(f"/console/orders.csv?number={order.number}")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert answer.text.startswith("\ufeff")
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(rows) == 2
    assert rows[1][0] == order.number
    assert rows[1][2] == "星海点卡 100元 × 1"
    assert rows[1][3:6] == ["99.80", "CNY", "'=cmd|'/c calc'!A1"]
