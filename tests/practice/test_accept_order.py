"""Xinghai sends Chen Hao to pay: what the gateway takes, what it refuses, and how it says so."""

from typing import Any

import pytest


async def test_the_same_order_sent_again_is_the_same_trade(xinghai: Any) -> None:
    assert await xinghai.open("A-1") == await xinghai.open("A-1")


async def test_a_number_used_with_other_fields_is_refused(xinghai: Any) -> None:
    await xinghai.open("A-2")
    answer = await xinghai.client.post("/submit.php", data=xinghai.order("A-2", money="0.01"))
    assert answer.status_code == 409
    assert "该商户订单号已使用" in answer.text


async def test_two_shops_may_use_the_same_number(shop_speaking: Any) -> None:
    first, second = await shop_speaking(), await shop_speaking()
    assert await first.open("A-3") != await second.open("A-3")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"money": "1e2"}, "金额格式不正确"),
        ({"money": "0.00"}, "金额必须大于 0"),
        ({"money": ""}, "缺少参数 money"),
        ({"out_trade_no": "A 4"}, "商户订单号"),
        ({"name": "点" * 43}, "超过 127 字节"),
        ({"notify_url": "javascript:alert(1)"}, "notify_url 不是有效的网址"),
        ({"return_url": "http://"}, "return_url 不是有效的网址"),
        ({"type": "gold"}, "不支持这种支付方式"),
        ({"pid": "4711"}, "商户不存在"),
        ({"pid": ""}, "缺少参数 pid"),
    ],
)
async def test_what_cannot_be_taken_is_said_on_a_page_and_in_the_protocol(
    xinghai: Any, sign: Any, wrong: dict[str, str], words: str
) -> None:
    plain = {k: v for k, v in xinghai.order("A-4").items() if not k.startswith("sign")}
    fields = sign(plain | {"clientip": "198.51.100.7"} | wrong)
    page = await xinghai.client.post("/submit.php", data=fields)
    answer = (await xinghai.client.post("/mapi.php", data=fields)).json()
    assert page.status_code in {400, 404}
    assert words in page.text
    assert answer["code"] == -1
    assert words in answer["msg"]


async def test_a_name_of_127_bytes_fits(xinghai: Any) -> None:
    await xinghai.open("A-5", name="点" * 42 + "x")
    assert (await xinghai.ask(out_trade_no="A-5"))["name"] == "点" * 42 + "x"


async def test_a_bad_signature_is_refused_in_the_callers_language(xinghai: Any) -> None:
    forged = xinghai.order("A-6") | {"money": "0.01"}
    page = await xinghai.client.post(
        "/submit.php", data=forged, headers={"Accept-Language": "en-GB,en;q=0.9"}
    )
    answer = await xinghai.client.post("/mapi.php", data=forged)
    assert page.status_code == 403
    assert "The signature does not hold." in page.text
    assert answer.json() == {"code": -1, "msg": "签名校验失败。"}


async def test_a_server_must_name_the_payers_address_and_the_way_to_pay(xinghai: Any) -> None:
    answer = (await xinghai.client.post("/mapi.php", data=xinghai.order("A-7"))).json()
    assert answer == {"code": -1, "msg": "缺少参数 clientip。"}
    fields = xinghai.order("A-7", clientip="198.51.100.7", type="")
    assert (await xinghai.client.post("/mapi.php", data=fields)).json()["msg"] == "缺少参数 type。"


@pytest.mark.parametrize(
    ("device", "kind"),
    [("", "qrcode"), ("pc", "qrcode"), ("mobile", "payurl"), ("wechat", "payurl"), ("jump", "payurl")],
)
async def test_each_device_gets_exactly_one_way_to_pay(xinghai: Any, device: str, kind: str) -> None:
    fields = xinghai.order("A-8", clientip="198.51.100.7", device=device)
    answer = (await xinghai.client.post("/mapi.php", data=fields)).json()
    page = f"{xinghai.base_url}/pay/{answer['trade_no']}"
    assert answer == {"code": 1, "msg": "success", "trade_no": answer["trade_no"], kind: page}


async def test_dialects_change_the_way_to_pay(shop_speaking: Any) -> None:
    shop = await shop_speaking(payurl="relative", mobile_answer="urlscheme")
    jump = shop.order("A-9", clientip="198.51.100.7", device="jump")
    mobile = shop.order("A-9", clientip="198.51.100.7", device="mobile")
    assert (await shop.client.post("/mapi.php", data=jump)).json()["payurl"].startswith("/pay/")
    assert "urlscheme" in (await shop.client.post("/mapi.php", data=mobile)).json()


async def test_a_php_client_may_post_its_form_in_parts(xinghai: Any) -> None:
    parts = {name: (None, value) for name, value in xinghai.order("A-10").items()}
    assert (await xinghai.client.post("/submit.php", files=parts)).status_code == 303


async def test_a_paid_order_is_not_opened_for_a_server_again(xinghai: Any) -> None:
    page = await xinghai.open("A-11", clientip="198.51.100.7")
    await xinghai.press(page, "pay")
    answer = await xinghai.client.post("/mapi.php", data=xinghai.order("A-11", clientip="198.51.100.7"))
    assert answer.json() == {"code": -1, "msg": "该订单已支付。"}


async def test_bytes_that_are_no_text_are_refused(xinghai: Any) -> None:
    answer = await xinghai.client.post("/mapi.php?pid=%FF")
    assert answer.json() == {"code": -1, "msg": "请求不是 UTF-8 文本。"}
