"""A downstream shop orders a card for Chen Hao at 星海点卡行."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import msgspec

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.street.freeze_shop import freeze_shop


async def test_an_order_is_answered_with_its_number_token_total_and_way_to_pay(reseller):
    answer = await reseller.order(quantity=2)

    order = answer.json()
    assert answer.status_code == 201
    assert set(order) == {"number", "token", "state", "total", "payment"}
    assert (order["state"], order["total"]) == ("pending", {"amount": 19960, "currency": "CNY"})
    assert order["payment"]["kind"] == "redirect"
    assert answer.headers["location"] == f"/api/v1/orders/{order['number']}"
    assert answer.headers["cache-control"] == "no-store"
    assert await reseller.stand.codes() == {"free": 1, "reserved": 2}


async def test_an_order_keeps_where_it_came_from_and_that_nobody_consented_here(reseller):
    number = (await reseller.order(language="en")).json()["number"]

    async with shop_scope(reseller.stand.shop) as scope:
        row = await scope.fetchrow(
            "select source, consent, address, locale, contact from purchase where number = $1", number
        )
    assert tuple(row) == ("api", "", "203.0.113.7", "en", "chen.hao@example.com")


async def test_a_repeated_key_brings_back_the_same_answer(reseller):
    first, again = await reseller.order(key="k-1"), await reseller.order(key="k-1")

    assert (again.status_code, again.json()) == (201, first.json())
    assert await reseller.stand.codes() == {"free": 2, "reserved": 1}


async def test_the_same_key_with_another_body_is_refused(reseller):
    await reseller.order(key="k-1")

    for changes in ({"quantity": 2}, {"contact": "mei@example.com"}, {"channel": "epay-2"}):
        answer = await reseller.order(key="k-1", **changes)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:bodega:different-request")


async def test_ten_requests_with_one_key_at_once_are_one_order(reseller):
    answers = await asyncio.gather(*(reseller.order(key="k-10") for _ in range(10)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await reseller.stand.codes() == {"free": 2, "reserved": 1}


async def test_without_a_key_every_request_is_an_order(reseller):
    numbers = {(await reseller.order()).json()["number"] for _ in range(2)}
    assert len(numbers) == 2


async def test_a_key_of_one_shop_is_nothing_in_another(reseller, resell, another_stand):
    yunting = await resell(await another_stand(name="云听会员店"))

    ours, theirs = await reseller.order(key="k-1"), await yunting.order(key="k-1")
    assert (ours.status_code, theirs.status_code) == (201, 201)
    assert ours.json()["number"] != theirs.json()["number"]


async def test_a_repeated_key_after_the_payment_says_delivered_and_nothing_to_pay(reseller):
    first = (await reseller.order(key="k-1")).json()
    await reseller.pay(first["number"])

    again = (await reseller.order(key="k-1")).json()
    assert (again["number"], again["token"]) == (first["number"], first["token"])
    assert (again["state"], again["payment"]) == ("delivered", None)


async def test_an_order_of_nothing_is_delivered_at_once_and_needs_no_channel(resell, free_stand):
    reseller = await resell(free_stand)
    wish = {name: value for name, value in reseller.wish().items() if name != "channel"}

    order = (await reseller.send(msgspec.json.encode(wish))).json()
    assert (order["state"], order["total"]["amount"], order["payment"]) == ("delivered", 0, None)
    assert len((await reseller.look(order["number"], order["token"])).json()["codes"]) == 1


async def test_the_way_to_pay_is_the_services_own_signed_address(reseller):
    order = (await reseller.order()).json()

    url = urlsplit(order["payment"]["url"])
    fields = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://pay.example/submit.php"
    assert (fields["out_trade_no"], fields["money"]) == (f"{order['number']}01", "99.80")
    assert fields["return_url"].endswith(f"/orders/{order['number']}")
    assert order["token"] not in order["payment"]["url"]


async def test_where_the_service_must_be_asked_the_way_to_pay_is_a_page_of_ours(reseller, set_up):
    await set_up(reseller.stand, way="mapi")
    order = (await reseller.order()).json()

    host = reseller.stand.shop.canonical_host
    assert order["payment"] == {
        "kind": "redirect",
        "url": f"http://{host}/orders/{order['number']}/go?token={order['token']}",
    }


async def test_an_order_stands_although_its_channel_cannot_sign(reseller):
    async with shop_scope(reseller.stand.shop) as scope:
        await scope.execute("update channel set settings = '{}'")
    await reseller.stand.set(low_stock=10)

    order = (await reseller.order()).json()
    assert order["payment"]["url"].endswith(f"/orders/{order['number']}/go?token={order['token']}")
    assert await reseller.stand.state(order["number"]) == "pending"


async def test_our_page_leads_to_the_service_once_and_the_browser_knows_the_order_afterwards(reseller):
    order = (await reseller.order()).json()

    gone = await reseller.http.get(f"/orders/{order['number']}/go?token={order['token']}")
    assert (gone.status_code, gone.headers["location"]) == (302, order["payment"]["url"])
    assert (await reseller.http.get(f"/orders/{order['number']}/pay")).status_code == 200


async def test_a_frozen_shop_takes_no_orders_and_still_shows_the_ones_it_has(street, reseller):
    order = (await reseller.order()).json()
    await freeze_shop(
        street.runtime,
        reseller.stand.shop.id,
        reason="Papers are missing.",
        actor_id=None,
        actor="Ada",
        now=street.runtime.clock.now(),
    )

    answer = await reseller.order()
    assert (answer.status_code, answer.json()["type"]) == (423, "urn:bodega:shop-closed")
    assert (await reseller.http.get("/api/v1/products")).status_code == 200
    await reseller.pay(order["number"])
    assert (await reseller.look(order["number"], order["token"])).json()["state"] == "delivered"


async def test_a_mistake_names_its_field_and_reserves_nothing(reseller):
    for changes, status, field in (
        ({"quantity": 6}, 400, "quantity"),
        ({"channel": "bank"}, 400, "channel"),
        ({"channel": ""}, 400, "channel"),
        ({"contact": "nobody"}, 400, "contact"),
        ({"contact": "chen\x00hao@example.com"}, 400, "contact"),
        ({"sku_id": str(new_id())}, 404, None),
    ):
        answer = await reseller.order(**changes)
        assert (answer.status_code, answer.json().get("field")) == (status, field), changes
        assert answer.headers["content-type"] == "application/problem+json"
    assert await reseller.stand.codes() == {"free": 3}


async def test_more_than_the_shelf_holds_is_a_conflict(reseller):
    answer = await reseller.order(quantity=4)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:bodega:out-of-stock")


async def test_a_contact_with_three_unpaid_orders_waits(reseller):
    for _ in range(3):
        await reseller.order()

    answer = await reseller.order()
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:bodega:too-many-requests")
    assert int(answer.headers["retry-after"]) > 0


async def test_unpaid_orders_of_one_address_cannot_lock_up_the_stock(reseller):
    await reseller.stand.set(unpaid_per_address=2)
    statuses = [
        (await reseller.order(contact=f"buyer{n}@example.com", quantity=1)).status_code for n in range(3)
    ]
    assert statuses == [201, 201, 429]


async def test_a_mistake_is_told_in_the_language_that_was_asked_for(reseller):
    chinese = (await reseller.order(language="zh-CN", quantity=6)).json()
    english = (await reseller.order(language="en", quantity=6)).json()

    assert english["title"] == "Please order between 1 and 5."
    assert chinese["title"] != english["title"]
    assert chinese["type"] == english["type"] == "urn:bodega:invalid-input"
