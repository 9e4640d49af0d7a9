"""What waits for a person is on one page, and each thing on it can be solved from there."""

from datetime import UTC, datetime

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import display_order_number
from bodega.kernel.money import Money
from bodega_shop.delivery.reveal_codes import reveal_codes
from bodega_shop.orders.expire_orders import end_order
from bodega_shop.orders.states import REFUNDED


async def expired(counter, order, state="expired"):
    await end_order(counter.runtime, counter.shop, order.id, state, actor="clock", now=datetime.now(UTC))


async def opened(counter, order, quantity=1):
    codes = await reveal_codes(
        counter.shop,
        order.id,
        quantity=quantity,
        actor="buyer",
        via="tap",
        address="x",
        now=datetime.now(UTC),
    )
    return [code.secret for code in codes]


async def another_sum(counter):
    order = await counter.stand.place()
    await counter.pay(order, minor=5)
    return order, "another amount"


async def another_currency(counter):
    order = await counter.stand.place()
    await counter.pay(order, minor=1500, currency="USD")
    return order, "another amount"


async def late_and_sold_out(counter):
    order = await counter.stand.place()
    await expired(counter, order)
    await counter.stand.place(quantity=3, contact="other@example.com")
    await counter.pay(order)
    return order, "the codes were sold by then"


async def late_and_not_wanted(counter):
    await counter.stand.set(accept_late=False)
    order = await counter.stand.place()
    await expired(counter, order, "cancelled")
    await counter.pay(order)
    return order, "The money came after the time to pay"


async def goods_missing(counter):
    return await counter.waiting(), "not all its codes are there"


async def second_payment(counter):
    order = await counter.sold()
    await counter.pay(order, txn="T2")
    return order, "A payment too many"


async def another_sum_for_a_paid_order(counter):
    order = await counter.sold()
    async with shop_scope(counter.shop) as scope:
        await scope.execute(
            "insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state, created_at,"
            " expires_at) select gen_random_uuid(), purchase_id, channel_id, $2, 2, amount, currency, 'created', created_at,"
            " expires_at from payment where purchase_id = $1",
            order.id, f"{order.number}02",
        )  # fmt: skip
    await counter.pay(order, minor=77, number=f"{order.number}02")
    return order, "Asked were ¥99.80"


@pytest.mark.parametrize(
    "history",
    [another_sum, another_currency, late_and_sold_out, late_and_not_wanted, goods_missing, second_payment,
     another_sum_for_a_paid_order],
)  # fmt: skip
async def test_whatever_came_otherwise_than_promised_is_on_the_desk(counter, mei, history):
    order, said = await history(counter)
    page = await mei.read("/exceptions")
    assert display_order_number(order.number) in page or order.number in page
    assert said in page
    assert "Give money back" in page


async def test_a_right_order_is_not_on_the_desk(counter, mei):
    await counter.sold()
    assert "Nothing waits" in await mei.read("/exceptions")


async def test_money_for_nothing_we_know_is_on_the_desk(counter, mei):
    await counter.hear("payment", out_trade_no="nobody", state="succeeded")
    await counter.work()
    page = await mei.read("/exceptions")
    assert "Reports of money for no order of ours" in page
    assert "nobody" in page


async def test_a_dispute_is_on_the_desk_and_on_its_order(counter, mei, words):
    order = await counter.sold()
    counter.bank.disputes["D1"] = {"state": "open", "minor": 9980, "out_trade_no": f"{order.number}01"}
    await counter.hear("dispute", reference="D1")
    await counter.work()
    assert display_order_number(order.number) in await mei.read("/exceptions")
    page = await mei.read(f"/orders/{order.number}")
    assert "The payment is disputed" in page
    refused = await mei.send(
        f"/orders/{order.number}/refunds", what="order", amount="1", target="source", reason="x"
    )
    assert "disputed at the buyer's bank" in words(refused.text)


async def test_a_refund_from_the_form_goes_its_way(counter, mei, words):
    order = await counter.waiting()
    form = await mei.read(f"/orders/{order.number}/refund")
    assert "What was paid for the order: ¥99.80 left" in form
    answer = await mei.send(
        f"/orders/{order.number}/refunds", what="order", amount="99.80", target="source", reason="没有货了"
    )
    assert "The refund is written down" in words(answer.text)
    assert "没有货了" in words(answer.text)
    assert "Money is on its way back" in await mei.read("/exceptions")
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    assert "Nothing waits" in await mei.read("/exceptions")


async def test_a_sum_too_large_is_said_beside_its_field_and_what_was_typed_stays(counter, mei):
    order = await counter.waiting()
    answer = await mei.send(
        f"/orders/{order.number}/refunds", what="order", amount="99.81", target="source", reason="因为"
    )
    assert answer.status_code == 400
    assert "This must be at most ¥99.80." in answer.text
    assert "因为" in answer.text


async def test_a_payment_too_many_goes_back_from_the_same_form(counter, mei):
    order, _ = await second_payment(counter)
    async with shop_scope(counter.shop) as scope:
        surplus = await scope.fetchval("select id from payment where state = 'surplus'")
    await mei.send(
        f"/orders/{order.number}/refunds", what=str(surplus), amount="99.80", target="source", reason="x"
    )
    await counter.work()
    assert (await counter.refunds(order))[0]["cause"] == "surplus"
    assert "Nothing waits" in await mei.read("/exceptions")


async def test_support_looks_and_does_not_touch_money(counter, sit_down):
    order = await counter.waiting()
    support = await sit_down("support", "Xiao Li")
    page = await support.read("/exceptions")
    assert "Give money back" not in page
    for path in ("refunds", "by-hand", "batch", "delivery"):
        assert (await support.send(f"/orders/{order.number}/{path}", what="order")).status_code == 403, path
    assert (await support.browser.get("/console/find-payment")).status_code == 403


async def test_giving_money_back_asks_for_the_password_again(counter, sit_down):
    order = await counter.waiting()
    mei = await sit_down("operator", "Mei", minutes_ago=20)
    answer = await mei.send(
        f"/orders/{order.number}/refunds", what="order", amount="1", target="hand", reason="x"
    )
    assert answer.url.path == "/console/password-check"
    assert await counter.refunds(order) == []


async def test_a_doubtful_refund_says_what_to_check_and_a_person_decides(counter, mei):
    await counter.can(idempotent=False)
    order = await counter.waiting()
    counter.bank.mishaps = ["unread"]
    [number] = await counter.refund(order, 9980)
    await counter.work()
    assert "might pay twice" in await mei.read("/exceptions")
    path = f"/orders/{order.number}/refunds/{(await counter.row(number))['id']}"
    assert "might pay twice" in await mei.read(f"/orders/{order.number}")
    await mei.send(f"{path}/findings", finding="stayed")
    assert (await counter.row(number))["state"] == "failed"
    assert (await counter.order(order))["refunded"] == 0
    [number] = await counter.refund(order, 9980)
    await mei.send(f"/orders/{order.number}/refunds/{(await counter.row(number))['id']}/questions")
    await counter.work()
    assert (await counter.row(number))["state"] == "succeeded"


async def test_typed_codes_are_sealed_and_belong_to_this_order(counter, mei):
    order = await counter.waiting(quantity=2)
    page = f"/orders/{order.number}/by-hand"
    assert "× 2" in await mei.read(page)
    wrong = await mei.send(page, kind="codes", goods_0="NUR-EINER")
    assert wrong.status_code == 400
    assert "2 different codes" in wrong.text
    await mei.send(page, kind="codes", goods_0="HAND-1111----p1\r\n\r\nHAND-2222----p2")
    assert (await counter.order(order))["state"] == "delivered"
    assert await opened(counter, order, 2) == ["HAND-1111----p1", "HAND-2222----p2"]
    async with shop_scope(counter.shop) as scope:
        assert await scope.fetchval("select count(*) from batch where source_name = 'by hand'") == 1
        assert await scope.fetchval("select count(*) from code where sealed like '%HAND%'::bytea") == 0
    second = await counter.waiting(quantity=1)
    again = await mei.send(f"/orders/{second.number}/by-hand", kind="codes", goods_0="HAND-1111----p1")
    assert "sold or imported before" in again.text
    assert (await counter.order(second))["state"] == "exception"


async def test_a_note_may_stand_in_place_of_codes(counter, mei):
    for order in (await counter.waiting(), await counter.waiting(contact="b@example.com")):
        await mei.send(f"/orders/{order.number}/by-hand", kind="note", goods_0="已为账号直充，请查收。")
        assert await opened(counter, order) == ["已为账号直充，请查收。"]


async def test_codes_of_another_batch_can_be_chosen(counter, mei):
    order = await counter.waiting()
    await counter.stand.stock(2)
    async with shop_scope(counter.shop) as scope:
        newest = await scope.fetchval("select id from batch order by created_at desc limit 1")
        await scope.execute("update batch set source_name = '第二批.txt' where id = $1", newest)
    assert "第二批.txt" in await mei.read(f"/orders/{order.number}/by-hand")
    await mei.send(f"/orders/{order.number}/batch", batch=str(newest))
    async with shop_scope(counter.shop) as scope:
        assert await scope.fetchval("select batch_id from code where purchase_id = $1", order.id) == newest
    assert (await counter.order(order))["state"] == "delivered"


async def test_buyers_read_what_became_of_their_money(counter, chen_hao, words):
    order = await counter.sold()
    await counter.refund(order, 3000)
    await counter.work()
    page = words((await chen_hao(order)).text)
    assert "Here is your code" in page
    assert "Given back ¥ 30 .00" in page or "Given back ¥30.00" in page.replace(" .", ".")
    await counter.refund(order, 6980)
    await counter.work()
    page = words((await chen_hao(order)).text)
    assert "Your money went back" in page
    assert "Tap to show" not in page
    assert "款项已退回" in words((await chen_hao(order, "zh-CN")).text)


async def test_buyers_of_a_disputed_order_read_why_the_codes_are_shut(counter, chen_hao, words):
    order = await counter.sold()
    counter.bank.disputes["D1"] = {"state": "open", "minor": 9980, "out_trade_no": f"{order.number}01"}
    await counter.hear("dispute", reference="D1")
    await counter.work()
    answer = await chen_hao(order)
    assert answer.status_code == 200
    assert "The payment is disputed" in words(answer.text)
    assert "Tap to show" not in answer.text
    assert "该笔付款存在争议" in words((await chen_hao(order, "zh-CN")).text)


async def test_the_owner_sets_after_how_long_money_goes_back_by_itself(counter, lin_wei):
    order = await counter.waiting()
    async with shop_scope(counter.shop) as scope:
        await scope.execute(
            "update purchase set paid_at = paid_at - interval '2 hours' where id = $1", order.id
        )
    profile = await counter.stand.profile()
    fields = {name: str(getattr(profile, name)) for name in profile.__dataclass_fields__}
    fields.update(hide_stock="", accept_late="on", auto_refund_minutes="9")
    assert "from 10 to 43200" in (await lin_wei.send("/settings", **fields)).text
    await lin_wei.send("/settings", **{**fields, "auto_refund_minutes": "60"})
    assert (await counter.stand.profile()).auto_refund_minutes == 60
    await counter.work()
    assert (await counter.order(order))["state"] == REFUNDED
    await lin_wei.send("/settings", **{**fields, "auto_refund_minutes": ""})
    assert (await counter.stand.profile()).auto_refund_minutes is None
    assert Money(9980, "CNY").minor == counter.bank.given_back()
