"""The levers of the conformance suite over the simulated Stripe."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from bodega_stripe.gateway import StripeGateway

from bodega.kernel.money import Money
from bodega_shop.conformance.rig import Call, GatewayRig, Sent
from simulators.stripe import disputes, events, pay, refunds
from simulators.stripe.account import Account, Destination, Thing
from simulators.stripe.serve import Breakdown, Server, stripe_running
from stripe_gateway.described import description

FIRST, SECOND = "whsec_xinghai_first", "whsec_xinghai_second"
# What README.md tells an owner to choose in the dashboard.
WANTED = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.succeeded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    }
)
ASKED = {
    "create": ("POST", "/v1/checkout/sessions"),
    "query": ("GET", "/v1/"),
    "close": ("POST", "/v1/checkout/sessions/"),
    "refund": ("POST", "/v1/refunds"),
    "query_refund": ("GET", "/v1/refunds"),
    "bill": ("GET", "/v1/balance_transactions"),
}


@dataclass
class StripeRig(GatewayRig):
    """Xinghai and Yunting at one Stripe, each with keys of its own, or both connected to the platform's account."""

    server: Server
    connected: bool = False
    thin: bool = False

    gateway = StripeGateway()
    plugin = "stripe"
    money = Money(9980, "CNY")
    refunds_can_fail = True

    @property
    def ours(self) -> Account:
        return self.server.street.accounts["acct_xinghai"]

    def settings(self) -> dict[str, str]:
        return self._form("xinghai", FIRST)

    def settings_of_another(self) -> dict[str, str]:
        return self._form("yunting", "whsec_yunting")

    def settings_without_secret(self) -> dict[str, str]:
        return self.settings() | {"secret_key": "", "webhook_secret": ""}

    def settings_with_two_secrets(self) -> dict[str, str]:
        return self.settings() | {"webhook_secret_next": SECOND}

    async def rotate(self) -> None:
        self.ours.destinations[0].secrets = [SECOND]

    async def pay(self, out_trade_no: str, *, money: Money | None = None) -> None:
        account, session = self.session(out_trade_no)
        if session["status"] != "open":
            raise RuntimeError("Stripe's page says that this session has expired")
        pay.pay(account, session, money.minor if money else None)

    async def messages(self, out_trade_no: str) -> list[Sent]:
        account, _ = self.session(out_trade_no)
        return _sent(account, events.events_about(account, out_trade_no))

    def tampered(self, sent: Sent) -> Sent:
        old, new = b'"amount_total": 9980', b'"amount_total": 9981'
        if old not in sent.body:
            old, new = b'"amount_received": 9980', b'"amount_received": 9981'
        if old not in sent.body:
            old, new = b'"livemode": false', b'"livemode":  false'
        return Sent(sent.method, sent.query, sent.headers, sent.body.replace(old, new))

    async def break_next(self, call: Call, how: Literal["unread", "silent", "error"]) -> None:
        method, path = ASKED[call]
        self.server.breakdowns.append(Breakdown(method, path, how))

    async def refund_at_service(self, out_trade_no: str, money: Money) -> list[Sent]:
        account, session = self.session(out_trade_no)
        made = refunds.refund(account, {"payment_intent": session["payment_intent"], "amount": money.minor})
        return _sent(account, _events_of(account, made))

    async def dispute(self, out_trade_no: str, state: Literal["open", "won", "lost"]) -> list[Sent]:
        account, session = self.session(out_trade_no)
        intent = account.get("payment_intent", session["payment_intent"])
        known = [one for one in account.all("dispute") if one["payment_intent"] == intent["id"]]
        before = {event["id"] for event in account.all("event")}
        if state == "open":
            case = disputes.take_back(account, account.get("charge", intent["latest_charge"]))
        else:
            case = known[0]
            disputes.decide(account, case, won=state == "won")
        return _sent(account, [event for event in _events_of(account, case) if event["id"] not in before])

    async def fail_refund(self, out_refund_no: str) -> list[Sent]:
        made = next(
            one for one in self.ours.all("refund") if one["metadata"].get("out_refund_no") == out_refund_no
        )
        before = {event["id"] for event in self.ours.all("event")}
        refunds.fail(self.ours, made)
        return _sent(self.ours, [one for one in _events_of(self.ours, made) if one["id"] not in before])

    async def bill_day(self) -> date:
        """Yesterday: what was booked today is moved there, for a day that is not over has no bill."""
        yesterday = datetime.now(UTC) - timedelta(days=1)
        for booked in self.ours.all("balance_transaction"):
            booked["created"] = int(yesterday.timestamp())
        return yesterday.date()

    async def leave_out_of_bill(self, out_trade_no: str) -> None:
        account, session = self.session(out_trade_no)
        intent = account.get("payment_intent", session["payment_intent"])
        account.unbooked.add(account.get("charge", intent["latest_charge"])["balance_transaction"])

    def complaints(self) -> list[str]:
        """What Stripe's own description has against anything that was said, by us or by the simulator."""
        return [one for exchange in self.server.said for one in description().complaints(exchange)]

    def session(self, out_trade_no: str) -> tuple[Account, Thing]:
        """The newest of that number, at whichever merchant."""
        found = [
            (session["created"], place, account, session)
            for account in self.server.street.accounts.values()
            for place, session in enumerate(reversed(account.all("checkout.session")))
            if session["client_reference_id"] == out_trade_no
        ]
        _, _, account, session = max(found, key=lambda one: one[:2])
        return account, session

    def _form(self, name: str, secret: str) -> dict[str, str]:
        form = {"webhook_secret": secret, "base_url": self.server.url}
        if self.connected:
            return form | {"secret_key": "sk_test_street", "connected_account": f"acct_{name}"}
        return form | {"secret_key": f"sk_test_{name}"}


@asynccontextmanager
async def open_rig(*, connected: bool = False, thin: bool = False) -> AsyncIterator[StripeRig]:
    """A Stripe of its own on a free port, with both merchants at it."""
    async with stripe_running() as server:
        for name, secret in (("xinghai", FIRST), ("yunting", "whsec_yunting")):
            account = Account(f"acct_{name}", _now, is_connected=connected)
            account.destinations.append(Destination("thin" if thin else "snapshot", [secret], WANTED))
            server.street.accounts[account.id] = account
            server.street.keys[f"sk_test_{name}"] = account.id
        if connected:
            server.street.accounts["acct_street"] = Account("acct_street", _now)
            server.street.keys = {"sk_test_street": "acct_street"}
            server.street.connected["acct_street"] = {"acct_xinghai", "acct_yunting"}
        yield StripeRig(server, connected, thin)


def _now() -> datetime:
    return datetime.now(UTC)


def _events_of(account: Account, thing: Thing) -> list[Thing]:
    return [event for event in reversed(account.all("event")) if event["data"]["object"]["id"] == thing["id"]]


def _sent(account: Account, told: list[Thing]) -> list[Sent]:
    return [
        Sent("POST", headers=posted.headers, body=posted.body)
        for event in told
        for posted in events.posted(account, event)
    ]
