"""Open a payment: a Checkout Session on Stripe's own page, to which the buyer goes."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import stripe

from bodega_shop.extend import (
    ChannelContext,
    ConfigInvalid,
    CreatePayment,
    CreateResult,
    Redirect,
    UnknownOutcome,
)
from bodega_stripe.call_stripe import call_stripe
from bodega_stripe.convert_amount import to_stripe
from bodega_stripe.read_payment import OUT_TRADE_NO, Session, intent_id
from bodega_stripe.settings import EXCEPT, ONLY, StripeSettings, complete

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsPaymentIntentData

# Stripe takes 30 minutes to 24 hours, counted by its own clock when the request arrives.
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23, minutes=59)

_LONGEST_NAME, _LONGEST_VALUE, _MOST_NOTES = 40, 500, 49
_LONGEST_SUBJECT = 250


async def open_session(ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
    """Where the buyer pays. Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`, `ConfigInvalid`."""
    settings = complete(ctx.settings, test_mode=ctx.test_mode)
    wish = _wish(settings, payment, ctx.clock.now())
    key = f"create:{payment.out_trade_no}"

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.checkout.sessions.create_async(wish, {"idempotency_key": key})

    session = await call_stripe(ctx, ask, Session)
    if not (session.url or "").startswith(("https://", "http://")):
        raise UnknownOutcome
    return CreateResult(Redirect(session.url or ""), intent_id(session.payment_intent), session.id)


def _wish(settings: StripeSettings, payment: CreatePayment, now: datetime) -> "SessionCreateParams":
    notes = _notes(payment)
    wish: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": payment.out_trade_no,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": payment.money.currency.lower(),
                    "unit_amount": to_stripe(payment.money),
                    "product_data": {"name": payment.subject[:_LONGEST_SUBJECT] or payment.out_trade_no},
                },
            }
        ],
        "success_url": payment.return_url,
        "cancel_url": payment.cancel_url or payment.return_url,
        "expires_at": int(_expiry(payment.expires_at, now).timestamp()),
        "locale": "zh" if payment.locale.startswith("zh") else "en",
        # The sum that comes back must be the one asked for, in the same currency.
        "adaptive_pricing": {"enabled": False},
        "metadata": notes,
        # What stands on the session is not copied to the intent, which is what refunds and disputes name.
        "payment_intent_data": _intent_data(settings, payment, notes),
    }
    if payment.email:
        wish["customer_email"] = payment.email
    _name_methods(settings, wish)
    return wish


def _intent_data(
    settings: StripeSettings, payment: CreatePayment, notes: dict[str, str]
) -> "SessionCreateParamsPaymentIntentData":
    data: SessionCreateParamsPaymentIntentData = {"metadata": notes}
    fee = payment.platform_fee
    if fee is None or not fee.minor:
        return data
    if not settings.connected_account or fee.currency != payment.money.currency:
        raise ConfigInvalid("A part for the platform needs a connected account of Stripe.")
    data["application_fee_amount"] = to_stripe(fee)
    return data


def _name_methods(settings: StripeSettings, wish: "SessionCreateParams") -> None:
    """`payment_method_types` is gone from Stripe's interface: what it offers is narrowed down instead."""
    names = settings.named_methods
    if settings.methods == EXCEPT:
        wish["excluded_payment_method_types"] = [*names]
    if settings.methods == ONLY:
        wish["allowed_payment_method_types"] = [*names]
        if "wechat_pay" in names:
            wish["payment_method_options"] = {"wechat_pay": {"client": "web"}}


def _expiry(wanted: datetime, now: datetime) -> datetime:
    """Where ours is sooner than Stripe's shortest, the shop closes the session at its own time."""
    return min(max(wanted, now + SHORTEST), now + LONGEST)


def _notes(payment: CreatePayment) -> dict[str, str]:
    given = {
        name: value
        for name, value in list(payment.metadata.items())[:_MOST_NOTES]
        if len(name) <= _LONGEST_NAME and len(value) <= _LONGEST_VALUE
    }
    return given | {OUT_TRADE_NO: payment.out_trade_no}
