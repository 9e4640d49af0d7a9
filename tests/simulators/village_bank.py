"""A small bank that speaks real HTTP and does what a story asks of it, and the gateway that speaks to it.

The bank keeps its own register of payments, refunds and disputes, and can lose a question, an answer, or its nerve.
"""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Annotated, Any

import httpx

from bodega_shop.extend import (
    Ack,
    Capabilities,
    CreateResult,
    DisputeStatus,
    ExtensionSettings,
    GatewayRejected,
    Money,
    PaymentGateway,
    PaymentStatus,
    Redirect,
    RefundStatus,
    Setting,
    SignatureInvalid,
    Temporary,
    Text,
    UnknownOutcome,
    VerifiedEvent,
)

WORDS = Text(en="Village bank", zh="乡村银行")
KEY = b"the bank and the shop know this"


def setting(required: bool = False) -> Setting:
    return Setting(label=WORDS, required=required)


class BankSettings(ExtensionSettings, frozen=True):
    url: Annotated[str, setting()] = ""
    refund: Annotated[str, setting()] = "partial"
    idempotent: Annotated[bool, setting()] = True
    askable: Annotated[bool, setting()] = True
    days: Annotated[int, setting()] = 0
    times: Annotated[int, setting()] = 0
    by_hand: Annotated[bool, setting()] = False


@dataclass
class Bank:
    """The bank's program: its books, and the mishaps it has been told to have."""

    url: str = ""
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    mishaps: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    says: str = "succeeded"

    def given_back(self) -> int:
        return sum(one["minor"] for one in self.refunds.values() if one["state"] == "succeeded")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.splitlines()[0].split(" ")
        length = next(
            (int(line[15:]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0
        )
        said = json.loads(await reader.readexactly(length) or b"{}")
        self.heard.append(f"{method} {target}")
        mishap = self.mishaps.pop(0) if self.mishaps and method == "POST" else ""
        if mishap != "unread":
            status, answer = self.answer(method, target.strip("/").split("/"), said, mishap)
            body = json.dumps(answer).encode()
            if mishap != "silent":
                writer.write(
                    b"HTTP/1.1 %d x\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % (status, len(body))
                    + body
                )
                await writer.drain()
        writer.close()

    def answer(
        self, method: str, path: list[str], said: dict[str, Any], mishap: str
    ) -> tuple[int, dict[str, Any]]:
        kind, number = path[0], path[1]
        if method == "POST":
            return self.refund(number, said, mishap)
        found = {"refunds": self.refunds, "payments": self.payments, "disputes": self.disputes}[kind].get(
            number
        )
        return (200, found) if found else (404, {})

    def refund(self, number: str, said: dict[str, Any], mishap: str) -> tuple[int, dict[str, Any]]:
        if mishap in ("busy", "no"):
            return {"busy": 503, "no": 422}[mishap], {}
        # A bank that is not idempotent pays out again under the same number.
        key = number if said["idempotent"] else f"{number}/{len(self.refunds)}"
        if key not in self.refunds:
            self.refunds[key] = {**said, "number": number, "id": f"B{len(self.refunds)}", "state": self.says}
        return 200, self.refunds[key]


class BankGateway(PaymentGateway):
    code = "bank"
    name = help = WORDS
    settings_type = BankSettings
    currencies = frozenset({"CNY", "USD"})

    def capabilities(self, settings: BankSettings) -> Capabilities:
        return Capabilities(
            refund=settings.refund,
            refund_idempotent=settings.idempotent,
            refund_query=settings.askable,
            refund_days=settings.days or None,
            refunds_per_payment=settings.times or None,
            disputes=True,
            confirmed_by_hand=settings.by_hand,
        )

    async def check_settings(self, ctx):
        return None

    async def create(self, ctx, payment):
        return CreateResult(Redirect(f"{ctx.settings.url}/pay"))

    async def parse_notification(self, ctx, request):
        if not hmac.compare_digest(request.headers.get("x-sign", ""), sign(request.body)):
            raise SignatureInvalid
        said = json.loads(request.body)
        money = Money(*said.pop("money")) if said.get("money") else said.pop("money", None)
        return VerifiedEvent(**said, money=money, merchant_matches=True)

    async def resolve(self, ctx, event):
        found = await self._ask(ctx, f"refunds/{event.reference}")
        return _named(event, found or {})

    def ack(self, *, accepted):
        return Ack(200 if accepted else 400, b"ok" if accepted else b"no")

    async def query(self, ctx, payment):
        found = await self._ask(ctx, f"payments/{payment.out_trade_no}")
        if not found:
            return PaymentStatus("not_found")
        return PaymentStatus("succeeded", Money(found["minor"], found["currency"]), found["txn"])

    async def refund(self, ctx, refund):
        said = {
            "minor": refund.money.minor, "currency": refund.money.currency, "out_trade_no": refund.out_trade_no,
            "fee_back": refund.platform_fee_back, "idempotent": ctx.settings.idempotent,
        }  # fmt: skip
        try:
            answer = await ctx.http.post(f"{ctx.settings.url}/refunds/{refund.out_refund_no}", json=said)
        except httpx.HTTPError as error:
            raise UnknownOutcome from error
        if answer.status_code == 503:
            raise Temporary
        if answer.status_code == 422:
            raise GatewayRejected
        return status_of(answer.json())

    async def query_refund(self, ctx, refund):
        for number in (refund.out_refund_no, refund.gateway_refund):
            found = await self._ask(ctx, f"refunds/{number}") if number else None
            if found:
                return status_of(found)
        return RefundStatus("not_found")

    async def query_dispute(self, ctx, reference):
        found = await self._ask(ctx, f"disputes/{reference}")
        return DisputeStatus(
            reference, found["state"], Money(found["minor"], "CNY"), found["out_trade_no"], reason="fraudulent",
            fee=Money(found["fee"], "CNY") if found.get("fee") else None,
        )  # fmt: skip

    async def _ask(self, ctx, path: str) -> dict[str, Any] | None:
        try:
            answer = await ctx.http.get(f"{ctx.settings.url}/{path}")
        except httpx.HTTPError as error:
            raise Temporary from error
        return answer.json() if answer.status_code == 200 else None


def _named(event, found):
    return VerifiedEvent(
        **{
            **{name: getattr(event, name) for name in event.__dataclass_fields__},
            "out_trade_no": found.get("out_trade_no", event.out_trade_no),
        }
    )


def status_of(found: dict[str, Any]) -> RefundStatus:
    return RefundStatus(
        found["state"], Money(found["minor"], found["currency"]), found["id"], found.get("failure", ""),
        found["out_trade_no"],
    )  # fmt: skip


def sign(body: bytes) -> str:
    return hmac.new(KEY, body, hashlib.sha256).hexdigest()
