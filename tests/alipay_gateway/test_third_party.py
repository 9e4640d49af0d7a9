"""A third party's client takes our platform for the real one, in both modes; so what the gateway passes there counts.

It is synchronous and runs in a thread. Its address can only be set in a private attribute. It signs with this
machine's local time where Alipay wants China's, so the stories lend it a clock in Shanghai.
"""

import asyncio
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from alipay import AliPay, DCAliPay
from alipay.exceptions import AliPayException, AliPayValidationError

from bodega_shop.extend import PaymentRef
from simulators.alipay import certify, rsa2

pytestmark = [
    pytest.mark.peer,
    # The client still reads certificates through a part of pyOpenSSL that is on its way out.
    pytest.mark.filterwarnings("ignore:X509:DeprecationWarning"),
]

NOTIFY = "https://xinghai.example/pay/notify/2"


@pytest.fixture
def in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def sdk(rig: Any, in_shanghai: None) -> AliPay:
    """Xinghai's account in key mode."""
    rig.settings()
    client = AliPay("2021000000000001", NOTIFY, certify.private_pem("xinghai"), certify.public_pem("alipay"))
    client._gateway = f"{rig.platform.url}/gateway.do"
    return client


@pytest.fixture
def certified_sdk(certified: Any, in_shanghai: None) -> DCAliPay:
    """The same in certificate mode."""
    certified.settings()
    client = DCAliPay(
        "2021000000000001",
        certify.private_pem("xinghai"),
        certify.certificate("xinghai"),
        certify.certificate("alipay"),
        certify.root_bundle(),
        NOTIFY,
    )
    client._gateway = f"{certified.platform.url}/gateway.do"
    return client


async def sell(client: Any, rig: Any, browser: httpx.AsyncClient) -> dict[str, Any]:
    """From the code to the last cent given back; the client checks the signature of every answer."""
    call = asyncio.to_thread
    order = {"subject": "星海点卡 100 元", "out_trade_no": "N1", "total_amount": "99.80"}
    code = await call(client.api_alipay_trade_precreate, **order)
    assert (await call(client.api_alipay_trade_query, "N1"))["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    assert (await call(client.api_alipay_trade_close, "N1"))["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    assert "确认付款" in (await browser.get(code["qr_code"])).text
    assert (await call(client.api_alipay_trade_query, "N1"))["trade_status"] == "WAIT_BUYER_PAY"
    await browser.post(f"{rig.platform.url}/cashier/{rig.trade('N1').token}/pay")
    assert (await call(client.api_alipay_trade_close, "N1"))["sub_code"] == "ACQ.TRADE_STATUS_ERROR"
    for moved in ("Y", "N"):
        said = await call(client.api_alipay_trade_refund, "9.80", "N1", out_request_no="R1")
        assert (said["fund_change"], said["refund_fee"]) == (moved, "9.80")
    for number, found in (("R1", "REFUND_SUCCESS"), ("R2", None)):
        said = await call(client.api_alipay_trade_fastpay_refund_query, number, out_trade_no="N1")
        assert (said["code"], said.get("refund_status")) == ("10000", found)
    too_much = await call(client.api_alipay_trade_refund, "99.80", "N1", out_request_no="R3")
    assert too_much["code"] == "40004"
    answer: dict[str, Any] = await call(client.api_alipay_trade_query, "N1")
    return answer


async def test_it_sells_and_gives_back(sdk: AliPay, rig: Any, browser: httpx.AsyncClient) -> None:
    paid = await sell(sdk, rig, browser)
    assert (paid["trade_status"], paid["total_amount"]) == ("TRADE_SUCCESS", "99.80")


async def test_it_sells_and_gives_back_with_certificates(
    certified_sdk: DCAliPay, certified: Any, browser: httpx.AsyncClient
) -> None:
    paid = await sell(certified_sdk, certified, browser)
    assert paid["trade_status"] == "TRADE_SUCCESS"
    assert (
        certified.platform.asked[-1]["app_cert_sn"] == certified_sdk.app_cert_sn == certify.certificate_sn()
    )
    assert certified_sdk.alipay_root_cert_sn == certify.root_sn()


async def test_its_pages_open(sdk: AliPay, rig: Any, browser: httpx.AsyncClient) -> None:
    for number, make in (("P1", sdk.api_alipay_trade_page_pay), ("W1", sdk.api_alipay_trade_wap_pay)):
        signed = make("星海点卡", number, "1.00", return_url="https://xinghai.example/back")
        assert "¥ 1.00" in (await browser.get(f"{sdk._gateway}?{signed}")).text
        assert rig.trade(number).status == "WAIT_BUYER_PAY"


async def test_it_believes_the_messages_of_the_platform(sdk: AliPay, rig: Any, paid: Any) -> None:
    payment = await paid()
    for sent in (
        await rig.messages(payment.out_trade_no),
        await rig.refund_at_service(payment.out_trade_no, payment.money),
    ):
        fields = dict(parse_qsl(sent[-1].body.decode(), keep_blank_values=True))
        signature = fields.pop("sign")
        assert sdk.verify(dict(fields), signature)
        assert not sdk.verify(fields | {"total_amount": "0.01"}, signature)


async def test_it_finds_the_bill(sdk: AliPay, rig: Any, paid: Any, browser: httpx.AsyncClient) -> None:
    await paid()
    day = await rig.bill_day()
    said = await asyncio.to_thread(
        sdk.server_api,
        "alipay.data.dataservice.bill.downloadurl.query",
        {"bill_type": "trade", "bill_date": day.isoformat()},
    )
    assert (await browser.get(said["bill_download_url"])).content.startswith(b"PK")


async def test_it_refuses_an_answer_that_was_changed(sdk: AliPay, rig: Any, paid: Any) -> None:
    payment = await paid()
    rig.platform.says = lambda text: text.replace("99.80", "98.80")
    with pytest.raises(AliPayValidationError):
        await asyncio.to_thread(sdk.api_alipay_trade_query, payment.out_trade_no)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"appid": "2021999999999999"}, "invalid-app-id"),
        ({"app_private_key_string": certify.private_pem("yunting")}, "invalid-signature"),
    ],
)
async def test_the_platform_refuses_who_is_not_known(sdk: AliPay, change: dict[str, str], says: str) -> None:
    given = {
        "appid": "2021000000000001",
        "app_private_key_string": certify.private_pem("xinghai"),
        "alipay_public_key_string": certify.public_pem("alipay"),
    } | change
    stranger = AliPay(**given)
    stranger._gateway = sdk._gateway
    with pytest.raises(AliPayException, match=says):
        await asyncio.to_thread(stranger.api_alipay_trade_query, "N1")


async def test_the_platform_refuses_another_clock_than_chinas(
    sdk: AliPay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    with pytest.raises(AliPayException, match="invalid-timestamp"):
        await asyncio.to_thread(sdk.api_alipay_trade_query, "N1")


async def test_the_platform_refuses_certificates_that_are_not_named(
    certified_sdk: DCAliPay, certified: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DCAliPay, "alipay_root_cert_sn", "0" * 32)
    with pytest.raises(AliPayException, match="invalid-app-cert-sn"):
        await asyncio.to_thread(certified_sdk.api_alipay_trade_query, "N1")


async def test_it_signs_what_the_gateway_signs(sdk: AliPay, gateway: Any, channel: Any, attempt: Any) -> None:
    action = (await gateway.create(channel(on_computers="page"), attempt())).action
    fields = dict(parse_qsl(urlsplit(action.url).query))
    signature = fields.pop("sign")
    assert dict(parse_qsl(sdk.sign_data(dict(fields))))["sign"] == signature
    assert rsa2.is_request_signed(fields | {"sign": signature}, certify.private_key("xinghai").public_key())


async def test_the_gateway_finds_what_the_client_sold_and_the_client_what_the_gateway_sold(
    sdk: AliPay, gateway: Any, channel: Any, paid: Any, rig: Any, browser: httpx.AsyncClient
) -> None:
    ours = await paid()
    assert (await asyncio.to_thread(sdk.api_alipay_trade_query, ours.out_trade_no))["total_amount"] == "99.80"
    await sell(sdk, rig, browser)
    assert (await gateway.query(channel(), PaymentRef("N1"))).money == ours.money
