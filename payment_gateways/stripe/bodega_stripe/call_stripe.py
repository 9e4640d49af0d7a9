"""Call Stripe through its SDK and read the answer strictly; the meaning of every failure is settled here."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
import msgspec
import stripe
import structlog

from bodega_shop.extend import ChannelContext, ConfigInvalid, GatewayRejected, Temporary, UnknownOutcome
from bodega_stripe.carry_requests import CarriedClient, NotReached
from bodega_stripe.settings import complete

T = TypeVar("T")

# For a caller that wants to be told of every refusal.
EVERY = frozenset({"*"})
MISSING = "resource_missing"

# The SDK writes whole requests and answers at these levels, with the addresses of buyers.
logging.getLogger("stripe").setLevel(logging.WARNING)

log = structlog.get_logger()


class Told(Exception):
    """A refusal that the caller asked to be told of; `code` is Stripe's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def call_stripe(
    ctx: ChannelContext,
    ask: Callable[[stripe.StripeClient], Awaitable[Any]],
    expected: type[T],
    *,
    tell: frozenset[str] = frozenset(),
) -> T:
    """One call, never repeated; the answer as `expected`, which names just what is read of it.

    Raises `Told` for a refusal whose code is in `tell`, `GatewayRejected` for any other, `Temporary` when nothing was
    carried out, `UnknownOutcome` when nobody knows or the answer makes no sense, `ConfigInvalid` for a wrong key.
    """
    try:
        answer = await ask(_client(ctx))
    except stripe.StripeError as error:
        _note(ctx, error)
        raise _meaning(error, tell) from None
    except httpx.InvalidURL:
        raise ConfigInvalid("The address of the payment service cannot be used.") from None
    return read_answer(answer, expected)


def read_answer(answer: Any, expected: type[T]) -> T:
    """Raises `UnknownOutcome` for an answer of another shape: numbers that are texts, fields that are missing."""
    try:
        plain = answer.to_dict() if isinstance(answer, stripe.StripeObject) else answer
        return msgspec.convert(plain, expected)
    except msgspec.ValidationError:
        raise UnknownOutcome from None


def _client(ctx: ChannelContext) -> stripe.StripeClient:
    settings = complete(ctx.settings, test_mode=ctx.test_mode)
    return stripe.StripeClient(
        settings.secret_key,
        stripe_account=settings.connected_account or None,
        base_addresses={"api": settings.base_url.rstrip("/")},
        max_network_retries=0,
        http_client=CarriedClient(ctx.http),
    )


def _meaning(error: stripe.StripeError, tell: frozenset[str]) -> Exception:
    code = error.code or ""
    match error:
        case NotReached() | stripe.RateLimitError():
            return Temporary()
        case stripe.AuthenticationError():
            return ConfigInvalid("Stripe does not accept this key.")
        case stripe.PermissionError():
            return ConfigInvalid("This key of Stripe may not do that.")
        case stripe.CardError() | stripe.InvalidRequestError():
            return Told(code) if tell & {code, "*"} else GatewayRejected()
        case _:
            # No answer, a broken one, a 5xx, or a number that was used before for something else.
            return UnknownOutcome()


def _note(ctx: ChannelContext, error: stripe.StripeError) -> None:
    """What Stripe said may hold a part of the key and is for no buyer's eyes; its codes say enough."""
    log.warning(
        "stripe_call_failed",
        shop=ctx.shop,
        channel=str(ctx.channel_id),
        reason=type(error).__name__,
        code=error.code or "",
        http_status=error.http_status,
        request_id=error.request_id or "",
    )
