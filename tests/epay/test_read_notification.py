"""A notify reaches Xinghai: what it must be before a word of it is believed."""

import hashlib
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from bodega_epay.read_notification import read_notification
from bodega_epay.sign_fields import signed
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bodega_shop.extend import InvalidInput, Money, SignatureInvalid

FIELDS = {
    "pid": "1001",
    "trade_no": "2026112112000012345",
    "out_trade_no": "20261121M9QX2TA7K3",
    "type": "alipay",
    "name": "星海点卡 100 元",
    "money": "99.80",
    "trade_status": "TRADE_SUCCESS",
    "param": "cart-7",
}
TAMPERING = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def test_a_paid_order_is_said_to_be_paid(gateway: Any, channel: Any, notice: Any) -> None:
    context = channel()
    event = await gateway.parse_notification(context, notice())
    assert (event.state, event.money, event.merchant_matches) == ("succeeded", Money(9980, "CNY"), True)
    assert (event.out_trade_no, event.gateway_txn) == (FIELDS["out_trade_no"], FIELDS["trade_no"])
    assert event.must_query is False
    wanted = f"{context.channel_id}\n{FIELDS['trade_no']}\nTRADE_SUCCESS"
    assert event.event_key == hashlib.sha256(wanted.encode()).hexdigest()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_it_comes_in_the_address_or_in_a_form(
    gateway: Any, channel: Any, notice: Any, method: str
) -> None:
    event = await gateway.parse_notification(channel(), notice(method=method))
    assert event.state == "succeeded"


async def test_a_repetition_is_the_same_event_and_another_state_is_another(
    gateway: Any, channel: Any, notice: Any
) -> None:
    context = channel()
    first = await gateway.parse_notification(context, notice())
    again = await gateway.parse_notification(context, notice(method="POST", name="another name"))
    other = await gateway.parse_notification(context, notice(trade_status="TRADE_REFUND"))
    assert first.event_key == again.event_key
    assert first.event_key != other.event_key


@pytest.mark.parametrize("status", ["WAIT_BUYER_PAY", "TRADE_CLOSED", "TRADE_FINISHED", "trade_success", "1"])
async def test_callback_without_status_check(gateway: Any, channel: Any, notice: Any, status: str) -> None:
    """Hole of the field: signed, and anything but TRADE_SUCCESS, delivers nothing."""
    event = await gateway.parse_notification(channel(), notice(trade_status=status))
    assert event.state == "ignored"


@pytest.mark.parametrize("pid", ["1002", "01001", "", "1001 "])
async def test_callback_without_merchant_check(gateway: Any, channel: Any, notice: Any, pid: str) -> None:
    """Hole of the field: the right key and another account."""
    event = await gateway.parse_notification(channel(), notice(pid=pid))
    assert event.merchant_matches is False


@pytest.mark.parametrize(
    ("text", "minor"),
    [("99.80", 9980), ("99.8", 9980), ("99", 9900), ("0.01", 1), ("0", 0), ("1234567.89", 123456789)],
)
async def test_amounts_are_read_exactly(
    gateway: Any, channel: Any, notice: Any, text: str, minor: int
) -> None:
    event = await gateway.parse_notification(channel(), notice(money=text))
    assert event.money == Money(minor, "CNY")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1e2",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1.",
        ".5",
        "99.800",
        "099",
        "1,000",
        "NaN",
        "9" * 30,
        "０",
        "99.8０",
    ],
)
async def test_what_is_no_amount_is_no_money(gateway: Any, channel: Any, notice: Any, text: str) -> None:
    event = await gateway.parse_notification(channel(), notice(money=text))
    assert event.money is None


async def test_a_channel_may_ask_before_it_believes(gateway: Any, channel: Any, notice: Any) -> None:
    event = await gateway.parse_notification(channel(ask_first=True), notice())
    assert event.must_query is True


@pytest.mark.parametrize("lie", [{"sign": ""}, {"sign": "0" * 32}, {"sign_type": "RSA"}, {"sign_type": ""}])
async def test_a_message_that_is_not_signed_as_agreed_is_refused(
    gateway: Any, channel: Any, notice: Any, lie: dict[str, str]
) -> None:
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), notice(**lie))


async def test_a_message_without_any_signature_is_refused(
    gateway: Any, channel: Any, notice: Any, raw: Any
) -> None:
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), notice(signed=False))
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), raw(""))


async def test_the_kind_of_signature_may_be_left_out(gateway: Any, channel: Any, raw: Any, key: str) -> None:
    fields = signed(FIELDS, key)
    del fields["sign_type"]
    event = await gateway.parse_notification(channel(), raw(urlencode(fields)))
    assert event.state == "succeeded"


async def test_another_channels_key_is_not_believed(gateway: Any, channel: Any, notice: Any) -> None:
    """Hole of the field: a callback is bound to its channel; the key never comes from the message."""
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(key="another-shops-key"), notice())


@pytest.mark.parametrize("twice", ["money", "out_trade_no", "sign", "nothing_signed"])
async def test_a_field_that_comes_twice_is_refused(
    gateway: Any, channel: Any, notice: Any, raw: Any, twice: str
) -> None:
    message = notice(nothing_signed="x").query.decode()
    value = dict(parse_qsl(message))[twice]
    for more in (f"{message}&{twice}={quote(value)}", f"{twice}=other&{message}", f"{message}&{twice}="):
        with pytest.raises(SignatureInvalid):
            await gateway.parse_notification(channel(), raw(more))


async def test_a_field_in_both_address_and_form_is_refused(gateway: Any, channel: Any, notice: Any) -> None:
    posted = notice(method="POST")
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), replace(posted, query=b"money=0.01"))


async def test_values_are_decoded_once(gateway: Any, channel: Any, raw: Any, key: str) -> None:
    fields = signed(FIELDS | {"name": "100%25 + 星海"}, key)
    event = await gateway.parse_notification(channel(), raw(urlencode(fields)))
    assert event.state == "succeeded"
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), raw(quote(urlencode(fields), safe="=&")))


async def test_text_of_another_encoding_is_refused(gateway: Any, channel: Any, notice: Any, raw: Any) -> None:
    for more in (b"&x=%B5%E3", b"&x=\xb5\xe3"):
        with pytest.raises(SignatureInvalid):
            await gateway.parse_notification(channel(), raw(notice().query + more))


async def test_a_flood_of_fields_is_refused(gateway: Any, channel: Any, notice: Any, raw: Any) -> None:
    flood = b"".join(b"&f%d=1" % number for number in range(100))
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), raw(notice().query + flood))


async def test_json_is_not_a_form(gateway: Any, channel: Any, notice: Any, raw: Any) -> None:
    posted = raw(notice().query, method="POST", content_type="application/json")
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), posted)


@pytest.mark.parametrize("field", ["trade_no", "out_trade_no", "trade_status"])
@pytest.mark.parametrize("value", ["", "x" * 65, "a\x00b", "星"])
async def test_a_signed_message_without_its_numbers_is_refused(
    gateway: Any, channel: Any, notice: Any, field: str, value: str
) -> None:
    with pytest.raises(InvalidInput):
        await gateway.parse_notification(channel(), notice(**{field: value}))


@TAMPERING
@given(field=st.sampled_from(sorted(FIELDS)), value=st.text(st.characters(codec="utf-8"), max_size=20))
def test_no_signed_field_can_be_changed(channel: Any, raw: Any, key: str, field: str, value: str) -> None:
    assume(value != FIELDS[field])
    fields = signed(FIELDS, key) | {field: value}
    _refused(channel(), raw(urlencode(fields)))


@TAMPERING
@given(
    name=st.text("abcdefghijklmnopqrstuvwxyz_&=", min_size=1, max_size=12),
    value=st.text("ab1.&=星", min_size=1),
)
def test_no_field_can_be_added(channel: Any, raw: Any, key: str, name: str, value: str) -> None:
    assume(name not in FIELDS and name not in ("sign", "sign_type"))
    _refused(channel(), raw(urlencode(signed(FIELDS, key) | {name: value})))


@TAMPERING
@given(gone=st.sets(st.sampled_from(sorted(FIELDS)), min_size=1))
def test_no_field_can_be_taken_away(channel: Any, raw: Any, key: str, gone: set[str]) -> None:
    fields = signed(FIELDS, key)
    _refused(channel(), raw(urlencode({name: value for name, value in fields.items() if name not in gone})))


@TAMPERING
@given(first=st.integers(0, 7), last=st.integers(1, 8))
def test_fields_cannot_be_folded_into_one(channel: Any, raw: Any, key: str, first: int, last: int) -> None:
    """The signed text joins fields with `&`: what lies between two borders can pose as one value."""
    assume(last - first > 1)
    names = sorted(FIELDS)
    joined = "&".join(f"{name}={FIELDS[name]}" for name in names[first:last])
    folded_name, _, folded_value = joined.partition("=")
    kept = {name: FIELDS[name] for name in names[:first] + names[last:]}
    folded = {**kept, folded_name: folded_value, "sign": signed(FIELDS, key)["sign"], "sign_type": "MD5"}
    _refused(channel(), raw(urlencode(folded)))


def _refused(context: Any, message: Any) -> None:
    with pytest.raises(SignatureInvalid):
        read_notification(context, message)
