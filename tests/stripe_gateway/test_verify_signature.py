"""A signature is Stripe's when Stripe's own vector and Stripe's own SDK say so."""

from datetime import UTC, datetime

import pytest
import stripe
from bodega_stripe.verify_signature import verify_signature
from hypothesis import given
from hypothesis import strategies as st

from bodega_shop.extend import SignatureInvalid

SECRET = "whsec_test_secret"
# From the tests of Stripe's SDK for Python.
BODY = b"""{
  "id": "evt_test_webhook",
  "object": "event",
  "data": { "object": { "id": "rdr_123", "object": "terminal.reader" } }
}"""
DIGEST = "07b1ede164afb7b5de91267ffa656f568c65d6e0783ce0ac55ee094643578eda"
THEN = datetime.fromtimestamp(12345, UTC)


def holds(body: bytes, header: str, *secrets: str, now: datetime = THEN) -> bool:
    try:
        verify_signature(body, header, secrets or (SECRET,), now)
    except SignatureInvalid:
        return False
    return True


def test_the_published_vector_holds() -> None:
    assert len(BODY) == 125
    assert holds(BODY, f"t=12345,v1={DIGEST}")


@pytest.mark.parametrize(
    "header",
    [f"t=12345,v1={DIGEST},v1=bad", f"t=12345,v1={'0' * 64},v1={DIGEST}", f"t=12345, v1={DIGEST}, v0=bad"],
)
def test_one_right_digest_among_others_is_enough(header: str) -> None:
    assert holds(BODY, header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        f"t=12345,v0={DIGEST}",
        "t=12345",
        f"v1={DIGEST}",
        f"t=,v1={DIGEST}",
        f"t=12345,t=12346,v1={DIGEST}",
        f"t=-12345,v1={DIGEST}",
        f"t=12345.0,v1={DIGEST}",
        f"t=１２３４５,v1={DIGEST}",
        f"t=12345,v1={DIGEST.upper()}",
        "t=12345,v1=é",
        "=,=,=",
    ],
)
def test_any_other_header_is_refused(header: str) -> None:
    assert not holds(BODY, header)


@given(st.text(max_size=200))
def test_no_header_that_somebody_invents_is_taken(header: str) -> None:
    assert not holds(BODY, header)


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 86_400])
def test_a_message_of_long_ago_or_of_the_future_is_refused(seconds: int) -> None:
    now = datetime.fromtimestamp(12345 + seconds, UTC)
    assert not holds(BODY, f"t=12345,v1={DIGEST}", now=now)


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_of_wrong_clock_are_forgiven(seconds: int) -> None:
    assert holds(BODY, f"t=12345,v1={DIGEST}", now=datetime.fromtimestamp(12345 + seconds, UTC))


def test_what_the_sdk_signs_is_believed_under_any_of_the_secrets() -> None:
    header = stripe.WebhookSignature.generate_signature_header(BODY.decode(), "whsec_second", 12345)
    assert holds(BODY, header, SECRET, "whsec_second")
    assert not holds(BODY, header, SECRET)
    assert not holds(BODY + b" ", header, SECRET, "whsec_second")


def test_an_empty_secret_signs_nothing() -> None:
    header = stripe.WebhookSignature.generate_signature_header(BODY.decode(), "", 12345)
    assert not holds(BODY, header, "")
    assert not holds(BODY, header, "", SECRET)


def test_a_body_that_is_no_text_is_refused_quietly() -> None:
    assert not holds(b"\xff\xfe", f"t=12345,v1={DIGEST}")
