"""A message of WeChat Pay reaches Xinghai: what it must be before a word of it is believed."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bodega_shop.extend import ConfigInvalid, InvalidInput, Money, SignatureInvalid
from simulators.wechatpay.keys import signer
from simulators.wechatpay.speak import as_json, sealed
from wechatpay.rig import XINGHAI_NEW_KEY

PLATFORM = "7C1B2C3D4E5F60718293A4B5C6D7E8F901234567"


async def test_a_payment_is_told(gateway: Any, channel: Any, paid: Any, notice: Any, service: Any) -> None:
    number = await paid(coupon=500)
    event = await gateway.parse_notification(channel(), notice())
    assert (event.out_trade_no, event.state, event.money) == (number, "succeeded", Money(9980, "CNY"))
    assert event.gateway_txn == service.orders[number].transaction_id
    assert (event.about, event.merchant_matches) == ("payment", True)


async def test_nothing_is_believed_before_it_was_looked_up(
    gateway: Any, channel: Any, paid: Any, notice: Any
) -> None:
    await paid()
    assert (await gateway.parse_notification(channel(), notice())).must_query


async def test_a_message_is_judged_without_calling_anybody(
    gateway: Any, channel: Any, paid: Any, notice: Any, service: Any
) -> None:
    await paid()
    service.heard.clear()
    await gateway.parse_notification(channel(), notice())
    assert service.heard == []


async def test_the_same_event_sent_again_has_the_same_key(
    gateway: Any, channel: Any, paid: Any, notice: Any, service: Any
) -> None:
    await paid()
    first = service.notes[-1]
    await paid()
    keys = [
        (await gateway.parse_notification(channel(), notice(note))).event_key
        for note in (first, first, service.notes[-1])
    ]
    assert keys[0] == keys[1] != keys[2]


async def test_a_refund_is_told(gateway: Any, channel: Any, paid: Any, notice: Any, wish: Any) -> None:
    number = await paid()
    refund = wish(number, 700)
    await gateway.refund(channel(), refund)
    event = await gateway.parse_notification(channel(), notice())
    assert (event.about, event.refund_no, event.out_trade_no) == ("refund", refund.out_refund_no, number)
    assert (event.state, event.money, event.must_query) == ("ignored", Money(700, "CNY"), True)
    assert event.merchant_matches


@pytest.mark.parametrize("state", ["CLOSED", "ABNORMAL"])
async def test_a_refund_that_failed_is_told_as_no_success(
    gateway: Any, channel: Any, paid: Any, notice: Any, service: Any, wish: Any, state: str
) -> None:
    number = await paid()
    service.holds_refunds = True
    await gateway.refund(channel(), wish(number, 700))
    order = service.orders[number]
    service.end_refund(order, order.refunds[0], state)
    event = await gateway.parse_notification(channel(), notice())
    assert (event.about, event.state, event.must_query) == ("refund", "ignored", True)


async def test_probe_traffic_is_refused(gateway: Any, channel: Any, paid: Any, notice: Any) -> None:
    """WeChat Pay sends wrong signatures on purpose to see whether a shop checks them."""
    await paid()
    with pytest.raises(SignatureInvalid) as refused:
        await gateway.parse_notification(channel(), notice(probe=True))
    assert 400 <= refused.value.status < 500
    answer = gateway.ack(accepted=False)
    assert (answer.status, json.loads(answer.body)["code"]) == (400, "FAIL")


def test_what_was_stored_is_acknowledged(gateway: Any) -> None:
    answer = gateway.ack(accepted=True)
    assert (answer.status, json.loads(answer.body)["code"]) == (200, "SUCCESS")
    assert answer.content_type == "application/json"


@pytest.mark.parametrize(("seconds", "believed"), [(290, True), (300, False), (-310, False), (86400, False)])
async def test_a_message_is_good_for_five_minutes(
    gateway: Any, channel: Any, paid: Any, notice: Any, seconds: int, believed: bool
) -> None:
    await paid()
    old = notice(age=timedelta(seconds=seconds))
    if believed:
        assert (await gateway.parse_notification(channel(), old)).state == "succeeded"
    else:
        with pytest.raises(SignatureInvalid):
            await gateway.parse_notification(channel(), old)


@pytest.mark.parametrize(
    "lacking", ["wechatpay-signature", "wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial"]
)
async def test_a_message_without_one_of_its_headers_is_refused(
    gateway: Any, channel: Any, paid: Any, notice: Any, lacking: str
) -> None:
    await paid()
    sent = notice()
    headers = {name: value for name, value in sent.headers.items() if name != lacking}
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), replace(sent, headers=headers))


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("wechatpay-signature-type", "WECHATPAY2-SM2-WITH-SM3"),
        ("wechatpay-timestamp", "soon"),
        ("wechatpay-timestamp", "９９"),
        ("wechatpay-signature", "not base64!"),
        ("wechatpay-serial", "PUB_KEY_ID_0000000000"),
        ("wechatpay-nonce", "another"),
    ],
)
async def test_a_header_that_is_not_as_signed_is_refused(
    gateway: Any, channel: Any, paid: Any, notice: Any, header: str, value: str
) -> None:
    await paid()
    sent = notice()
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), replace(sent, headers={**sent.headers, header: value}))


async def test_a_message_without_the_kind_of_its_signature_is_read_all_the_same(
    gateway: Any, channel: Any, paid: Any, notice: Any
) -> None:
    await paid()
    sent = notice()
    headers = {k: v for k, v in sent.headers.items() if k != "wechatpay-signature-type"}
    assert (await gateway.parse_notification(channel(), replace(sent, headers=headers))).state == "succeeded"


async def test_another_sum_under_the_old_signature_is_refused(
    gateway: Any, channel: Any, paid: Any, raw: Any, rig: Any
) -> None:
    number = await paid()
    forged = rig.tampered((await rig.messages(number))[-1])
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), raw(forged.body, dict(forged.headers)))


async def test_a_message_that_was_laid_out_anew_is_refused(
    gateway: Any, channel: Any, paid: Any, notice: Any
) -> None:
    """The signature is over the bytes that came, not over what they mean."""
    await paid()
    sent = notice()
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), replace(sent, body=sent.body.replace(b": ", b":")))


async def test_a_message_to_another_merchant_is_refused(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any
) -> None:
    await paid()
    theirs = channel(**rig.settings_of_another() | {"native": True})
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(theirs, notice())


async def test_a_message_signed_for_us_but_sealed_for_another_is_refused(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any, service: Any
) -> None:
    number = await paid()
    own, rig.merchant.apiv3_key = rig.merchant.apiv3_key, rig.other.apiv3_key
    note = service.tell(
        rig.merchant, number, "TRANSACTION.SUCCESS", "transaction", service.orders[number].told()
    )
    rig.merchant.apiv3_key = own
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), notice(note))


@pytest.mark.parametrize("change", [{"mchid": "1700000001"}, {"appid": "wx9999999999999999"}])
async def test_money_for_another_merchant_or_app_is_pointed_out(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any, service: Any, change: dict[str, str]
) -> None:
    content = service.orders[await paid()].told() | change
    note = service.tell(rig.merchant, "", "TRANSACTION.SUCCESS", "transaction", content)
    assert not (await gateway.parse_notification(channel(), notice(note))).merchant_matches


async def test_a_refund_of_another_merchant_is_pointed_out(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any, service: Any
) -> None:
    number = await paid()
    made = service.refund_in_console(number, 300)
    content = service.orders[number].refund_notice(made) | {"mchid": rig.other.mchid}
    note = service.tell(rig.merchant, number, "REFUND.SUCCESS", "refund", content)
    assert not (await gateway.parse_notification(channel(), notice(note))).merchant_matches


@pytest.mark.parametrize(
    ("event", "state"), [("TRANSACTION.SUCCESS", "NOTPAY"), ("TRANSACTION.SOMETHING", "SUCCESS")]
)
async def test_a_signed_message_of_another_state_is_ignored(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any, service: Any, event: str, state: str
) -> None:
    content = service.orders[await paid()].told() | {"trade_state": state}
    note = service.tell(rig.merchant, "", event, "transaction", content)
    assert (await gateway.parse_notification(channel(), notice(note))).state == "ignored"


async def test_a_message_about_something_else_is_ignored(
    gateway: Any, channel: Any, notice: Any, rig: Any, service: Any
) -> None:
    note = service.tell(rig.merchant, "", "PAYSCORE.USER_OPEN_SERVICE", "payscore", {"mchid": "1"})
    event = await gateway.parse_notification(channel(), notice(note))
    assert (event.state, event.out_trade_no, event.money) == ("ignored", "", None)


@pytest.mark.parametrize("total", [99.8, "9980", None])
async def test_a_sum_that_is_no_number_of_fen_is_refused(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any, service: Any, total: Any
) -> None:
    content = service.orders[await paid()].told() | {"amount": {"total": total, "currency": "CNY"}}
    note = service.tell(rig.merchant, "", "TRANSACTION.SUCCESS", "transaction", content)
    with pytest.raises(InvalidInput):
        await gateway.parse_notification(channel(), notice(note))


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"id":"1"}', b"[" * 50_000])
async def test_a_signed_message_that_says_nothing_is_refused(
    gateway: Any, channel: Any, notice: Any, paid: Any, service: Any, body: bytes
) -> None:
    await paid()
    with pytest.raises(InvalidInput):
        await gateway.parse_notification(channel(), notice(replace(service.notes[-1], body=body)))


async def test_another_cipher_than_the_documented_is_refused(
    gateway: Any, channel: Any, notice: Any, paid: Any, rig: Any, service: Any
) -> None:
    await paid()
    body = json.loads(service.notes[-1].body)
    body["resource"]["algorithm"] = "AEAD_SM4_GCM"
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), notice(replace(service.notes[-1], body=as_json(body))))


async def test_two_secrets_live_while_one_replaces_the_other(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any, service: Any
) -> None:
    both = channel(**rig.settings_with_two_secrets() | {"native": True})
    await paid()
    before = service.notes[-1]
    await rig.rotate()
    await paid()
    for note in (before, service.notes[-1]):
        assert (await gateway.parse_notification(both, notice(note))).state == "succeeded"
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), notice())
    new = rig.merchant.public_keys[1]
    alone = channel(apiv3_key=XINGHAI_NEW_KEY, public_key_id=new.serial, public_key=new.public_pem)
    assert (await gateway.parse_notification(alone, notice())).state == "succeeded"


async def test_platform_certificates_alone_are_enough(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any
) -> None:
    rig.merchant.certificates = [signer(PLATFORM)]
    rig.merchant.callback = signer(PLATFORM)
    await paid()
    pasted = " ".join(signer(PLATFORM).certificate_pem.split("\n"))
    alone = channel(public_key_id="", public_key="", platform_certificates=pasted)
    assert (await gateway.parse_notification(alone, notice())).state == "succeeded"


async def test_both_are_believed_while_a_merchant_changes_over(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any, service: Any
) -> None:
    rig.merchant.certificates = [signer(PLATFORM)]
    both = channel(platform_certificates=signer(PLATFORM).certificate_pem)
    await paid()
    for callback in (signer(PLATFORM), rig.merchant.public_keys[0]):
        rig.merchant.callback = callback
        assert (await gateway.parse_notification(both, notice())).state == "succeeded"


async def test_a_platform_certificate_that_is_over_is_believed_no_more(
    gateway: Any, channel: Any, paid: Any, notice: Any, rig: Any, service: Any
) -> None:
    over = signer(PLATFORM).certificate(service.now() - timedelta(days=30), days=29)
    rig.merchant.callback = signer(PLATFORM)
    await paid()
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(platform_certificates=over), notice())


@pytest.mark.parametrize("lacking", ["apiv3_key", "private_key", "mchid", "appid"])
async def test_an_empty_secret_believes_nobody(
    gateway: Any, channel: Any, paid: Any, notice: Any, lacking: str
) -> None:
    await paid()
    with pytest.raises(ConfigInvalid):
        await gateway.parse_notification(channel(**{lacking: ""}), notice())


async def test_without_a_key_of_wechat_pay_nobody_is_believed(
    gateway: Any, channel: Any, paid: Any, notice: Any
) -> None:
    await paid()
    with pytest.raises(ConfigInvalid, match="public key, or the platform certificates"):
        await gateway.parse_notification(channel(public_key_id="", public_key=""), notice())


def test_the_simulator_seals_nothing_twice_the_same() -> None:
    assert sealed(XINGHAI_NEW_KEY, {}, "x")["ciphertext"] != sealed(XINGHAI_NEW_KEY, {}, "x")["ciphertext"]
