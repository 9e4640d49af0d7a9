"""The signature of Epay V2: a published vector, keys in every form in which consoles show them, and lies."""

import base64
from typing import Any
from urllib.parse import parse_qsl

import pytest
from bodega_epay.read_keys import private_key, public_key
from bodega_epay.sign_rsa import signature_holds, signed
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bodega_shop.extend import ConfigInvalid

PUBLIC_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4VFdArGBdZJKDyfogn/QJtpOdn9zaJ+cQ7rbuzB/Uvo1RA8fvMzG"
    "+QE7I+IL2ooqjGOGUeYyDkWeZG00S4EnpN6S/EuBeyKB+tkZJC7f4GBYoieAOKGDbZFIpZ3/Jqk/KxaA5xE11OoH2MPKQzys"
    "Ka66BTkegQouUGpntsWvA+vvOYxZSBEP5rYTYsdz9cQ0X+wfot2OBX2VfbyBSlR3GZ3Qe/xXHPKK6NRcKW7qm15u8A2JzHHc"
    "Yajjn1Nt+V+RWYhV+IqzwBZ4a9CdFXlLm0/ozzYwyXBc2ftuDrXWOq017RXwx37urxPLSyNqo563ahbh8ofGy3hpoC0c5V2N"
    "YwIDAQAB"
)
TEXT = (
    "money=99.80&name=话费充值100元&out_trade_no=20260823120000001&pid=1001&timestamp=1767225600&"
    "trade_no=2026082312000012345&trade_status=TRADE_SUCCESS&type=alipay"
)
SIGNATURE = (
    "FnExj5340J20z4UbjI6GQTKytGgOJYOn4byBHtnESdZnw3Exu9pivdDE3WunCUM30KVhArk7mKSE4p+CmXKkDIuYg1vnIcN5"
    "afc02WK1diykpFZLsl9s1qTk6yCBfiTpungckkhn6W+ArZ/jCZ/YAWA/w/32nVrdxPdRjNAFt5K6fjKo9vNSlGyjooLQKzVA"
    "G7qeJcb/F9A8nYfnZF9TiaseBorQLVUFypdVO75AJXdiH019IDGZFNodaj2kktrunbmVUzuektvPHfh/oh9lnyah1E4wW6M4"
    "HXzfmssf5pI57m9GcFeSVKGKe6xRlU1TLMHbBGs6vijRui8BquGfRg=="
)


@pytest.fixture(scope="module")
def pair() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_text(key: Any) -> str:
    return base64.b64encode(
        key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()


def published() -> dict[str, str]:
    return dict(parse_qsl(TEXT)) | {"sign": SIGNATURE, "sign_type": "RSA"}


def test_the_published_message_holds() -> None:
    assert signature_holds(published(), [PUBLIC_KEY])
    assert signature_holds(published() | {"param": ""}, [PUBLIC_KEY])


@pytest.mark.parametrize(
    "lie",
    [
        {"money": "0.01"},
        {"money": "99.8"},
        {"pid": "1002"},
        {"param": "x"},
        {"sign": ""},
        {"sign": "%%%"},
        {"sign": SIGNATURE[:-4]},
        {"sign_type": "MD5"},
        {"name": "话费充值100元&pid=1001"},
    ],
)
def test_a_lie_does_not_hold(lie: dict[str, str]) -> None:
    assert not signature_holds(published() | lie, [PUBLIC_KEY])


def test_one_of_two_keys_is_enough_and_no_key_is_not(pair: rsa.RSAPrivateKey) -> None:
    assert signature_holds(published(), [public_text(pair), PUBLIC_KEY])
    assert not signature_holds(published(), [public_text(pair)])
    assert not signature_holds(published(), [])


@pytest.mark.parametrize("kind", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_our_key_is_read_in_every_form(
    pair: rsa.RSAPrivateKey, kind: PrivateFormat, encoding: Encoding
) -> None:
    raw = pair.private_bytes(encoding, kind, NoEncryption())
    text = raw.decode() if encoding is Encoding.PEM else base64.b64encode(raw).decode()
    fields = signed({"pid": "1001", "param": "", "money": "99.80"}, f" {text}\n", 1767225600)
    assert (fields["timestamp"], fields["sign_type"], "param" in fields) == ("1767225600", "RSA", False)
    assert signature_holds(fields, [public_text(pair)])


@pytest.mark.parametrize("text", ["", "x", "bm8ga2V5", "-----BEGIN PRIVATE KEY-----"])
def test_what_is_no_key_is_said_without_repeating_it(text: str) -> None:
    for read in (private_key, public_key):
        with pytest.raises(ConfigInvalid) as failure:
            read(text)
        assert not text or text not in str(failure.value)


def test_a_key_of_another_kind_is_none() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    raw = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(ConfigInvalid):
        private_key(base64.b64encode(raw).decode())
    with pytest.raises(ConfigInvalid):
        public_key(public_text(key))
