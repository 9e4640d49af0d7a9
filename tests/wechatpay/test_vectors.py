"""What WeChat Pay and its official library published comes out the same here."""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from bodega_wechatpay.open_resource import Sealed, open_resource
from bodega_wechatpay.read_bill import read_bill
from bodega_wechatpay.read_pem import read_public_key
from bodega_wechatpay.verify_signature import verify_signature

from bodega_shop.extend import Money

SERIAL = "D7CE59D1F522D701"
KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2VCTd91fnUn73Xy9DLvt/V62TVxRTEEstVdeRaZ3B3leO0pldE806mXO4RwdHXag"
    "HQ4vGeZN0yqm++rDsGK+U3AH7kejyD2pXshNP9Cq5YwbptiLGtjcquw4HNxJQUOmDeJf2vg6byms9RUipiq4SzbJKqJFlUpbuIPDpSpWz10P"
    "YmyCNeDGUUK65E5h2B834uxl1zNLYQCrkdBzb8oUxwYeP5a2DNxmjL5lsJML7DGr5znsevnoqGRwTm9fxCGfy8wus7hwKz6clt3Whmmda7UA"
    "db1c08hEQFVRbF14AR73xbnd8N0obCWJPCbzMCtkaSef4FdEEgEXJiw0VAJT8wIDAQAB"
)
BODY = (
    '{"id":"3119dfba-e649-5eec-ab1e-3412bc4d2e17","create_time":"2021-06-24T16:37:26+08:00",'
    '"resource_type":"encrypt-resource","event_type":"PAYSCORE.USER_OPEN_SERVICE","summary":"签约成功",'
    '"resource":{"original_type":"payscore","algorithm":"AEAD_AES_256_GCM","ciphertext":'
    '"YDS3lKPaC4Y52Gf3uhft5qUBlIa8b428AWTtTauHQfQrRw+X1WpiuHIDy0vo1Vd6VEq67aVyqPdDYMkRVSDaZL3iZttevRMOoPKMifozg6XPWjIZumks'
    "/GpT48lI4NizyeaqLBokNebthah3o1H76qSlO9NkDjp9bzmKLEYYH9TEklFUpsvPqOTOcgSLgh21YJXYR7dEBXFgRLiNIKRgO5JdXh1hccRUAlyVWxE5"
    '4PXpnQ==","associated_data":"payscore","nonce":"Kj7QIyUiYx1q"}}'
).encode()
HEADERS = {
    "wechatpay-timestamp": "1624523846",
    "wechatpay-nonce": "EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz",
    "wechatpay-serial": SERIAL,
    "wechatpay-signature": (
        "tJHIiIS9eB2hAYstmAmbbD3ZE5LiIm/Ug5tuL4fC0YOFRWIHV39UFIZXC0e9Wl6lBu6sKvkqDkzpqzBsVHyXFlbYZTOQrVdG4b6LfTnK4mik"
        "v9++ixJMd3vTf2yCqvBkh98zs3Ds5zsYQakzbcwhmw4fMJs4nPLws28H0UW9FjDR//rxELLwXvV1VEA1IBLX70xptjL8hrfUjEE8kkry6yNJ"
        "THZRU8CAc7qHli2Ng1V1qb9ARbK8A3ThmFmPQvRGrapI/jS2laKKgYUmfdEdkNO6B2Cke5e8VTxY406ArAmQ90GAihDwIcb16TQMnzCMBout"
        "nwZKNiKRACrFmtxw2Q=="
    ),
}
SENT = datetime.fromtimestamp(1624523846, UTC)
OPENED = (
    b'{"mchid":"1234567890","appid":"054aa7d7a2a54ab5898df65bd96f001c","create_time":"2020-06-30T12:12:00+08:00",'
    b'"out_contract_code":"21640bdbd08e473e828f3206a2741c6e"}'
)
BILL_HASH = "dcd7ceb3d382a1181798368bb15d8437de46c00f"


def published_bill() -> str:
    """The day's bill that the official Go library is tested with, with the line ends of which it gives the hash."""
    row = (
        "`{},`wx81be3101902f7cb2,`1601959334,`0,`,`{},`{},`ofyak5qR_1wYsC99CsWA6R9MJazA,`NATIVE,`SUCCESS,`OTHERS,"
        "`CNY,`0.01,`0.00,`0,`0,`0.00,`0.00,`,`,`for testing,`cipher code,`0.00000,`1.00%,`0.01,`0.00,`\n"
    )
    text = (
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
        "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
        "手续费,费率,订单金额,申请退款金额,费率备注\n"
        + row.format("2021-01-28 17:07:11", "4200000925202101284997714292", "S20210128170702357723")
        + row.format("2021-01-28 15:35:18", "4200000910202101282955148400", "S20210128153505214586")
        + row.format("2021-01-28 16:59:46", "4200000926202101281412639609", "S20210128165824499930")
        + "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n"
        "`3,`0.03,`0.00,`0.00,`0.00000,`0.03,`0.00\n"
    )
    return text.replace("\n", "\r\n")


def test_the_published_text_opens() -> None:
    closed = Sealed(
        "AEAD_AES_256_GCM",
        "FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC",
        "wCq51qZv4Yfg",
        "Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8",
    )
    assert open_resource([b"testAPIv3Key0000"], closed) == b"Hello World"


def test_the_published_message_is_signed_and_opens() -> None:
    verifiers = {SERIAL: read_public_key(KEY)}
    assert verify_signature(verifiers, HEADERS, BODY, SENT) == "holds"
    closed = msgspec.convert(msgspec.json.decode(BODY)["resource"], Sealed)
    assert open_resource([b"another-key-0000", b"testMchAPIv3Key0"], closed) == OPENED


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(299, "holds"), (300, "old"), (-299, "holds"), (-300, "old"), (30 * 86400, "old")],
)
def test_the_published_message_is_believed_for_five_minutes(seconds: int, verdict: str) -> None:
    verifiers = {SERIAL: read_public_key(KEY)}
    assert verify_signature(verifiers, HEADERS, BODY, SENT + timedelta(seconds=seconds)) == verdict


def test_the_published_bill_is_read() -> None:
    text = published_bill()
    assert hashlib.sha1(text.encode("utf-8-sig")).hexdigest() == BILL_HASH
    lines = read_bill(text)
    assert [(line.out_trade_no, line.gross, line.fee) for line in lines] == [
        ("S20210128170702357723", Money(1, "CNY"), Money(0, "CNY")),
        ("S20210128153505214586", Money(1, "CNY"), Money(0, "CNY")),
        ("S20210128165824499930", Money(1, "CNY"), Money(0, "CNY")),
    ]
    assert lines[0].occurred_at == datetime(2021, 1, 28, 9, 7, 11, tzinfo=UTC)
