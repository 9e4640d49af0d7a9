"""The simulator is believed only because Stripe's own SDK and Stripe's own description say the same of it."""

from typing import Any

import pytest
import stripe

from stripe_gateway.described import description
from stripe_gateway.rig import StripeRig, open_rig

pytestmark = pytest.mark.peer

WISH: dict[str, Any] = {
    "mode": "payment",
    "success_url": "https://xinghai.example/",
    "client_reference_id": "N1",
    "line_items": [
        {
            "quantity": 1,
            "price_data": {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "星海点卡"}},
        }
    ],
    "payment_intent_data": {"metadata": {"out_trade_no": "N1"}},
}
SESSIONS = "/v1/checkout/sessions"


async def paid_session(rig: StripeRig, client: Any) -> Any:
    await client.v1.checkout.sessions.create_async(WISH)
    await rig.pay("N1")
    _, session = rig.session("N1")
    return await client.v1.checkout.sessions.retrieve_async(session["id"], {"expand": ["payment_intent"]})


async def test_the_sdk_opens_pays_and_refunds(rig: StripeRig, sdk: Any) -> None:
    client = sdk(rig)
    session = await paid_session(rig, client)
    assert (session.status, session.payment_status, session.amount_total) == ("complete", "paid", 1500)
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    refund = await client.v1.refunds.create_async(
        {"payment_intent": session.payment_intent.id, "amount": 500}
    )
    assert (refund.status, refund.amount) == ("succeeded", 500)
    charge = await client.v1.charges.retrieve_async(refund.charge)
    assert (charge.amount_refunded, charge.refunded) == (500, False)


async def test_lists_are_paged_as_the_sdk_pages_them(rig: StripeRig, sdk: Any) -> None:
    client = sdk(rig)
    for number in range(7):
        await client.v1.checkout.sessions.create_async({**WISH, "client_reference_id": f"N{number}"})
    first = await client.v1.checkout.sessions.list_async({"limit": 3})
    assert [one.client_reference_id async for one in first.auto_paging_iter()] == [
        f"N{number}" for number in reversed(range(7))
    ]


async def test_a_key_replays_its_first_answer_and_refuses_another_wish(rig: StripeRig, sdk: Any) -> None:
    sessions, once = sdk(rig).v1.checkout.sessions, {"idempotency_key": "create:N1"}
    first, second = [await sessions.create_async(WISH, once) for _ in range(2)]
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        await sessions.create_async({**WISH, "client_reference_id": "N2"}, once)


async def test_a_refusal_before_anything_was_done_is_kept_under_no_key(rig: StripeRig, sdk: Any) -> None:
    sessions, once = sdk(rig).v1.checkout.sessions, {"idempotency_key": "create:N1"}
    with pytest.raises(stripe.InvalidRequestError):
        await sessions.create_async({**WISH, "expires_at": 1}, once)
    assert (await sessions.create_async(WISH, once)).status == "open"


async def test_a_refusal_of_the_deed_itself_is_replayed(rig: StripeRig, sdk: Any) -> None:
    client = sdk(rig)
    session = await paid_session(rig, client)
    wish, once = (
        {"payment_intent": session.payment_intent.id, "amount": 1501},
        {"idempotency_key": "refund:1"},
    )
    for replayed in (False, True):
        with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as raised:
            await client.v1.refunds.create_async(wish, once)
        assert ("Idempotent-Replayed" in raised.value.headers) is replayed


async def test_what_endive_took_away_is_refused_and_older_versions_have_it(rig: StripeRig, sdk: Any) -> None:
    old_wish = {**WISH, "payment_method_types": ["card"]}
    with pytest.raises(stripe.InvalidRequestError) as raised:
        await sdk(rig).v1.checkout.sessions.create_async(old_wish)
    assert raised.value.code == "payment_method_types_no_longer_supported"
    older = sdk(rig, stripe_version="2026-08-26.dahlia")
    assert (await older.v1.checkout.sessions.create_async(old_wish)).status == "open"
    rig.server.said.clear()


@pytest.mark.parametrize(
    ("wish", "param"),
    [
        ({"no_such_thing": "1"}, "no_such_thing"),
        ({"success_url": ""}, "success_url"),
        ({"allowed_payment_method_types": ["wechat_pay"]}, "payment_method_options[wechat_pay][client]"),
        (
            {"allowed_payment_method_types": ["card"], "excluded_payment_method_types": ["alipay"]},
            "excluded_payment_method_types",
        ),
        (
            {"payment_intent_data": {"application_fee_amount": 1}},
            "payment_intent_data[application_fee_amount]",
        ),
    ],
)
async def test_a_wrong_wish_is_refused_by_name(rig: StripeRig, sdk: Any, wish: Any, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as raised:
        await sdk(rig).v1.checkout.sessions.create_async({**WISH, **wish})
    assert raised.value.param == param


async def test_money_goes_back_as_far_as_it_came(rig: StripeRig, sdk: Any) -> None:
    client = sdk(rig)
    session = await paid_session(rig, client)
    wish = {"payment_intent": session.payment_intent.id}
    await client.v1.refunds.create_async(wish)
    with pytest.raises(stripe.InvalidRequestError) as raised:
        await client.v1.refunds.create_async(wish)
    assert raised.value.code == "charge_already_refunded"


async def test_a_platform_acts_for_its_connected_shops_only(sdk: Any) -> None:
    async with open_rig(connected=True) as rig:
        platform = sdk(rig, "sk_test_street")
        theirs = {"stripe_account": "acct_xinghai"}
        session = await platform.v1.checkout.sessions.create_async(WISH, theirs)
        with pytest.raises(stripe.InvalidRequestError):
            await platform.v1.checkout.sessions.retrieve_async(session.id)
        with pytest.raises(stripe.PermissionError):
            await platform.v1.checkout.sessions.create_async(WISH, {"stripe_account": "acct_elsewhere"})
        with pytest.raises(stripe.AuthenticationError):
            await sdk(rig, "sk_test_nobody").v1.accounts.retrieve_current_async()


@pytest.mark.parametrize(
    "changes",
    [
        {"mod": "payment"},
        {"mode": "paying"},
        {"payment_method_types": ["card"]},
        {"allowed_payment_method_types": ["cash"]},
        {"line_items": [{"quantity": "1", "price_data": {"currency": "usd", "unit_amount": "15.00"}}]},
        {"line_items": [{"quantity": "1", "price_dat": {"currency": "usd"}}]},
        {"expires_at": "soon"},
        {"metadata": "N1"},
        {"payment_intent_data": {"application_fee": "1"}},
    ],
)
def test_the_description_notices_a_wrong_request(changes: Any) -> None:
    good = {
        "mode": "payment",
        "line_items": [{"quantity": "1", "price_data": {"currency": "usd", "unit_amount": "1500", "product_data": {"name": "x"}}}],
        "allowed_payment_method_types": ["card", "wechat_pay"],
        "expires_at": "1795305600",
    }  # fmt: skip
    assert description().of_request("POST", SESSIONS, good) == []
    assert description().of_request("POST", SESSIONS, {**good, **changes})


async def test_the_description_notices_a_wrong_answer(rig: StripeRig, sdk: Any) -> None:
    client = sdk(rig)
    session = await paid_session(rig, client)
    await client.v1.refunds.create_async({"payment_intent": session.payment_intent.id})
    for kind in ("checkout.session", "payment_intent", "charge", "refund", "balance_transaction"):
        thing = rig.ours.all(kind)[0]
        assert description().of_thing(kind, thing) == []
        assert description().of_thing(kind, {**thing, "id": 7})
        assert description().of_thing(kind, {**thing, "created": "yesterday"})
        assert description().of_thing(kind, {name: value for name, value in thing.items() if name != "id"})


def test_a_path_that_stripe_does_not_have_is_noticed() -> None:
    with pytest.raises(AssertionError, match="describes no"):
        description().of_request("POST", "/v1/checkout/session", {})
