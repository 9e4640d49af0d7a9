"""A webhook is believed when it is signed, and then only for what it is about."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe

from bodega.kernel.clock import SetClock
from bodega_shop.conformance.rig import Sent
from bodega_shop.extend import ConfigInvalid, InvalidInput, Money, SignatureInvalid
from simulators.stripe import disputes, events, pay
from simulators.stripe.account import Destination
from stripe_gateway.described import description
from stripe_gateway.rig import FIRST, WANTED, StripeRig

KINDS_OF_PAYMENT = {"checkout.session.completed", "payment_intent.succeeded"}


def signed(rig: StripeRig, body: Any, *secrets: str) -> Sent:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    header = events.signature(raw, list(secrets) or [FIRST], rig.ours.seconds())
    return Sent("POST", headers={"Stripe-Signature": header}, body=raw)


def event(rig: StripeRig, **changes: Any) -> dict[str, Any]:
    """The newest one that says that a payment succeeded."""
    told = next(one for one in rig.ours.all("event") if one["type"] in KINDS_OF_PAYMENT)
    return {**told, **changes}


async def test_both_events_of_one_payment_name_it_and_ask_to_be_checked(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    payment = await paid(rig)
    read = [
        await gateway.parse_notification(channel(rig), heard(sent))
        for sent in await rig.messages(payment.out_trade_no)
    ]
    assert len({one.event_key for one in read}) == len(read) == 2
    for one in read:
        assert (one.state, one.about, one.must_query) == ("succeeded", "payment", True)
        assert (one.out_trade_no, one.gateway_txn) == (payment.out_trade_no, payment.gateway_txn)
        assert (one.money, one.merchant_matches) == (Money(9980, "CNY"), True)


async def test_the_simulator_signs_so_that_stripes_own_sdk_believes_it(
    rig: StripeRig, sdk: Any, paid: Any
) -> None:
    rig.ours.destinations.append(Destination("thin", ["whsec_thin"]))
    payment = await paid(rig)
    client = sdk(rig)
    whole = thin = 0
    for sent in await rig.messages(payment.out_trade_no):
        header = sent.headers["Stripe-Signature"]
        if json.loads(sent.body)["object"] == "event":
            client.construct_event(sent.body, header, FIRST)
            whole += 1
        else:
            note = client.parse_event_notification(sent.body, header, "whsec_thin")
            assert not isinstance(note, stripe.events.UnknownEventNotification)
            thing = await note.fetch_related_object_async()
            assert thing.id == note.related_object.id
            assert (await note.fetch_event_async()).id == note.id
            thin += 1
        with pytest.raises(stripe.SignatureVerificationError):
            client.construct_event(sent.body + b" ", header, FIRST)
    assert whole >= 2
    assert thin > whole
    # The SDK's own way of fetching sends a `usage` along, of which Stripe's description knows nothing.
    rig.server.said.clear()


async def test_events_are_what_stripe_describes(rig: StripeRig, paid: Any) -> None:
    payment = await paid(rig)
    await rig.refund_at_service(payment.out_trade_no, Money(100, "CNY"))
    await rig.dispute(payment.out_trade_no, "open")
    told = rig.ours.all("event")
    assert len(told) >= 6
    for one in told:
        thing = one["data"]["object"]
        assert description().of_thing("event", one) == []
        assert description().of_thing(thing["object"], thing) == []


async def test_a_thin_event_names_only_stripes_id_and_counts_as_the_whole_one(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    rig.ours.destinations = [
        Destination("thin", ["whsec_thin"], WANTED),
        Destination("snapshot", [FIRST], WANTED),
    ]
    payment = await paid(rig)
    ctx = channel(rig, webhook_secret_thin="whsec_thin")
    read = {}
    for sent in await rig.messages(payment.out_trade_no):
        one = await gateway.parse_notification(ctx, heard(sent))
        read.setdefault(one.event_key, []).append(one)
    for thin, *whole in read.values():
        assert (thin.out_trade_no, thin.money, thin.must_query) == ("", None, True)
        assert [(one.state, one.reference) for one in whole] == [(thin.state, thin.reference)]
        resolved = await gateway.resolve(ctx, thin)
        assert resolved.out_trade_no == payment.out_trade_no
        assert resolved.gateway_txn == payment.gateway_txn


async def test_a_destination_may_have_two_secrets_while_one_is_rolled(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    rig.ours.destinations[0].secrets = ["whsec_other", FIRST]
    [sent, *_] = await rig.messages((await paid(rig)).out_trade_no)
    assert sent.headers["Stripe-Signature"].count("v1=") == 2
    assert await gateway.parse_notification(channel(rig), heard(sent))
    assert await gateway.parse_notification(channel(rig, webhook_secret="whsec_other"), heard(sent))
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(rig, webhook_secret="whsec_third"), heard(sent))


@pytest.mark.parametrize("secret", ["", " ", "\t"])
async def test_an_empty_secret_is_a_channel_that_is_off(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any, secret: str
) -> None:
    await paid(rig)
    with pytest.raises(ConfigInvalid):
        await gateway.parse_notification(
            channel(rig, webhook_secret=secret), heard(signed(rig, event(rig), secret))
        )


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_message_that_somebody_kept_is_refused_later(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any, minutes: int
) -> None:
    await paid(rig)
    clock = SetClock(datetime.now(UTC) + timedelta(minutes=minutes))
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(rig, clock=clock), heard(signed(rig, event(rig))))


@pytest.mark.parametrize(
    "changes", [{"livemode": True}, {"livemode": None}, {"account": "acct_yunting"}, {"livemode": "false"}]
)
async def test_another_account_or_another_mode_is_not_this_channels(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any, changes: Any
) -> None:
    await paid(rig)
    read = await gateway.parse_notification(channel(rig), heard(signed(rig, event(rig, **changes))))
    assert not read.merchant_matches


async def test_events_of_connected_shops_come_to_one_address_and_are_told_apart(
    connect: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    await paid(connect)
    told = event(connect)
    assert told["account"] == "acct_xinghai"
    for account, matches in (("acct_xinghai", True), ("acct_yunting", False), ("", False)):
        sent = signed(connect, {**told, "account": account})
        read = await gateway.parse_notification(channel(connect), heard(sent))
        assert read.merchant_matches is matches


@pytest.mark.parametrize(
    "context", [("acct_xinghai", True), ("acct_street/acct_xinghai", True), (None, False)]
)
async def test_a_thin_event_names_the_connected_shop_as_its_context(
    connect: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any, context: Any
) -> None:
    await paid(connect)
    named, matches = context
    thin = connect.ours.thin[event(connect)["id"]]
    read = await gateway.parse_notification(
        channel(connect), heard(signed(connect, {**thin, "context": named}))
    )
    assert read.merchant_matches is matches


async def test_completed_without_money_is_no_payment(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, opened: Any
) -> None:
    payment = await opened(rig)
    account, session = rig.session(payment.out_trade_no)
    pay.pay_slowly(account, session)
    [sent] = await rig.messages(payment.out_trade_no)
    read = await gateway.parse_notification(channel(rig), heard(sent))
    assert (read.state, read.money) == ("ignored", None)
    pay.arrive(account, session)
    states = [
        (await gateway.parse_notification(channel(rig), heard(one))).state
        for one in await rig.messages(payment.out_trade_no)
    ]
    assert states == ["ignored", "succeeded", "succeeded"]


async def test_a_refund_names_itself_and_its_payment(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any, refund_of: Any
) -> None:
    payment = await paid(rig)
    wanted = refund_of(payment, 100)
    done = await gateway.refund(channel(rig), wanted)
    sent = (await rig.messages(payment.out_trade_no))[-1]
    read = await gateway.parse_notification(channel(rig), heard(sent))
    assert (read.about, read.state, read.must_query) == ("refund", "ignored", True)
    assert (read.refund_no, read.out_trade_no) == (wanted.out_refund_no, payment.out_trade_no)
    assert (read.reference, read.money) == (done.gateway_refund, Money(100, "CNY"))


async def test_a_refund_made_in_the_dashboard_is_looked_up(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    payment = await paid(rig)
    [sent] = await rig.refund_at_service(payment.out_trade_no, Money(100, "CNY"))
    read = await gateway.parse_notification(channel(rig), heard(sent))
    assert (read.refund_no, read.out_trade_no) == ("", "")
    resolved = await gateway.resolve(channel(rig), read)
    assert (resolved.refund_no, resolved.out_trade_no) == ("", payment.out_trade_no)


async def test_a_dispute_is_about_a_dispute_from_the_inquiry_on(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    payment = await paid(rig)
    intent = rig.ours.get("payment_intent", payment.gateway_txn)
    disputes.ask(rig.ours, rig.ours.get("charge", intent["latest_charge"]))
    sent = (await rig.messages(payment.out_trade_no))[-1]
    read = await gateway.parse_notification(channel(rig), heard(sent))
    assert (read.about, read.state, read.gateway_txn) == ("dispute", "ignored", payment.gateway_txn)
    resolved = await gateway.resolve(channel(rig), read)
    assert resolved.out_trade_no == payment.out_trade_no


async def test_events_that_nobody_asked_for_are_heard_and_change_nothing(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    await paid(rig)
    for kind, thing in (
        ("charge.succeeded", {"object": "charge", "id": "ch_1"}),
        ("payment_intent.payment_failed", rig.ours.all("payment_intent")[0]),
        ("payout.paid", {"object": "payout", "id": "po_1"}),
        ("refund.created", {"object": "charge", "id": "ch_1"}),
        ("checkout.session.completed", {"object": "checkout.session", "id": "cs_1"}),
        ("checkout.session.completed", None),
        (None, 7),
    ):
        told = event(rig, type=kind, data={"object": thing})
        read = await gateway.parse_notification(channel(rig), heard(signed(rig, told)))
        assert read.money is None
        assert read.out_trade_no == "" or read.state == "ignored"


async def test_a_number_that_is_none_of_ours_is_not_repeated(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    await paid(rig)
    intent = {**rig.ours.all("payment_intent")[0], "metadata": {"out_trade_no": "'; drop table payment"}}
    told = event(rig, type="payment_intent.succeeded", data={"object": intent})
    read = await gateway.parse_notification(channel(rig), heard(signed(rig, told)))
    assert read.out_trade_no == ""


@pytest.mark.parametrize(
    "body",
    [
        {"object": "event"},
        {"object": "event", "id": "evt 1"},
        {"object": "balance", "id": "evt_1"},
        {"object": "v2.core.event", "id": "evt_1", "type": "v1.refund.created"},
        {"object": "v2.core.event", "id": "evt_1", "snapshot_event": 7},
    ],
)
async def test_a_signed_message_that_is_no_event_is_refused(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, body: Any
) -> None:
    with pytest.raises(InvalidInput):
        await gateway.parse_notification(channel(rig), heard(signed(rig, body)))


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 100_000, b"null"])
async def test_a_signed_message_that_nobody_can_read_is_refused(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, body: bytes
) -> None:
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(rig), heard(signed(rig, body)))


async def test_messages_out_of_order_and_twice_are_the_same_events(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    payment = await paid(rig)
    in_order = [heard(sent) for sent in await rig.messages(payment.out_trade_no)]
    ctx = channel(rig)
    first = [await gateway.parse_notification(ctx, request) for request in in_order]
    again = [await gateway.parse_notification(ctx, request) for request in reversed(in_order)]
    assert first == again[::-1]


async def test_nothing_is_fetched_while_a_message_is_read(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any
) -> None:
    payment = await paid(rig)
    said = len(rig.server.said)
    for sent in await rig.messages(payment.out_trade_no):
        event = await gateway.parse_notification(channel(rig), heard(sent))
        assert await gateway.resolve(channel(rig), replace(event, reference="")) == replace(
            event, reference=""
        )
    assert len(rig.server.said) == said
