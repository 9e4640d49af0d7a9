"""The suite finds a gateway that does what it must not: Epay, broken in one way at a time."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from bodega_epay import read_notification as reading
from bodega_epay.gateway import EpayGateway

from bodega_shop.conformance.gateway_suite import GatewayConformance
from bodega_shop.extend import (
    GatewayRejected,
    Money,
    PaymentStatus,
    RefundStatus,
    Temporary,
    UnknownOutcome,
    VerifiedEvent,
)
from epay.rig import EpayRig, open_rig

FOUND = (AssertionError, pytest.fail.Exception)


@pytest.fixture
async def rig(practice: str, token: str) -> AsyncIterator[EpayRig]:
    async with open_rig(practice, token, version="V2", way="mapi") as rig:
        yield rig


@pytest.fixture
def finds(rig: EpayRig, conformance_till: Any, conformance_shops: Any) -> Callable[..., Any]:
    """Run one story of the suite, which must fail."""

    async def run(story: str, **more: Any) -> None:
        test = getattr(GatewayConformance, story)
        wanted = test.__code__.co_varnames[1 : test.__code__.co_argcount]
        given = {"rig": rig, "conformance_till": conformance_till, "conformance_shops": conformance_shops}
        with pytest.raises(FOUND):
            await test(GatewayConformance(), **{name: (given | more)[name] for name in wanted})

    return run


def break_it(monkeypatch: pytest.MonkeyPatch, method: str, broken: Any) -> None:
    monkeypatch.setattr(EpayGateway, method, broken)


async def test_who_believes_what_is_not_signed(monkeypatch: Any, finds: Any) -> None:
    monkeypatch.setattr(reading, "_is_signed", lambda *_: True)
    await finds("test_a_sum_that_was_changed_after_signing_is_refused_and_nothing_is_stored")


async def test_who_takes_another_merchants_money_for_its_own(monkeypatch: Any, finds: Any) -> None:
    honest = EpayGateway.parse_notification

    async def parse(self: Any, ctx: Any, request: Any) -> VerifiedEvent:
        return replace(await honest(self, ctx, request), merchant_matches=True)

    break_it(monkeypatch, "parse_notification", parse)
    await finds("test_another_merchants_true_message_pays_nothing_here")


async def test_who_reports_what_was_asked_for_instead_of_what_came(monkeypatch: Any, finds: Any) -> None:
    honest = EpayGateway.parse_notification

    async def parse(self: Any, ctx: Any, request: Any) -> VerifiedEvent:
        return replace(await honest(self, ctx, request), money=Money(9980, "CNY"))

    break_it(monkeypatch, "parse_notification", parse)
    await finds("test_too_little_money_delivers_nothing_and_waits_for_a_person")


async def test_who_takes_the_shops_currency_for_the_services(monkeypatch: Any, finds: Any) -> None:
    honest = EpayGateway.parse_notification

    async def parse(self: Any, ctx: Any, request: Any) -> VerifiedEvent:
        event = await honest(self, ctx, request)
        return replace(event, money=Money(event.money.minor, "USD") if event.money else None)

    break_it(monkeypatch, "parse_notification", parse)
    await finds("test_as_much_of_another_currency_delivers_nothing")


async def test_who_calls_each_repetition_a_new_event(monkeypatch: Any, finds: Any) -> None:
    honest = EpayGateway.parse_notification
    heard = iter(range(1000))

    async def parse(self: Any, ctx: Any, request: Any) -> VerifiedEvent:
        return replace(await honest(self, ctx, request), event_key=f"event-{next(heard)}")

    break_it(monkeypatch, "parse_notification", parse)
    await finds("test_repetitions_are_one_event_and_other_payments_are_others")


async def test_who_knows_one_secret_only(monkeypatch: Any, finds: Any) -> None:
    monkeypatch.setattr(reading, "platform_keys", lambda settings: [settings.platform_key])
    await finds("test_either_of_two_secrets_is_believed_while_one_replaces_the_other")


async def test_who_takes_silence_for_unpaid(monkeypatch: Any, finds: Any) -> None:
    honest = EpayGateway.query

    async def query(self: Any, ctx: Any, payment: Any) -> PaymentStatus:
        try:
            return await honest(self, ctx, payment)
        except UnknownOutcome:
            return PaymentStatus("not_found")

    break_it(monkeypatch, "query", query)
    await finds("test_a_question_without_an_answer_does_not_mean_unpaid", how="error")


async def test_who_takes_silence_for_a_no(monkeypatch: Any, finds: Any) -> None:
    honest = EpayGateway.refund

    async def refund(self: Any, ctx: Any, request: Any) -> RefundStatus:
        try:
            return await honest(self, ctx, request)
        except UnknownOutcome:
            return RefundStatus("failed")

    break_it(monkeypatch, "refund", refund)
    await finds("test_nobody_knows_what_became_of_a_refund", how="silent")


async def test_who_repeats_a_refund_under_another_number(monkeypatch: Any, finds: Any) -> None:
    honest = EpayGateway.refund

    async def refund(self: Any, ctx: Any, request: Any) -> RefundStatus:
        half = replace(request, money=request.money.split([1, 1])[0])
        await honest(self, ctx, half)
        with suppress(GatewayRejected):
            await honest(self, ctx, replace(half, out_refund_no=f"{request.out_refund_no}x"))
        return RefundStatus("succeeded", request.money)

    break_it(monkeypatch, "refund", refund)
    await finds("test_a_refund_without_an_answer_is_found_by_its_number_and_was_made_once")


async def test_who_says_that_money_went_back_and_sends_nothing(monkeypatch: Any, finds: Any) -> None:
    async def refund(self: Any, ctx: Any, request: Any) -> RefundStatus:
        return RefundStatus("succeeded", request.money)

    break_it(monkeypatch, "refund", refund)
    await finds("test_parts_go_back_up_to_the_limit_and_one_more_is_refused")


async def test_who_says_closed_of_what_was_paid(monkeypatch: Any, finds: Any) -> None:
    async def close(self: Any, ctx: Any, payment: Any) -> str:
        return "closed"

    break_it(monkeypatch, "close", close)
    await finds("test_a_payment_that_was_made_cannot_be_closed")
    await finds("test_a_closed_payment_takes_no_more_money")


async def test_who_shows_an_empty_bill_when_there_is_none(monkeypatch: Any, finds: Any) -> None:
    honest = EpayGateway.bill

    async def bill(self: Any, ctx: Any, day: Any) -> Any:
        try:
            return await honest(self, ctx, day)
        except (UnknownOutcome, Temporary):
            return []

    break_it(monkeypatch, "bill", bill)
    await finds("test_a_bill_that_cannot_be_had_is_no_empty_bill")


async def test_who_works_without_a_secret(monkeypatch: Any, finds: Any) -> None:
    monkeypatch.setattr(reading, "complete", lambda settings: settings)
    await finds("test_an_empty_secret_is_a_channel_that_is_off")


async def test_who_answers_every_message_alike(monkeypatch: Any, finds: Any) -> None:
    accepted = EpayGateway().ack(accepted=True)
    break_it(monkeypatch, "ack", lambda self, **_: accepted)
    await finds("test_the_two_answers_to_a_message_differ", accepted=True)
