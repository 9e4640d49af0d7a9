"""A shop's own account at Stripe under the platform's (Connect): open it, let its owner fill it in, ask whether it works.

Accounts v2; payments are direct charges, so that the shop is the merchant and bears refunds and disputes, and Stripe
collects its fees and carries losses itself.
"""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import msgspec
import stripe

from bodega_shop.extend import AccountWish, ChannelContext, UnknownOutcome
from bodega_stripe.call_stripe import call_stripe

if TYPE_CHECKING:
    from stripe.params.v2.core import AccountCreateParams, AccountLinkCreateParams, AccountRetrieveParams

_LONGEST_NAME = 100


class _Capability(msgspec.Struct):
    status: str = ""


class _Capabilities(msgspec.Struct):
    card_payments: _Capability | None = None


class _Merchant(msgspec.Struct):
    capabilities: _Capabilities | None = None


class _Configuration(msgspec.Struct):
    merchant: _Merchant | None = None


class _Account(msgspec.Struct):
    id: str
    configuration: _Configuration | None = None


class _Link(msgspec.Struct):
    url: str


async def open_account(ctx: ChannelContext, wish: AccountWish) -> str:
    """Stripe's number of the account; the same key gives the same one again for a day at least."""
    asked: AccountCreateParams = {
        "contact_email": wish.email,
        "display_name": wish.shop_name[:_LONGEST_NAME],
        "dashboard": "full",
        "configuration": {"merchant": {"capabilities": {"card_payments": {"requested": True}}}},
        "defaults": {"responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"}},
        "metadata": {"shop": wish.shop_name[:_LONGEST_NAME]},
    }

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v2.core.accounts.create_async(asked, {"idempotency_key": wish.key})

    return (await call_stripe(ctx, ask, _Account)).id


async def onboarding_link(ctx: ChannelContext, account: str, return_url: str, refresh_url: str) -> str:
    """Stripe's page for that account, to be opened once."""
    asked: AccountLinkCreateParams = {
        "account": account,
        "use_case": {
            "type": "account_onboarding",
            "account_onboarding": {"return_url": return_url, "refresh_url": refresh_url},
        },
    }

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v2.core.account_links.create_async(asked)

    link = await call_stripe(ctx, ask, _Link)
    if not link.url.startswith(("https://", "http://")):
        raise UnknownOutcome
    return link.url


async def account_ready(ctx: ChannelContext, account: str) -> bool:
    """`charges_enabled` belongs to older accounts: what counts is the capability."""
    asked: AccountRetrieveParams = {"include": ["configuration.merchant"]}

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v2.core.accounts.retrieve_async(account, asked)

    found = await call_stripe(ctx, ask, _Account)
    merchant = found.configuration.merchant if found.configuration else None
    cards = merchant.capabilities.card_payments if merchant and merchant.capabilities else None
    return cards is not None and cards.status == "active"
