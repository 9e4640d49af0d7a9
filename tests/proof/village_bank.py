"""The village bank: a payment service that is what the shop can never see into, with a register that is always right.

It takes any sum at any time, tells the shop later, twice or never, and has the mishaps that a history asks for.
"""

from dataclasses import dataclass, field, replace

from bodega.kernel.money import Money
from bodega_shop.contracts.paying import (
    Ack,
    CloseResult,
    CreateResult,
    PaymentStatus,
    Redirect,
    VerifiedEvent,
)
from bodega_shop.contracts.refunding import DisputeStatus, RefundStatus
from bodega_shop.extend import (
    Capabilities,
    ExtensionSettings,
    GatewayRejected,
    PaymentGateway,
    Temporary,
    Text,
    UnknownOutcome,
)

WORDS = Text(en="Village bank", zh="乡村银行")
MISHAPS = ("", "", "", "answer lost", "not heard", "busy", "refused", "pending", "failed")


@dataclass(frozen=True)
class Received:
    """Money that somebody paid to the bank under one of the shop's numbers."""

    txn: str
    out_trade_no: str
    money: Money


@dataclass(frozen=True)
class Returned:
    """Money that the bank was told to give back, or gave back of its own."""

    number: str
    out_trade_no: str
    txn: str
    money: Money
    state: str
    foreign: bool = False

    def status(self) -> RefundStatus:
        return RefundStatus(
            self.state, self.money, f"B{self.number}", "" if self.state != "failed" else "account_closed",
            self.out_trade_no, self.txn,
        )  # fmt: skip


@dataclass
class Bank:
    """What happened at the bank, whatever the shop heard of it. `mishap` befalls the next refund.

    One that `closes` nothing takes money for an order at any time, and the shop must look out for it.
    """

    received: list[Received] = field(default_factory=list)
    returned: dict[str, Returned] = field(default_factory=dict)
    disputes: dict[str, DisputeStatus] = field(default_factory=dict)
    mishap: str = ""
    closes: bool = True
    asked_too_much: list[str] = field(default_factory=list)

    def pay(self, out_trade_no: str, money: Money) -> Received:
        paid = Received(f"T{len(self.received)}", out_trade_no, money)
        self.received.append(paid)
        return paid

    def left(self, txn: str) -> int:
        """What the bank would still give back of one payment."""
        came = next(one.money.minor for one in self.received if one.txn == txn)
        return came - self.given(txn)

    def given(self, txn: str) -> int:
        return sum(
            one.money.minor for one in self.returned.values() if one.txn == txn and one.state != "failed"
        )

    def refund(self, number: str, out_trade_no: str, txn: str, money: Money) -> Returned:
        """The same number twice is one refund; more than is left is refused."""
        if number in self.returned:
            return self.returned[number]
        if self.mishap == "refused":
            raise GatewayRejected
        if money.minor > self.left(txn):
            if not any(one.foreign for one in self.returned.values() if one.txn == txn):
                self.asked_too_much.append(number)
            raise GatewayRejected
        state = self.mishap if self.mishap in ("pending", "failed") else "succeeded"
        self.returned[number] = Returned(number, out_trade_no, txn, money, state)
        return self.returned[number]

    def decide(self, number: str, state: str) -> None:
        """What was pending is done or fails, and what was done fails after all."""
        self.returned[number] = replace(self.returned[number], state=state)


class VillageBank(PaymentGateway):
    """The shop's side of it."""

    code = "village"
    name = help = WORDS
    settings_type = ExtensionSettings
    currencies = frozenset({"CNY", "USD"})

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def capabilities(self, settings):
        return Capabilities(
            refund="partial", refund_idempotent=True, refund_query=True, disputes=True, close=self.bank.closes
        )

    def creates_offline(self, settings):
        return True

    async def check_settings(self, ctx):
        return None

    async def create(self, ctx, payment):
        return CreateResult(Redirect("https://bank.example/pay"))

    async def parse_notification(self, ctx, request) -> VerifiedEvent:
        raise NotImplementedError

    def ack(self, *, accepted):
        return Ack(200 if accepted else 400, b"")

    async def query(self, ctx, payment):
        for one in self.bank.received:
            if one.out_trade_no == payment.out_trade_no:
                return PaymentStatus("succeeded", one.money, one.txn)
        return PaymentStatus("pending")

    async def close(self, ctx, payment) -> CloseResult:
        return "closed" if self.bank.closes else "unsupported"

    async def refund(self, ctx, refund):
        mishap = self.bank.mishap
        if mishap in ("busy", "not heard"):
            self.bank.mishap = ""
            raise Temporary if mishap == "busy" else UnknownOutcome
        try:
            done = self.bank.refund(
                refund.out_refund_no, refund.out_trade_no, refund.gateway_txn, refund.money
            )
        finally:
            self.bank.mishap = ""
        if mishap == "answer lost":
            raise UnknownOutcome
        return done.status()

    async def query_refund(self, ctx, refund):
        for one in self.bank.returned.values():
            if refund.out_refund_no == one.number or refund.gateway_refund == f"B{one.number}":
                return one.status()
        return RefundStatus("not_found")

    async def query_dispute(self, ctx, reference):
        return self.bank.disputes[reference]
