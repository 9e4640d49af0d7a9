"""星海点卡行 takes money through Paper Pay, a service of this story that answers over HTTP what it was told to list."""

import json
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Annotated, Any

import pytest
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega_shop.brought import Brought
from bodega_shop.comparison.china_day import bounds_of
from bodega_shop.comparison.compare_day import compare_day
from bodega_shop.extend import (
    Ack,
    BillLine,
    Capabilities,
    CreateResult,
    ExtensionSettings,
    Money,
    PaymentGateway,
    PaymentStatus,
    RefundStatus,
    Setting,
    SignatureInvalid,
    Temporary,
    Text,
)
from bodega_shop.floor import floor_of
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.payments.open_channel import Channels

DAY = date(2026, 3, 2)


class PaperSettings(ExtensionSettings, frozen=True):
    base_url: Annotated[str, Setting(Text("Address", "地址"))] = ""
    lists: Annotated[bool, Setting(Text("Has bills", "有对账单"))] = True


class PaperGateway(PaymentGateway):
    """Asks Paper Pay; signs nothing, because nothing here is about signatures."""

    code = "paper"
    name = Text("Paper Pay", "纸付")
    help = Text("A story's.", "故事用。")
    settings_type = PaperSettings
    currencies = frozenset({"CNY"})

    def capabilities(self, settings):
        return Capabilities(bill=settings.lists, bill_hour=9, refund="partial", refund_query=True)

    async def check_settings(self, ctx): ...

    async def create(self, ctx, payment):
        return CreateResult(None)

    async def parse_notification(self, ctx, request):
        raise SignatureInvalid

    def ack(self, *, accepted):
        return Ack(200, b"ok")

    async def query(self, ctx, payment):
        answer = await self._get(ctx, f"payments/{payment.out_trade_no}")
        money = Money(answer["gross"], "CNY") if "gross" in answer else None
        return PaymentStatus(answer.get("state", "not_found"), money, answer.get("txn", ""))

    async def query_refund(self, ctx, refund):
        answer = await self._get(ctx, f"refunds/{refund.out_refund_no}")
        if not answer:
            return RefundStatus("not_found")
        return RefundStatus(
            answer["state"], Money(answer["gross"], "CNY"), gateway_refund=f"G{refund.out_refund_no}",
            out_trade_no=answer["number"],
        )  # fmt: skip

    async def bill(self, ctx, day) -> Sequence[BillLine]:
        answer = await self._get(ctx, f"bills/{day}")
        if "lines" not in answer:
            raise Temporary
        return [self._line(line) for line in answer["lines"]]

    def _line(self, line: dict[str, Any]) -> BillLine:
        fee = None if line.get("fee") is None else Money(line["fee"], "CNY")
        return BillLine(
            line["key"], line.get("kind", "payment"), line.get("txn", ""), line.get("number", ""),
            Money(line["gross"], line.get("currency", "CNY")), fee, datetime(2026, 3, 2, 4, tzinfo=UTC),
            line.get("refund", ""), line.get("state", "succeeded"),
        )  # fmt: skip

    async def _get(self, ctx, path: str) -> dict[str, Any]:
        answer = await ctx.http.get(f"{ctx.settings.base_url}/{path}")
        return dict(answer.json())


@dataclass
class PaperPay:
    """What the service answers, by path; it knows nothing of anything else."""

    url: str = ""
    pages: dict[str, Any] = field(default_factory=dict)

    def list(self, *lines: dict[str, Any], day: date = DAY) -> None:
        self.pages[f"/bills/{day}"] = {"lines": list(lines)}


@pytest.fixture
def paper_pay() -> Iterator[PaperPay]:
    service = PaperPay()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(service.pages.get(self.path, {})).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    yield service
    server.shutdown()
    server.server_close()


@dataclass
class Counter:
    """The shop with its channel at Paper Pay, on one day in March."""

    stand: object
    runtime: object
    service: PaperPay

    @property
    def noon(self) -> datetime:
        return bounds_of(DAY)[0].replace(hour=12)

    async def settings(self, *, lists: bool = True, **columns: object) -> None:
        async with shop_scope(self.stand.shop) as scope:
            await scope.execute(
                "update channel set gateway = 'paper', settings = $1", {"base_url": self.service.url, "lists": lists}
            )  # fmt: skip
            for name, value in columns.items():
                await scope.execute(f"update channel set {name} = $1", value)
        floor_of(self.runtime).channels.forget(self.stand.shop.id)

    async def place(self, now: datetime | None = None):
        return await self.stand.place(now=now or self.noon)

    async def sell(self, *, txn: str = "", minor: int = 9980, now: datetime | None = None):
        """An order whose payment the shop heard of."""
        now = now or self.noon
        order = await self.place(now)
        channel = await floor_of(self.runtime).channels.open(
            self.runtime, self.stand.shop, self.stand.channel_id
        )
        claim = Claim(
            self.stand.channel_id, f"event-{order.number}", f"{order.number}01", txn or f"T{order.number}",
            Money(minor, "CNY"), b"", "channel:epay", terms=channel.terms,
        )  # fmt: skip
        await confirm_payment(self.stand.shop, await self.stand.profile(), claim, now=now)
        return order

    def line(self, order, **changes: object) -> dict[str, Any]:
        """The order as the service lists it."""
        return {
            "key": f"P{order.number}", "txn": f"T{order.number}", "number": f"{order.number}01", "gross": 9980,
            **changes,
        }  # fmt: skip

    async def compare(self, day: date = DAY) -> str:
        now = bounds_of(day)[1].replace(hour=9)
        return await compare_day(self.runtime, self.stand.shop, self.stand.channel_id, day, now=now)

    async def lines(self, day: date = DAY) -> list[dict[str, Any]]:
        async with shop_scope(self.stand.shop) as scope:
            rows = await scope.fetch(
                "select l.id, l.line_key, l.class, l.outcome, l.gross, l.fee, l.ours, l.settled_by from comparison_line l"
                " join comparison c on c.id = l.comparison_id where c.day = $1 order by l.line_key",
                day,
            )  # fmt: skip
        return [dict(row) for row in rows]

    async def classes(self, day: date = DAY) -> list[tuple[str, str]]:
        return [(line["class"], line["outcome"]) for line in await self.lines(day)]

    async def fees(self) -> list[tuple[str, str, str, int]]:
        async with shop_scope(self.stand.shop) as scope:
            rows = await scope.fetch(
                "select leg, debit, credit, amount from transfer where 'fees' in (debit, credit) order by at, leg"
            )
        return [tuple(row) for row in rows]

    async def comparison(self, day: date = DAY) -> dict[str, Any]:
        async with shop_scope(self.stand.shop) as scope:
            row = await scope.fetchrow(
                "select id, state, attempts, failure, counts, sums from comparison where day = $1", day
            )
        return dict(row)

    async def jobs(self, name: str) -> int:
        return await self.stand.street.owner_pool.fetchval(
            "select count(*) from queue.pgqueuer where entrypoint = $1 and shop = $2", name, self.stand.shop.schema
        )  # fmt: skip


@pytest_asyncio.fixture
async def counter(stand, paper_pay) -> AsyncIterator[Counter]:
    street = stand.street.runtime
    floor = floor_of(street)
    gateways = Brought({"epay": list(floor.gateways.all()), "paper": [PaperGateway()]})
    runtime = replace(
        street, parts={**street.parts, "shop": replace(floor, gateways=gateways, channels=Channels(gateways))}
    )
    counter = Counter(stand, runtime, paper_pay)
    await stand.stock(9)
    await stand.set(unpaid_per_contact=0)
    await counter.settings()
    yield counter
