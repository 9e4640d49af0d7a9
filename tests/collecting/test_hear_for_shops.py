"""One address for every shop behind the platform's account: each message reaches the shop it is about, and no other."""

import json

import pytest
import pytest_asyncio

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from simulators.stripe import disputes, events, pay, refunds


@pytest_asyncio.fixture
async def two_tills(licensed, open_till, add_platforms):
    """星海点卡行 and 云听会员店 use the same account of the platform."""
    platforms = await add_platforms("collect")
    xinghai = await open_till("platform", platforms=platforms)
    yunting = await open_till("platform", platforms=platforms, name="云听会员店")
    yield xinghai, yunting
    for till in (xinghai, yunting):
        await till.check_both_sides()


async def events_of(till) -> list[tuple[str, str]]:
    async with shop_scope(till.shop) as scope:
        rows = await scope.fetch(
            "select event_key, outcome from gateway_event where event_key not like 'query:%'"
        )
    return [tuple(row) for row in rows]


async def test_a_message_reaches_the_shop_whose_order_it_is_about(two_tills):
    xinghai, yunting = two_tills
    order = await xinghai.sold()
    assert await xinghai.stand.state(order.number) == "delivered"
    assert await events_of(yunting) == []
    assert await yunting.platforms_books() == {}


async def test_another_shops_message_at_a_shops_own_address_has_no_effect(two_tills):
    """Both shops' channels know the same secret, so the signature is right; the order is nobody's there."""
    xinghai, yunting = two_tills
    order = await xinghai.order()
    await yunting.order()
    pay.pay(xinghai.account, xinghai.session(order))
    for event in events.events_about(xinghai.account, order.out_trade_no):
        for posted in events.posted(xinghai.account, event):
            async with yunting.stand.street.client(yunting.shop) as service:
                path = f"/pay/notify/{yunting.channel_id}"
                answer = await service.post(path, content=posted.body, headers=posted.headers)
            assert answer.status_code == 200
    await yunting.work()

    assert await yunting.balances() == {}
    assert await yunting.stand.codes() == {"free": 2, "reserved": 1}
    assert "delivered" not in {outcome for _, outcome in await events_of(yunting)}
    assert await xinghai.stand.state(order.number) == "pending"


async def test_a_message_that_the_platforms_secret_did_not_sign_is_refused(two_tills, stripe):
    xinghai, _ = two_tills
    order = await xinghai.order()
    pay.pay(xinghai.account, xinghai.session(order))
    xinghai.account.destinations[0].secrets = ["whsec_somebody_else"]
    answers = await xinghai.tell(order)
    assert {answer.status_code for answer in answers} == {400}
    assert await xinghai.stand.state(order.number) == "pending"


async def test_marks_that_name_another_shops_channel_are_nobodys(two_tills):
    xinghai, yunting = two_tills
    order = await xinghai.order()
    pay.pay(xinghai.account, xinghai.session(order))
    for event in events.events_about(xinghai.account, order.out_trade_no):
        if marks := event["data"]["object"].get("metadata"):
            marks["shop"] = yunting.shop.slug
    answers = await xinghai.tell(order)
    assert {answer.status_code for answer in answers} == {200}
    assert await events_of(yunting) == []
    assert await xinghai.stand.state(order.number) == "pending"


async def test_a_channel_of_the_shops_own_account_is_not_reached_from_the_platforms_address(
    licensed, open_till
):
    own, through = await open_till("own"), await open_till("platform")
    order = await through.order()
    pay.pay(through.account, through.session(order))
    for event in events.events_about(through.account, order.out_trade_no):
        if marks := event["data"]["object"].get("metadata"):
            marks.update(shop=own.shop.slug, channel=str(own.channel_id))
    await through.tell(order)
    assert await events_of(own) == []


@pytest.mark.parametrize("address", ["unknown", "own"])
async def test_an_address_that_is_no_account_of_the_platforms_is_not_found(two_tills, address):
    xinghai, _ = two_tills
    wanted = new_id() if address == "unknown" else xinghai.channel_id
    async with xinghai.stand.street.client() as service:
        assert (await service.post(f"/pay/notify/{wanted}", content=b"{}")).status_code == 404


async def test_a_refund_from_the_dashboard_and_a_dispute_find_their_shop_without_any_mark(two_tills):
    xinghai, yunting = two_tills
    order = await xinghai.sold()
    intent = xinghai.account.get("payment_intent", xinghai.session(order)["payment_intent"])
    made = refunds.refund(xinghai.account, {"payment_intent": intent["id"], "amount": 1000})
    assert not made["metadata"]
    disputes.take_back(xinghai.account, xinghai.account.get("charge", intent["latest_charge"]))
    await xinghai.tell(order)

    async with shop_scope(xinghai.shop) as scope:
        assert await scope.fetchval("select cause from refund") == "external"
        assert await scope.fetchval("select state from dispute") == "open"
    assert await events_of(yunting) == []
    # 10.00 went back, with its part of the commission; then the bank took the whole charge.
    assert (await xinghai.balances())["commission"] == 332 - 33


async def test_an_event_of_a_connected_account_is_believed_to_be_its_owners_whatever_its_marks_say(
    open_till, add_platforms
):
    platforms = await add_platforms("connect")
    xinghai = await open_till("connect", platforms=platforms)
    yunting = await open_till("connect", platforms=platforms, name="云听会员店")
    order, waiting = await xinghai.order(), await yunting.order()
    pay.pay(xinghai.account, xinghai.session(order))
    for event in events.events_about(xinghai.account, order.out_trade_no):
        thing = event["data"]["object"]
        if marks := thing.get("metadata"):
            marks.update(
                shop=yunting.shop.slug, channel=str(yunting.channel_id), out_trade_no=waiting.out_trade_no
            )
    await xinghai.tell(order)
    await yunting.work()
    assert await events_of(yunting) == []
    assert await yunting.stand.state(waiting.number) == "pending"
    assert await xinghai.stand.state(order.number) == "delivered"


async def test_an_account_that_no_shop_has_is_acknowledged_and_let_be(open_till):
    till = await open_till("connect")
    event = events.tell(till.account, "account.updated", {"id": "acct_nobody", "object": "charge"})
    till.account.things[event["id"]]["account"] = "acct_nobody"
    (posted,) = till.posted(event)
    assert json.loads(posted.body)["account"] == "acct_nobody"
    assert (await till.post(posted)).status_code == 200
    assert await events_of(till) == []


async def test_the_same_message_five_times_is_one(two_tills):
    xinghai, _ = two_tills
    order = await xinghai.order()
    pay.pay(xinghai.account, xinghai.session(order))
    for _ in range(5):
        await xinghai.tell(order)
    assert (await xinghai.platforms_books())["shop"] == -(9980 - 332)
    async with platform_scope() as scope:
        legs = await scope.fetch("select leg from transfer where shop_id = $1 order by leg", xinghai.shop.id)
    assert [row["leg"] for row in legs] == ["commission", "fee", "sale"]
