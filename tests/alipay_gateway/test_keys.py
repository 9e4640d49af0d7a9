"""Both ways to prove who one is, and every form in which people paste a key."""

import base64
from typing import Any
from urllib.parse import parse_qsl

import pytest
from bodega_alipay.number_certificates import first_certificate, root_number
from bodega_alipay.read_keys import read_private_key, read_public_key
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bodega_shop.extend import ConfigInvalid, PaymentRef
from simulators.alipay import certify

PKCS1, PKCS8 = certify.private_pem("xinghai"), certify.private_pem("xinghai", pkcs8=True)


def pem_of(key: Any) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.mark.parametrize(
    "text",
    [
        PKCS1,
        PKCS8,
        certify.bare(PKCS1),
        certify.bare(PKCS8),
        PKCS8.replace("\n", "\r\n"),
        f"  {certify.bare(PKCS8)[:64]}\n{certify.bare(PKCS8)[64:]} ",
    ],
)
@pytest.mark.parametrize("proven", [True, False])
def test_a_private_key_is_read_in_any_form(text: str, proven: bool) -> None:
    assert (
        read_private_key(text, proven=proven).private_numbers()
        == certify.private_key("xinghai").private_numbers()
    )


@pytest.mark.parametrize("text", [certify.public_pem("alipay"), certify.bare(certify.public_pem("alipay"))])
def test_a_public_key_is_read_in_any_form(text: str) -> None:
    assert (
        read_public_key(text).public_numbers() == certify.private_key("alipay").public_key().public_numbers()
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "key",
        "AAAA",
        "%%%",
        certify.public_pem("alipay"),
        pem_of(ec.generate_private_key(ec.SECP256R1())),
        pem_of(rsa.generate_private_key(65537, 1024)),
    ],
)
def test_what_is_no_good_private_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_private_key(text, proven=False)
    assert len(text) < 9 or text not in str(refused.value)


@pytest.mark.parametrize("text", ["", "key", "AAAA", PKCS8, "密钥"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_public_key(text)


def test_a_bundle_without_roots_has_no_number() -> None:
    for text in ("", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"):
        with pytest.raises(ValueError):
            root_number(text)
        with pytest.raises(ValueError):
            first_certificate(text)


async def test_in_certificate_mode_alipay_is_told_both_numbers(
    gateway: Any, certified: Any, context: Any, attempt: Any
) -> None:
    channel = context(certified.settings())
    await gateway.check_settings(channel)
    payment = attempt()
    await certified.follow((await gateway.create(channel, payment)).action)
    asked = certified.platform.asked[-1]
    assert (asked["app_cert_sn"], asked["alipay_root_cert_sn"]) == (
        certify.certificate_sn(),
        certify.root_sn(),
    )
    page = await gateway.create(context(certified.settings(), on_computers="page"), attempt())
    await certified.follow(page.action)
    assert certified.platform.asked[-1]["app_cert_sn"] == certify.certificate_sn()


async def test_in_certificate_mode_money_is_taken_heard_of_and_given_back(
    gateway: Any, certified: Any, context: Any, attempt: Any, heard: Any
) -> None:
    channel, payment = context(certified.settings()), attempt()
    await certified.follow((await gateway.create(channel, payment)).action)
    await certified.pay(payment.out_trade_no)
    [message] = await certified.messages(payment.out_trade_no)
    assert "alipay_cert_sn" in dict(parse_qsl(message.body.decode()))
    assert (await gateway.parse_notification(channel, heard(message))).state == "succeeded"
    assert (await gateway.query(channel, PaymentRef(payment.out_trade_no))).state == "succeeded"


async def test_while_one_certificate_replaces_another_both_are_believed(
    gateway: Any, certified: Any, context: Any, attempt: Any, heard: Any
) -> None:
    channel, payment = context(certified.settings_with_two_secrets()), attempt()
    await certified.follow((await gateway.create(channel, payment)).action)
    await certified.rotate()
    await certified.pay(payment.out_trade_no)
    [message] = await certified.messages(payment.out_trade_no)
    assert (await gateway.parse_notification(channel, heard(message))).state == "succeeded"
    assert (await gateway.query(channel, PaymentRef(payment.out_trade_no))).state == "succeeded"


@pytest.mark.parametrize("missing", ["app_cert", "alipay_cert", "root_cert", "private_key"])
async def test_certificate_mode_without_one_of_its_parts_is_off(
    gateway: Any, certified: Any, context: Any, missing: str
) -> None:
    with pytest.raises(ConfigInvalid):
        await gateway.query(context(certified.settings(), **{missing: ""}), PaymentRef("N1"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"app_cert": "no certificate"}, "cannot be read"),
        ({"root_cert": "no certificate"}, "cannot be read"),
        ({"alipay_cert": "no certificate"}, "cannot be read"),
        ({"next_public_key": "no certificate"}, "cannot be read"),
        ({"private_key": "no key"}, "private key cannot be read"),
        ({"app_cert": certify.certificate("yunting")}, "do not belong together"),
        ({"app_cert": certify.certificate("xinghai", 5)}, "INVALID-APP-CERT-SN"),
        ({"alipay_cert": certify.certificate("somebody")}, "does not fit the public key"),
    ],
)
async def test_the_owner_is_told_which_part_is_wrong(
    gateway: Any, certified: Any, context: Any, changes: dict[str, str], says: str
) -> None:
    with pytest.raises(ConfigInvalid, match=says):
        await gateway.check_settings(context(certified.settings(), **changes))


async def test_a_key_whose_numbers_do_not_belong_together_is_found_by_the_test(
    gateway: Any, channel: Any
) -> None:
    der = bytearray(
        certify.private_key("xinghai").private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    der[400] ^= 1
    pasted = base64.b64encode(bytes(der)).decode()
    with pytest.raises(ConfigInvalid, match="private key"):
        await gateway.check_settings(channel(private_key=pasted))
