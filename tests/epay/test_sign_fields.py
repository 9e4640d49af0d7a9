"""The signature of Epay V1: published vectors, and a third party's code that agrees."""

from typing import Any

import pytest
from bodega_epay.sign_fields import signature, signature_holds, signed
from epay_sdk import EPayClient, EPayConfig
from hypothesis import given
from hypothesis import strategies as st

REQUEST = {
    "money": "99.80",
    "name": "话费充值100元",
    "notify_url": "https://shop.example/pay/epay/notify",
    "out_trade_no": "20260823120000001",
    "pid": "1001",
    "return_url": "https://shop.example/pay/return",
    "type": "alipay",
}
FACADE = {
    "money": "100",
    "name": "VIP",
    "notify_url": "https://merchant.example/notify",
    "out_trade_no": "ORD202605230001",
    "pid": "1000",
    "return_url": "https://merchant.example/return",
    "type": "alipay",
}
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="&"), max_size=30).map(str.strip)


def test_the_published_request_is_signed_as_published(key: str) -> None:
    assert signature(REQUEST, key) == "8fcc3a67921dc98ba1cc0deb67726591"


def test_the_published_facade_request_is_signed_as_published() -> None:
    assert signature(FACADE, "epusdt_secret_key") == "b865b0acbb2b01554c35a1bd33351452"


def test_empty_fields_and_the_signature_itself_are_not_signed(key: str) -> None:
    more = REQUEST | {"param": "", "sign": "anything", "sign_type": "MD5"}
    assert signature(more, key) == signature(REQUEST, key)
    assert "param" not in signed(more, key)


def test_a_zero_is_not_empty(key: str) -> None:
    assert signature(REQUEST | {"param": "0"}, key) != signature(REQUEST, key)


@pytest.mark.peer
@given(fields=st.dictionaries(NAMES, VALUES, max_size=12))
def test_the_third_party_signs_the_same(fields: dict[str, str]) -> None:
    theirs = EPayClient(EPayConfig(pid="1001", key="k" * 32, base_url="https://pay.example"))
    assert signature(fields, "k" * 32) == theirs.sign(fields)


@pytest.mark.peer
def test_what_the_third_party_signed_holds(sdk: Any, key: str) -> None:
    fields = REQUEST | {"sign": sdk.sign(REQUEST), "sign_type": "MD5"}
    assert signature_holds(fields, key)
    assert signature_holds(fields | {"sign": fields["sign"].upper()}, key)


@pytest.mark.parametrize("wrong", ["", "8fcc3a67921dc98ba1cc0deb6772659", "é" * 32])
def test_a_wrong_signature_does_not_hold(wrong: str, key: str) -> None:
    assert not signature_holds(REQUEST | {"sign": wrong}, key)


def test_another_key_does_not_hold(key: str) -> None:
    assert not signature_holds(signed(REQUEST, key), key[::-1])


def test_an_empty_key_signs_nothing_and_is_believed_by_nobody() -> None:
    with pytest.raises(ValueError, match="empty key"):
        signature(REQUEST, "")
    with pytest.raises(ValueError, match="empty key"):
        signature_holds(REQUEST | {"sign": "d41d8cd98f00b204e9800998ecf8427e"}, "")


def test_a_value_that_could_be_two_fields_is_never_believed(key: str) -> None:
    """`name=x&out_trade_no=VICTIM` signs the same text as two fields would."""
    merged = signed({"a": "1", "name": "x&out_trade_no=2"}, key)
    split = {"a": "1", "name": "x", "out_trade_no": "2", "sign": merged["sign"]}
    assert signature(split, key) == merged["sign"]
    assert not signature_holds(merged, key)
    assert not signature_holds({"a": "1", "name=x&out_trade_no": "2", "sign": merged["sign"]}, key)
