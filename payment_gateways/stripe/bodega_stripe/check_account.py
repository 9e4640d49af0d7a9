"""Ask Stripe who we are, which changes nothing."""

from collections.abc import Awaitable
from typing import Any

import msgspec
import stripe

from bodega_shop.extend import ChannelContext, ConfigInvalid, GatewayRejected, Temporary, UnknownOutcome
from bodega_stripe.call_stripe import call_stripe


class _Account(msgspec.Struct):
    id: str
    charges_enabled: bool = True


class _List(msgspec.Struct):
    data: list[Any]


async def check_account(ctx: ChannelContext) -> None:
    """Raises `ConfigInvalid` saying what is wrong."""
    try:
        account = await call_stripe(ctx, _who, _Account)
        await call_stripe(ctx, _sessions, _List)
    except Temporary as error:
        raise ConfigInvalid("The payment service cannot be reached at this address.") from error
    except GatewayRejected as error:
        raise ConfigInvalid("Stripe refuses this account.") from error
    except UnknownOutcome as error:
        raise ConfigInvalid("What answers at this address is not Stripe.") from error
    if ctx.settings.connected_account not in ("", account.id):
        raise ConfigInvalid("Stripe answered for another account than the connected one.")
    if not account.charges_enabled:
        raise ConfigInvalid("This account of Stripe cannot take payments yet: complete it in the dashboard.")


def _who(service: stripe.StripeClient) -> Awaitable[Any]:
    return service.v1.accounts.retrieve_current_async()


def _sessions(service: stripe.StripeClient) -> Awaitable[Any]:
    """A restricted key may know who it is and still not be allowed what a channel needs."""
    return service.v1.checkout.sessions.list_async({"limit": 1})
