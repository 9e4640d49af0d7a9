"""Connected accounts: a platform makes one, gets links that work once, and its owner fills it in on Stripe's page."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from simulators.stripe.account import Account, Thing
from simulators.stripe.refuse import ApiError, missing


@dataclass
class Link:
    """Where the owner goes; used up after the first time."""

    account: str
    return_url: str
    refresh_url: str
    used: bool = False


@dataclass
class Connected:
    """What one platform has made: by account, what was asked of it, and the links."""

    wishes: dict[str, Thing] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)
    links: dict[str, Link] = field(default_factory=dict)

    def open_account(self, wish: Thing, now: Callable[[], datetime]) -> Account:
        """Direct charges with Stripe bearing losses: anything else the shop must not ask for."""
        merchant = wish.get("configuration", {}).get("merchant", {})
        if merchant.get("capabilities", {}).get("card_payments", {}).get("requested") is not True:
            raise ApiError(400, "An account that takes payments requests card_payments.")
        if wish.get("defaults", {}).get("responsibilities") != {"fees_collector": "stripe", "losses_collector": "stripe"}:  # fmt: skip
            raise ApiError(400, "Say who collects fees and who carries losses.")
        account = Account(f"acct_{secrets.token_hex(8)}", now, is_connected=True, charges_enabled=False)
        self.wishes[account.id] = wish
        return account

    def make_link(self, wish: Thing) -> Thing:
        flow = wish.get("use_case", {}).get("account_onboarding", {})
        if wish.get("account") not in self.wishes:
            raise missing("account", str(wish.get("account")))
        if wish["use_case"].get("type") != "account_onboarding" or not flow.get("refresh_url"):
            raise ApiError(400, "Missing required param: refresh_url.")
        url = f"https://connect.stripe.com/setup/{secrets.token_hex(8)}"
        self.links[url] = Link(wish["account"], flow.get("return_url", ""), flow["refresh_url"])
        return {"object": "v2.core.account_link", "account": wish["account"], "url": url}

    def show(self, account_id: str, include: list[str]) -> Thing:
        """Only what was asked for is told of the configuration."""
        if account_id not in self.wishes:
            raise missing("account", account_id)
        shown = {"id": account_id, "object": "v2.core.account"}
        if "configuration.merchant" not in include:
            return {**shown, "configuration": None}
        status = "active" if account_id in self.active else "restricted"
        capabilities = {"card_payments": {"status": status, "status_details": []}}
        return {**shown, "configuration": {"merchant": {"capabilities": capabilities}}}

    def visit(self, url: str, account: Account | None = None) -> str:
        """The owner opens the page; with `account` everything is filled in. Where Stripe sends them afterwards."""
        link = self.links[url]
        if link.used:
            return link.refresh_url
        link.used = True
        if account is not None:
            self.active.add(account.id)
            account.charges_enabled = True
        return link.return_url
