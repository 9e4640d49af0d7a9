"""Alipay tells Xinghai's shop something: who is believed, and what it means."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from bodega_shop.extend import ConfigInvalid, InvalidInput, Money, SignatureInvalid
from simulators.alipay import certify, rsa2

FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


def fields_in(sent: Any) -> dict[str, str]:
    return dict(parse_qsl(sent.body.decode(), keep_blank_values=True))


def signed_again(
    sent: Any, *, owner: str = "alipay", with_type: bool = False, **changes: str
) -> dict[str, Any]:
    """The message with other fields, truly signed by `owner`."""
    fields = {name: value for name, value in (fields_in(sent) | changes).items() if name != "sign"}
    return {
        "body": urlencode(rsa2.sign_notice(certify.private_key(owner), fields, with_type=with_type)).encode()
    }


@pytest.fixture
async def message(paid: Any, rig: Any) -> Any:
    """What Alipay sends when Chen Hao has paid."""
    [sent] = await rig.messages((await paid()).out_trade_no)
    return sent


async def test_a_message_names_the_sum_of_the_order_and_must_be_asked_about(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    event = await gateway.parse_notification(channel(), heard(message))
    assert (event.state, event.about, event.money) == ("succeeded", "payment", Money(9980, "CNY"))
    assert event.must_query
    assert event.merchant_matches
    assert event.gateway_txn == fields_in(message)["trade_no"]


async def test_a_repetition_is_the_same_event_and_every_other_message_another(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    repeated = signed_again(message, notify_time="2026-11-23 00:00:00")
    other = signed_again(message, notify_id="1")
    first, second, third = [
        (await gateway.parse_notification(channel(), heard(message, **changes))).event_key
        for changes in ({}, repeated, other)
    ]
    assert first == second != third


def test_only_the_exact_word_stops_alipay(gateway: Any) -> None:
    assert (gateway.ack(accepted=True).status, gateway.ack(accepted=True).body) == (200, b"success")
    refused = gateway.ack(accepted=False)
    assert refused.status == 400
    assert b"success" not in refused.body


@pytest.mark.parametrize(
    "lie",
    [
        {"total_amount": "0.01"},
        {"out_trade_no": "20261121X"},
        {"trade_status": "TRADE_FINISHED"},
        {"body": "x"},
        {"added": ""},
        {"sign": ""},
        {"sign": "AAAA"},
        {"sign": "%%%"},
        {"sign_type": "RSA"},
        {"sign_type": "MD5"},
        {"sign_type": ""},
    ],
)
async def test_a_changed_message_is_not_believed(
    gateway: Any, channel: Any, message: Any, heard: Any, lie: dict[str, str]
) -> None:
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(
            channel(), heard(message, body=urlencode(fields_in(message) | lie).encode())
        )


async def test_a_message_without_an_empty_field_is_another_message(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    kept = {name: value for name, value in fields_in(message).items() if value}
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), heard(message, body=urlencode(kept).encode()))


async def test_a_message_that_is_signed_with_its_sign_type_is_believed(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    changes = signed_again(message, with_type=True)
    assert (await gateway.parse_notification(channel(), heard(message, **changes))).state == "succeeded"


async def test_the_algorithm_is_never_taken_from_the_message(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    changes = signed_again(message, with_type=True, sign_type="RSA")
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), heard(message, **changes))


async def test_it_is_decoded_once_so_that_a_per_cent_sign_breaks_nothing(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    changes = signed_again(message, subject="100%25 点卡 + a=b&c", body="%E6%98%9F")
    assert (await gateway.parse_notification(channel(), heard(message, **changes))).state == "succeeded"


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "GET"},
        {"headers": {}},
        {"headers": {"content-type": "application/json"}},
        {"body": b""},
        {"body": b"a=1&a=2"},
        {"body": "subject=\u661f".encode("gbk")},
        {"body": b"&".join(b"a%d=1" % number for number in range(500))},
    ],
)
async def test_what_can_be_read_in_two_ways_or_none_is_not_believed(
    gateway: Any, channel: Any, message: Any, heard: Any, changes: dict[str, Any]
) -> None:
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), heard(message, **changes))


async def test_a_field_that_comes_twice_is_not_believed(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(), heard(message, body=message.body + b"&total_amount=0.01"))


@pytest.mark.parametrize("name", ["app_id", "seller_id"])
async def test_money_of_another_merchant_is_not_ours(
    gateway: Any, channel: Any, message: Any, heard: Any, name: str
) -> None:
    """Yunting's true message, signed by the same Alipay; without the field, too."""
    for value in ("2088000000000002", ""):
        changes = signed_again(message, **{name: value})
        assert not (await gateway.parse_notification(channel(), heard(message, **changes))).merchant_matches


@pytest.mark.parametrize("status", ["WAIT_BUYER_PAY", "TRADE_CLOSED", "TRADE_PENDING", ""])
async def test_other_states_deliver_nothing(
    gateway: Any, channel: Any, message: Any, heard: Any, status: str
) -> None:
    changes = signed_again(message, trade_status=status)
    event = await gateway.parse_notification(channel(), heard(message, **changes))
    assert (event.state, event.about) == ("ignored", "payment")


async def test_a_message_about_a_refund_never_delivers(
    gateway: Any, channel: Any, message: Any, heard: Any, rig: Any
) -> None:
    """It says TRADE_SUCCESS with a true signature, for a part was given back."""
    out_trade_no = fields_in(message)["out_trade_no"]
    [sent] = await rig.refund_at_service(out_trade_no, Money(100, "CNY"))
    assert fields_in(sent)["trade_status"] == "TRADE_SUCCESS"
    event = await gateway.parse_notification(channel(), heard(sent))
    assert (event.state, event.about, event.must_query) == ("ignored", "refund", True)
    assert event.out_trade_no == out_trade_no
    assert event.refund_no == event.reference == fields_in(sent)["out_biz_no"]


@pytest.mark.parametrize("mark", ["refund_fee", "gmt_refund", "out_biz_no"])
async def test_any_mark_of_a_refund_is_enough(
    gateway: Any, channel: Any, message: Any, heard: Any, mark: str
) -> None:
    changes = signed_again(message, **{mark: "1.00"})
    event = await gateway.parse_notification(channel(), heard(message, **changes))
    assert (event.state, event.about) == ("ignored", "refund")


@pytest.mark.parametrize("sum_", ["", "1e2", "-1.00", "99.801", "１.00", "NaN"])
async def test_a_sum_that_is_none_settles_nothing(
    gateway: Any, channel: Any, message: Any, heard: Any, sum_: str
) -> None:
    changes = signed_again(message, total_amount=sum_)
    assert (await gateway.parse_notification(channel(), heard(message, **changes))).money is None


@pytest.mark.parametrize("name", ["out_trade_no", "trade_no", "notify_id"])
async def test_a_true_message_without_its_numbers_is_of_no_use(
    gateway: Any, channel: Any, message: Any, heard: Any, name: str
) -> None:
    changes = signed_again(message, **{name: ""})
    with pytest.raises(InvalidInput, match=name):
        await gateway.parse_notification(channel(), heard(message, **changes))


async def test_an_old_message_played_back_only_makes_the_shop_ask(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    """Alipay itself repeats for 25 hours, so no age is too great; nothing is believed without asking."""
    changes = signed_again(message, notify_time="2020-01-01 00:00:00")
    assert (await gateway.parse_notification(channel(), heard(message, **changes))).must_query


async def test_while_one_key_replaces_another_both_are_believed(
    gateway: Any, channel: Any, message: Any, heard: Any, rig: Any
) -> None:
    both = channel(**rig.settings_with_two_secrets())
    for owner in ("alipay", "alipay-next"):
        changes = signed_again(message, owner=owner)
        assert (await gateway.parse_notification(both, heard(message, **changes))).state == "succeeded"
    for owner, here in (("alipay-next", channel()), ("xinghai", both)):
        with pytest.raises(SignatureInvalid):
            await gateway.parse_notification(here, heard(message, **signed_again(message, owner=owner)))


@pytest.mark.parametrize("missing", ["app_id", "seller_id", "private_key", "alipay_public_key", "base_url"])
async def test_an_empty_setting_is_a_channel_that_is_off(
    gateway: Any, channel: Any, message: Any, heard: Any, missing: str
) -> None:
    with pytest.raises(ConfigInvalid):
        await gateway.parse_notification(channel(**{missing: ""}), heard(message))


async def test_the_other_key_alone_opens_nothing(
    gateway: Any, channel: Any, message: Any, heard: Any
) -> None:
    off = channel(alipay_public_key="", next_public_key=certify.public_pem("alipay"))
    with pytest.raises(ConfigInvalid):
        await gateway.parse_notification(off, heard(message))
