"""What Alipay itself signed and numbered, as its own SDK's tests publish it, is understood here to the letter."""

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from bodega_alipay.cut_answer import cut_answer
from bodega_alipay.number_certificates import certificate_number, first_certificate, root_number
from bodega_alipay.read_keys import read_public_key
from bodega_alipay.sign_text import signature_holds

from bodega_shop.extend import InvalidInput, Money, SignatureInvalid

VECTORS = Path(__file__).parent / "vectors"
SIGNED = json.loads((VECTORS / "signed_by_alipay.json").read_text("utf-8"))
ROOT_NUMBER = "687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6"
AUTHORITY = "CN=Ant Financial Certification Authority {} R1,OU=Certification Authority,O=Ant Financial,C=CN"


def posted(fields: dict[str, str]) -> Any:
    return type(
        "Sent", (), {"method": "POST", "query": "", "headers": FORM, "body": urlencode(fields).encode()}
    )


FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


@pytest.fixture
def real(context: Any) -> Any:
    """A channel of the merchant to whom Alipay sent the message."""

    def opened(public_key: str, **changes: Any) -> Any:
        form = {
            "app_id": "2019073166072302",
            "seller_id": "2088531891668739",
            "private_key": "any",
            "alipay_public_key": public_key,
        }
        return context(form | changes)

    return opened


async def test_a_message_about_a_trade_is_believed_without_its_sign_type(
    gateway: Any, real: Any, heard: Any
) -> None:
    vector = SIGNED["trade_notice"]
    fields = dict(pair.split("=", 1) for pair in vector["signed_text"].split("&"))
    told = fields | {"sign": vector["sign"], "sign_type": "RSA2"}
    event = await gateway.parse_notification(real(vector["public_key"]), heard(posted(told)))
    assert (event.out_trade_no, event.gateway_txn) == (
        "20190815155618536-564-57",
        "2019081522001468450512505578",
    )
    assert (event.state, event.money, event.must_query) == ("succeeded", Money(10, "CNY"), True)
    assert event.merchant_matches
    for lie in ({"total_amount": "0.20"}, {"subject": "语雀空间 5人规模"}, {"extra": ""}):
        with pytest.raises(SignatureInvalid):
            await gateway.parse_notification(real(vector["public_key"]), heard(posted(told | lie)))


async def test_a_message_of_another_family_is_believed_with_its_sign_type(
    gateway: Any, real: Any, heard: Any
) -> None:
    """Such messages name no trade; that they are signed is found out before that they are of no use."""
    vector = SIGNED["service_market_notice"]
    channel = real(vector["public_key"])
    with pytest.raises(InvalidInput, match="out_trade_no"):
        await gateway.parse_notification(channel, heard(posted(vector["fields"])))
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel, heard(posted(vector["fields"] | {"name": "x"})))


def test_the_signed_text_of_an_answer_is_cut_out_as_it_stands() -> None:
    vector = SIGNED["answer"]
    parts = cut_answer(vector["text"])
    said, fields = parts["alipay_open_file_upload_response"]
    assert fields["file_id"] == "CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr"
    keys = [read_public_key(vector["public_key"])]
    assert signature_holds(said, parts["sign"][1], keys)
    assert not signature_holds(said.replace("Success", "success"), parts["sign"][1], keys)


@pytest.mark.parametrize(
    ("issuer", "serial", "number"),
    [
        (
            AUTHORITY.format("Class 1"),
            42701552708448241360226107228231049510,
            "866efef280dec9137a87d047ac446315",
        ),
        (
            AUTHORITY.format("Class 2"),
            42701552432456004857627230056898180491,
            "7513daaaa48aa3ba2e4018d84402479c",
        ),
    ],
)
def test_the_published_numbers_follow_from_issuer_and_serial(issuer: str, serial: int, number: str) -> None:
    assert hashlib.md5(f"{issuer}{serial}".encode()).hexdigest() == number


def test_alipays_own_certificates_have_the_published_numbers() -> None:
    application = first_certificate((VECTORS / "application_certificate.pem").read_text())
    alipay = first_certificate((VECTORS / "alipay_certificate.pem").read_text())
    assert certificate_number(application) == "866efef280dec9137a87d047ac446315"
    assert certificate_number(alipay) == "7513daaaa48aa3ba2e4018d84402479c"


def test_of_alipays_roots_only_those_signed_with_rsa_count_and_one_that_is_malformed_stops_nothing() -> None:
    bundle = (VECTORS / "root_certificates.pem").read_text()
    assert bundle.count("BEGIN CERTIFICATE") == 4
    assert root_number(bundle) == ROOT_NUMBER
    assert root_number(bundle.replace("\n", "\r\n")) == ROOT_NUMBER
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert root_number(f"Alipay's roots\n{broken}{bundle}") == ROOT_NUMBER
