"""云听会员店 writes to its buyers: one mail per order, with the way to the codes and never the codes themselves."""

import re
from datetime import UTC, datetime

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.messages.tell_of_order import tell_of_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment


async def write_by_mail(stand, post) -> None:
    settings = {
        "host": "127.0.0.1",
        "port": post.port,
        "security": "none",
        "from_address": "shop@yunting.example",
    }
    async with platform_scope() as scope:
        await scope.execute(
            "insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at)"
            " values ($1, $2, 'email', true, $3, $4)",
            new_id(), stand.shop.id, settings, datetime.now(UTC),
        )  # fmt: skip
    await stand.street.runtime.directory.announce_change(stand.shop.id)
    stand.shop = await stand.street.runtime.directory.by_id(stand.shop.id)


async def sell(stand, contact: str = "chen.hao@example.com"):
    order = await stand.place(contact=contact)
    claim = Claim(
        stand.channel_id, f"e{order.number}", order.out_trade_no, "T", Money(9980, "CNY"), b"", "test"
    )
    await confirm_payment(stand.shop, await stand.profile(), claim, now=datetime.now(UTC))
    return order


async def jobs_of(stand) -> list[str]:
    rows = await stand.street.owner_pool.fetch(
        "select entrypoint from queue.pgqueuer where shop = $1 and entrypoint = 'orders.tell'",
        stand.shop.schema,
    )
    return [row["entrypoint"] for row in rows]


async def test_a_shop_with_nobody_to_tell_enqueues_nothing(stand):
    await sell(stand)
    assert await jobs_of(stand) == []


async def test_the_buyer_has_one_mail_that_leads_to_the_codes_and_holds_none(stand, mail_server, street):
    post = mail_server()
    await write_by_mail(stand, post)
    order = await sell(stand)
    assert await jobs_of(stand) == ["orders.tell"]
    for _ in range(2):
        await tell_of_order(street.runtime, stand.shop, {"order_id": str(order.id), "number": order.number})
    assert len(post.mails) == 1
    text = post.mails[0].get_content()
    assert "XH-" not in text
    way = re.search(r"http://[^/]+(/orders/\S+)", text)
    assert way
    async with street.client(stand.shop) as phone:
        opened = await phone.get(way[1])
        assert opened.status_code == 303
        page = await phone.get(opened.headers["location"])
        assert page.status_code == 200
        assert "XH-" not in page.text, "a mail scanner that follows the way opens nothing"
        assert "XH-" in (await phone.post(f"{opened.headers['location']}/reveals")).text


async def test_a_phone_number_gets_no_mail(stand, mail_server, street):
    post = mail_server()
    await write_by_mail(stand, post)
    order = await sell(stand, "+8613800138000")
    await tell_of_order(street.runtime, stand.shop, {"order_id": str(order.id), "number": order.number})
    assert post.mails == []


async def test_a_mail_server_that_is_down_is_tried_again_and_the_order_stays_delivered(
    stand, mail_server, street
):
    post = mail_server(to_sender="451 come back later")
    await write_by_mail(stand, post)
    order = await sell(stand)
    payload = {"order_id": str(order.id), "number": order.number}
    with pytest.raises(Exception, match=r"."):
        await tell_of_order(street.runtime, stand.shop, payload)
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select state from message") == "queued"
    post.to_sender = "250 OK"
    await tell_of_order(street.runtime, stand.shop, payload)
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select state from message") == "sent"
    assert await stand.state(order.number) == "delivered"
