"""The published Epay V1 vectors, and what a signature does not cover."""

import pytest
from bodega_practice.sign_fields import sign_fields, signature_holds
from hypothesis import given
from hypothesis import strategies as some

XINGHAI_KEY = "8f3e1c2b5a4d4e6f9a7b0c1d2e3f4a5b"
TOP_UP = {
    "money": "99.80",
    "name": "话费充值100元",
    "notify_url": "https://shop.example/pay/epay/notify",
    "out_trade_no": "20260823120000001",
    "pid": "1001",
    "return_url": "https://shop.example/pay/return",
    "type": "alipay",
}
VIP = {
    "money": "100",
    "name": "VIP",
    "notify_url": "https://merchant.example/notify",
    "out_trade_no": "ORD202605230001",
    "pid": "1000",
    "return_url": "https://merchant.example/return",
    "type": "alipay",
}


@pytest.mark.parametrize(
    ("fields", "key", "signature"),
    [
        (TOP_UP, XINGHAI_KEY, "8fcc3a67921dc98ba1cc0deb67726591"),
        (VIP, "epusdt_secret_key", "b865b0acbb2b01554c35a1bd33351452"),
    ],
)
def test_the_published_vectors_agree(fields: dict[str, str], key: str, signature: str) -> None:
    assert sign_fields(fields, key) == signature
    assert signature_holds({**fields, "sign": signature, "sign_type": "MD5"}, key)


def test_empty_fields_and_the_signature_itself_are_not_signed() -> None:
    padded = TOP_UP | {"param": "", "sign": "whatever", "sign_type": "MD5"}
    assert sign_fields(padded, XINGHAI_KEY) == sign_fields(TOP_UP, XINGHAI_KEY)


def test_a_zero_is_signed() -> None:
    assert sign_fields(TOP_UP | {"param": "0"}, XINGHAI_KEY) != sign_fields(TOP_UP, XINGHAI_KEY)


def test_an_empty_key_or_a_missing_signature_never_holds() -> None:
    assert not signature_holds({**TOP_UP, "sign": sign_fields(TOP_UP, "")}, "")
    assert not signature_holds(TOP_UP, XINGHAI_KEY)
    assert not signature_holds({**TOP_UP, "sign": "签名"}, XINGHAI_KEY)


def test_a_signature_in_capitals_does_not_hold() -> None:
    assert not signature_holds({**TOP_UP, "sign": sign_fields(TOP_UP, XINGHAI_KEY).upper()}, XINGHAI_KEY)


@given(some.sampled_from(sorted(TOP_UP)), some.text(min_size=1))
def test_changing_any_field_breaks_the_signature(name: str, addition: str) -> None:
    changed = TOP_UP | {name: TOP_UP[name] + addition.encode(errors="replace").decode()}
    assert not signature_holds({**changed, "sign": sign_fields(TOP_UP, XINGHAI_KEY)}, XINGHAI_KEY)
