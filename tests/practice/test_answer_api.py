"""Xinghai asks after its orders and gives money back."""

from typing import Any

import pytest


async def test_an_order_is_found_by_either_number(xinghai: Any) -> None:
    page = await xinghai.open("Q-1")
    found = await xinghai.ask(out_trade_no="Q-1")
    assert found["code"] == 1
    assert found["status"] == 0
    assert page.endswith(found["trade_no"])
    assert await xinghai.ask(trade_no=found["trade_no"]) == found


async def test_paying_shows_in_the_answer(xinghai: Any) -> None:
    await xinghai.press(await xinghai.open("Q-2", type="wxpay"), "pay")
    found = await xinghai.ask(out_trade_no="Q-2")
    assert [found[name] for name in ("status", "money", "type", "refundmoney")] == [
        1,
        "99.80",
        "wxpay",
        "0.00",
    ]
    assert len(found["endtime"]) == len("2026-11-21 12:00:00")


async def test_another_shops_order_does_not_exist(xinghai: Any, shop_speaking: Any) -> None:
    yunting = await shop_speaking()
    page = await yunting.open("Q-3")
    for numbers in ({"out_trade_no": "Q-3"}, {"trade_no": page.removeprefix("/pay/")}):
        assert await xinghai.ask(**numbers) == {"code": -1, "msg": "订单不存在。"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"key": "guessed"}, "商户密钥错误。"),
        ({"key": ""}, "商户密钥错误。"),
        ({"pid": "4711"}, "商户不存在。"),
        ({"act": "steal"}, "没有这个接口。"),
        ({"out_trade_no": ""}, "缺少参数 out_trade_no。"),
    ],
)
async def test_a_wrong_question_is_answered_with_minus_one(
    xinghai: Any, wrong: dict[str, str], words: str
) -> None:
    assert await xinghai.ask(**({"out_trade_no": "Q-4"} | wrong)) == {"code": -1, "msg": words}


async def test_a_question_without_key_or_signature_is_refused(xinghai: Any) -> None:
    query = {"act": "order", "pid": xinghai.pid, "out_trade_no": "Q-5"}
    assert (await xinghai.client.get("/api.php", params=query)).json() == {
        "code": -1,
        "msg": "签名校验失败。",
    }


async def test_orders_come_newest_first_and_page_by_page(xinghai: Any) -> None:
    for number in range(3):
        await xinghai.open(f"Q-6-{number}")
    first = await xinghai.ask(act="orders", limit="2")
    second = await xinghai.ask(act="orders", limit="2", page="2")
    assert (first["count"], second["count"]) == (2, 1)
    assert len({order["trade_no"] for order in first["data"] + second["data"]}) == 3
    assert (await xinghai.ask(act="orders", page="-1"))["code"] == -1


async def test_the_merchant_knows_its_balance(xinghai: Any) -> None:
    await xinghai.press(await xinghai.open("Q-7"), "pay")
    found = await xinghai.ask(act="query")
    assert (found["money"], found["orders"], found["active"]) == ("99.80", 1, 1)
    assert "key" not in found
    assert (await xinghai.ask(act="settle"))["data"] == []


async def test_refunds_never_exceed_what_arrived(xinghai: Any, key: str) -> None:
    await xinghai.press(await xinghai.open("Q-8"), "pay")

    async def refund(money: str) -> str:
        fields = {"pid": xinghai.pid, "key": key, "out_trade_no": "Q-8", "money": money}
        return str((await xinghai.client.post("/api.php?act=refund", data=fields)).json()["msg"])

    too_much = "超出可退金额。"
    answers = [await refund(money) for money in ("60", "39.81", "39.80", "0.01")]
    assert answers == ["success", too_much, "success", too_much]
    assert (await xinghai.ask(out_trade_no="Q-8"))["refundmoney"] == "99.80"


async def test_an_unpaid_order_is_not_refunded_and_never_by_a_link(xinghai: Any, key: str) -> None:
    await xinghai.open("Q-9")
    fields = {"act": "refund", "pid": xinghai.pid, "key": key, "out_trade_no": "Q-9", "money": "1"}
    assert (await xinghai.client.post("/api.php", data=fields)).json()["msg"] == "该订单尚未支付。"
    assert (await xinghai.client.get("/api.php", params=fields)).json()["msg"] == "没有这个接口。"


async def test_dialects_change_amounts_and_the_refund_code(shop_speaking: Any, key: str) -> None:
    shop = await shop_speaking(amount_text="trimmed", refund_ok_code=0)
    await shop.press(await shop.open("Q-10"), "pay")
    assert (await shop.ask(out_trade_no="Q-10"))["money"] == "99.8"
    fields = {"act": "refund", "pid": shop.pid, "key": key, "out_trade_no": "Q-10", "money": "99.8"}
    assert (await shop.client.post("/api.php", data=fields)).json()["code"] == 0
