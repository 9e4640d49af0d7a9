"""A downstream shop asks what became of Chen Hao's order, and collects his codes."""

import asyncio

from bodega.kernel.database import shop_scope
from bodega_shop.api.show_order import WRONG_TOKENS_PER_MINUTE
from bodega_shop.delivery.collect_order import AT_ONCE


async def test_an_unpaid_order_has_its_goods_and_no_codes(reseller):
    order = (await reseller.order(quantity=2)).json()
    answer = await reseller.look(order["number"], order["token"])

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() == {
        "number": order["number"],
        "state": "pending",
        "total": {"amount": 19960, "currency": "CNY"},
        "items": [
            {
                "sku_id": str(reseller.stand.sku_id),
                "title": "星海点卡",
                "name": "100元",
                "quantity": 2,
                "price": {"amount": 9980, "currency": "CNY"},
                "amount": {"amount": 19960, "currency": "CNY"},
                "codes": [],
            }
        ],
        "codes": [],
        "refunded": {"amount": 0, "currency": "CNY"},
        "disputed": False,
    }
    assert await reseller.reveals() == []


async def test_a_paid_order_has_its_codes_and_each_look_is_written_down(reseller):
    order = (await reseller.order(quantity=2)).json()
    await reseller.pay(order["number"])

    first = (await reseller.look(order["number"], order["token"])).json()
    assert first["state"] == "delivered"
    assert len(set(first["codes"])) == 2
    assert all(code.startswith("XH-") for code in first["codes"])
    assert await reseller.reveals() == [("buyer", "api", "203.0.113.7")] * 2

    again = (await reseller.look(order["number"], order["token"])).json()
    assert again == first
    assert len(await reseller.reveals()) == 4


async def test_a_large_order_shows_all_of_its_codes_and_each_is_written_down_once(reseller):
    wanted = AT_ONCE + 2
    await reseller.stand.stock(wanted)
    async with shop_scope(reseller.stand.shop) as scope:
        await scope.execute("update sku set max_quantity = $1", wanted)
    order = (await reseller.order(quantity=wanted)).json()
    await reseller.pay(order["number"])

    shown = (await reseller.look(order["number"], order["token"])).json()
    assert len(set(shown["codes"])) == wanted
    async with shop_scope(reseller.stand.shop) as scope:
        seen = await scope.fetchrow("select count(*), count(distinct code_id) as codes from reveal")
    assert tuple(seen) == (wanted, wanted)


async def test_two_orders_never_show_the_same_code(reseller):
    orders = [(await reseller.order()).json() for _ in range(3)]
    for order in orders:
        await reseller.pay(order["number"])

    looks = await asyncio.gather(*(reseller.look(order["number"], order["token"]) for order in orders))
    assert len({code for look in looks for code in look.json()["codes"]}) == 3


async def test_a_token_may_be_any_bytes(reseller):
    order = (await reseller.order()).json()
    for token in (b"\xe9", b"\xff\xfe", b"a b"):
        headers = {b"authorization": b"bearer " + token}
        answer = await reseller.http.get(f"/api/v1/orders/{order['number']}", headers=headers)
        assert answer.json()["type"] == "urn:bodega:wrong-token"


async def test_a_number_may_be_written_as_people_write_it(reseller):
    order = (await reseller.order()).json()
    number = order["number"]

    spelled = f"{number[:8]}-{number[8:13].lower()}-{number[13:].lower()}"
    assert (await reseller.look(spelled, order["token"])).json()["number"] == number


async def test_without_a_token_nothing_is_shown(reseller):
    order = (await reseller.order()).json()
    for header in (b"", b"Bearer", b"Bearer ", b"Basic dXNlcjpwYXNz", b"Bearer " + b"x" * 201):
        answer = await reseller.http.get(
            f"/api/v1/orders/{order['number']}", headers={b"authorization": header} if header else {}
        )
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:bodega:token-missing"), header
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_token_and_a_number_that_was_never_given_out_are_answered_alike(reseller):
    order, other = (await reseller.order()).json(), (await reseller.order()).json()

    wrong = await reseller.look(order["number"], other["token"])
    unknown = await reseller.look("202611217K3M9QX2TA", order["token"])
    for answer in (wrong, unknown):
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:bodega:wrong-token")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_token_opens_nothing_and_leaves_no_trace_of_an_opening(reseller):
    order, other = (await reseller.order()).json(), (await reseller.order()).json()
    await reseller.pay(order["number"])

    assert (await reseller.look(order["number"], other["token"])).status_code == 401
    assert await reseller.reveals() == []


async def test_what_cannot_be_a_number_is_not_there(reseller):
    for number in ("1", "x" * 500, "a%00b", "%2e%2e"):
        answer = await reseller.look(number, "token")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:bodega:not-found")


async def test_a_token_of_one_shop_is_nothing_in_another(reseller, resell, another_stand):
    yunting = await resell(await another_stand(name="云听会员店"))
    order = (await reseller.order()).json()
    await reseller.pay(order["number"])

    answer = await yunting.look(order["number"], order["token"])
    assert answer.status_code == 401
    assert await yunting.reveals() == []


async def test_guessing_tokens_is_slowed_down_for_that_address_in_that_shop(reseller, resell, another_stand):
    yunting = await resell(await another_stand(name="云听会员店"))
    order = (await reseller.order()).json()

    guesses = await asyncio.gather(
        *(reseller.look(order["number"], f"guess-{n}") for n in range(WRONG_TOKENS_PER_MINUTE + 5))
    )
    statuses = [guess.status_code for guess in guesses]
    assert (statuses.count(401), statuses.count(429)) == (WRONG_TOKENS_PER_MINUTE, 5)
    assert (await reseller.look(order["number"], order["token"])).status_code == 200
    assert (await yunting.look(order["number"], order["token"])).status_code == 401


async def test_an_order_that_a_person_looks_after_shows_no_codes(reseller):
    order = (await reseller.order()).json()
    async with shop_scope(reseller.stand.shop) as scope:
        await scope.execute("update purchase set state = 'exception', exception = 'amount_differs'")

    shown = (await reseller.look(order["number"], order["token"])).json()
    assert (shown["state"], shown["codes"]) == ("exception", [])


async def test_delivered_goods_that_are_not_all_there_are_not_shown_in_part(reseller):
    order = (await reseller.order(quantity=2)).json()
    await reseller.pay(order["number"])
    async with shop_scope(reseller.stand.shop) as scope:
        await scope.execute(
            "update code set state = 'void', purchase_id = null where id = "
            " (select id from code where state = 'sold' limit 1)"
        )

    answer = await reseller.look(order["number"], order["token"])
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:bodega:state-conflict")
    assert await reseller.reveals() == []
