"""Every failure of a call has one meaning, and no call leaves by another door than the shop's."""

import json
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import httpx
import pytest
import stripe
import structlog

from bodega.kernel.logs import set_up_logs
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import (
    ConfigInvalid,
    GatewayRejected,
    PaymentRef,
    RefundRef,
    Refused,
    Temporary,
    UnknownOutcome,
)
from simulators.stripe.serve import Breakdown
from stripe_gateway.rig import StripeRig


def says(rig: StripeRig, status: str, body: Any, *headers: str) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(raw)}", "connection: close", *headers, "", ""]
    rig.server.breakdowns.append(Breakdown("GET", "/v1/", "raw", "\r\n".join(lines).encode() + raw))


ASKED = PaymentRef("N1", gateway_ref="cs_test_1")


@pytest.mark.parametrize(
    ("status", "error", "meaning"),
    [
        ("400 Bad Request", {"type": "invalid_request_error", "code": "parameter_unknown"}, GatewayRejected),
        ("400 Bad Request", {"type": "idempotency_error"}, UnknownOutcome),
        ("401 Unauthorized", {"type": "invalid_request_error"}, ConfigInvalid),
        ("402 Payment Required", {"type": "card_error", "code": "card_declined"}, GatewayRejected),
        ("403 Forbidden", {"type": "invalid_request_error"}, ConfigInvalid),
        ("404 Not Found", {"type": "invalid_request_error"}, GatewayRejected),
        ("409 Conflict", {"type": "idempotency_error"}, UnknownOutcome),
        ("429 Too Many Requests", {"type": "rate_limit_error"}, Temporary),
        ("400 Bad Request", {"type": "rate_limit_error", "code": "rate_limit"}, Temporary),
        ("500 Internal Server Error", {"type": "api_error"}, UnknownOutcome),
        ("503 Service Unavailable", {"type": "api_error"}, UnknownOutcome),
    ],
)
async def test_what_stripe_refuses_is_told_apart(
    rig: StripeRig, gateway: Any, channel: Any, status: str, error: Any, meaning: type[Exception]
) -> None:
    says(rig, status, {"error": {"message": "No.", **error}})
    with pytest.raises(meaning):
        await gateway.query(channel(rig), ASKED)


SESSION = b'"id": "cs_test_1", "object": "checkout.session", "created": 1, "client_reference_id": "N1"'


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"7", b'"paid"', b"[]", b"{}", b"<html>", b"\xff", b"[" * 100_000, b'{"object": 7}',
        b'{"object": "list", "data": []}',
        b'{"id": 7, "object": "checkout.session"}',
        b'{"error": {}}',
        b'{"error": "x"}',
        b"{" + SESSION + b', "livemode": "no", "payment_status": "unpaid"}',
        b"{" + SESSION + b', "livemode": false, "payment_status": "paid"}',
        b"{" + SESSION + b', "livemode": false, "payment_status": "paid", "amount_total": "9980", "currency": "cny"}',
        b"{" + SESSION + b', "livemode": false, "payment_status": "paid", "amount_total": 99.8, "currency": "cny"}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", ["200 OK", "302 Found", "404 Not Found", "500 Internal Server Error"])
async def test_an_answer_that_makes_no_sense_says_neither_paid_nor_unpaid(
    rig: StripeRig, gateway: Any, channel: Any, body: bytes, status: str
) -> None:
    says(rig, status, body)
    with pytest.raises((UnknownOutcome, GatewayRejected)) as raised:
        await gateway.query(channel(rig), ASKED)
    assert status == "404 Not Found" or raised.type is UnknownOutcome


async def test_a_redirect_is_not_followed(rig: StripeRig, gateway: Any, channel: Any) -> None:
    says(rig, "302 Found", b"{}", f"location: {rig.server.url}/v1/account")
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(rig), ASKED)
    assert not rig.server.said


async def test_a_notice_of_stripes_for_developers_stops_nobody(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    says(rig, "200 OK", {"id": "acct_1", "object": "account"}, "Stripe-Notice: please upgrade")
    await gateway.check_settings(channel(rig))


async def test_a_service_that_cannot_be_reached_was_not_asked(
    rig: StripeRig, gateway: Any, channel: Any, closed: str
) -> None:
    with pytest.raises(Temporary):
        await gateway.query(channel(rig, base_url=closed), ASKED)
    with pytest.raises(ConfigInvalid):
        await gateway.check_settings(channel(rig, base_url=closed))


@pytest.mark.parametrize("how", ["unread", "silent"])
async def test_a_question_without_an_answer_is_asked_once(
    rig: StripeRig, gateway: Any, channel: Any, how: str
) -> None:
    rig.server.breakdowns = [Breakdown("GET", "/v1/", how)]
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(rig), ASKED)
    assert len(rig.server.said) == (1 if how == "silent" else 0)


async def test_a_long_answer_is_cut_off(rig: StripeRig, gateway: Any, channel: Any) -> None:
    says(rig, "200 OK", b" " * 400_000)
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(rig), ASKED)


async def test_no_call_goes_into_our_own_network(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    async with outbound_client(OutboundPolicy(allow_private=False)) as strict:
        ctx = channel(rig, client=strict)
        for call in (gateway.query(ctx, ASKED), gateway.create(ctx, attempt()), gateway.check_settings(ctx)):
            with pytest.raises(Refused):
                await call
    assert not rig.server.said


@pytest.mark.parametrize(
    "address",
    ["https://api.stripe.com.evil.example", "http://api.stripe.com", "https://api.stripe.com:444", ""],
)
async def test_only_the_real_stripe_is_called_outside_of_tests(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any, address: str
) -> None:
    ctx = channel(rig, test_mode=False, base_url=address)
    with pytest.raises(ConfigInvalid):
        await gateway.create(ctx, attempt())
    with pytest.raises(ConfigInvalid):
        await gateway.query(ctx, ASKED)


@pytest.mark.parametrize(
    "changes",
    [
        {"secret_key": ""},
        {"secret_key": "pk_test_xinghai"},
        {"secret_key": "sk_test_\n"},
        {"secret_key": "sk_test_密钥"},
        {"webhook_secret": ""},
        {"connected_account": "xinghai"},
        {"methods": "only"},
        {"methods": "only", "method_types": "Card;"},
    ],
)
async def test_a_channel_that_is_not_set_up_calls_nobody(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any, heard: Any, changes: Any
) -> None:
    ctx = channel(rig, **changes)
    calls: list[Callable[[], Coroutine[Any, Any, Any]]] = [
        lambda: gateway.check_settings(ctx),
        lambda: gateway.create(ctx, attempt()),
        lambda: gateway.query(ctx, ASKED),
        lambda: gateway.close(ctx, ASKED),
        lambda: gateway.query_refund(ctx, RefundRef("R1", "re_1")),
        lambda: gateway.query_dispute(ctx, "dp_1"),
    ]
    for call in calls:
        with pytest.raises(ConfigInvalid):
            await call()
    assert not rig.server.said


async def test_the_test_of_a_channel_says_what_is_wrong(rig: StripeRig, gateway: Any, channel: Any) -> None:
    check = gateway.check_settings
    await check(channel(rig))
    rig.server.street.expired.add("sk_test_old")
    rig.server.street.keys["rk_test_small"] = "acct_xinghai"
    rig.server.street.restricted.add("rk_test_small")
    for key, words in (
        ("sk_test_unknown", "does not accept this key"),
        ("sk_test_old", "does not accept this key"),
        ("rk_test_small", "may not do that"),
    ):
        with pytest.raises(ConfigInvalid, match=words):
            await check(channel(rig, secret_key=key))
    with pytest.raises(ConfigInvalid, match="may not do that"):
        await check(channel(rig, connected_account="acct_yunting"))
    rig.ours.charges_enabled = False
    with pytest.raises(ConfigInvalid, match="cannot take payments yet"):
        await check(channel(rig))
    says(rig, "200 OK", b"<html>")
    with pytest.raises(ConfigInvalid, match="not Stripe"):
        await check(channel(rig))
    says(rig, "400 Bad Request", {"error": {"type": "invalid_request_error"}})
    with pytest.raises(ConfigInvalid, match="refuses"):
        await check(channel(rig))


async def test_a_connected_account_that_answers_as_another_is_noticed(
    connect: StripeRig, gateway: Any, channel: Any
) -> None:
    await gateway.check_settings(channel(connect))
    connect.server.street.accounts["acct_xinghai"].id = "acct_somebody"
    with pytest.raises(ConfigInvalid, match="another account"):
        await gateway.check_settings(channel(connect))


async def test_nothing_that_is_written_or_said_holds_a_secret(
    rig: StripeRig, gateway: Any, channel: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ctx = channel(rig, secret_key="sk_test_verysecret")
    caplog.set_level(logging.DEBUG)
    # Whatever ran before may have asked for errors only.
    set_up_logs("debug")
    with structlog.testing.capture_logs() as logs, pytest.raises(ConfigInvalid) as raised:
        await gateway.query(ctx, ASKED)
    assert logs[0]["event"] == "stripe_call_failed"
    for written in (*map(str, logs), str(raised.value), repr(ctx), repr(ctx.settings), caplog.text):
        assert "verysecret" not in written
        assert "whsec" not in written
    assert not [record for record in caplog.records if record.name == "stripe"]


async def test_the_sdk_numbers_no_machine_and_measures_nobody(
    rig: StripeRig, gateway: Any, channel: Any, opened: Any
) -> None:
    payment = await opened(rig)
    await gateway.query(channel(rig), payment)
    assert not stripe.enable_telemetry
    for exchange in rig.server.said:
        assert "x-stripe-client-telemetry" not in exchange.asked.headers
        assert "telemetry_id" not in exchange.asked.headers["x-stripe-client-user-agent"]
        assert exchange.asked.headers["stripe-version"] == "2026-10-28.endive"


async def test_one_gateway_serves_two_shops_at_once_and_mixes_nothing(
    rig: StripeRig, gateway: Any, channel: Any, attempt: Any
) -> None:
    yunting = channel(rig, **rig.settings_of_another())
    wanted = attempt()
    await gateway.create(channel(rig), wanted)
    await gateway.create(yunting, replace(wanted, out_trade_no="YUNTING1"))
    assert [len(one.all("checkout.session")) for one in rig.server.street.accounts.values()] == [1, 1]
    assert (await gateway.query(yunting, PaymentRef(wanted.out_trade_no))).state == "not_found"


async def test_the_shops_client_outlives_the_sdks(
    rig: StripeRig, gateway: Any, channel: Any, http: httpx.AsyncClient
) -> None:
    await gateway.check_settings(channel(rig))
    assert not http.is_closed
