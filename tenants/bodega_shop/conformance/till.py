"""One shop that takes money through the gateway under test, and what a story does at its till."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega.street.shop import Shop
from bodega_shop.conformance.rig import GatewayRig, Sent
from bodega_shop.conformance.stock_shop import Counter, stock_shop
from bodega_shop.conformance.street import Street
from bodega_shop.contracts.gateway import Capabilities, ChannelContext
from bodega_shop.contracts.paying import CreatePayment, PaymentAction, PaymentRef, RawRequest, VerifiedEvent
from bodega_shop.floor import floor_of
from bodega_shop.orders.expire_orders import end_order
from bodega_shop.orders.order_request import OrderRequest, PlacedOrder, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.orders.states import EXPIRED
from bodega_shop.payments.announce_change import ANNOUNCE_JOB
from bodega_shop.payments.begin_payment import Wanted, begin_payment
from bodega_shop.payments.open_channel import open_channel
from bodega_shop.payments.query_payment import query_by_number
from bodega_shop.settings.profile import read_profile
from bodega_shop.shop_jobs import shop_jobs

# Long enough for a simulator on a busy machine, short enough to wait out a service that is silent.
PATIENCE_SECONDS = 5.0
# The shortest time that every service known to us gives a buyer.
TIME_TO_PAY = timedelta(minutes=40)
BUYER = "198.51.100.4"


@dataclass(frozen=True)
class Till:
    """`http` is what the gateway calls its service with when a story talks to it without the shop between."""

    street: Street
    shop: Shop
    rig: GatewayRig
    counter: Counter
    http: httpx.AsyncClient

    @property
    def channel_id(self) -> UUID:
        return self.counter.channel_id

    async def context(self) -> ChannelContext:
        """The channel as the shop would open it."""
        runtime = self.street.runtime
        channel = await open_channel(runtime, floor_of(runtime).gateways, self.shop, self.channel_id)
        return replace(channel.context, http=self.http, currency=self.rig.money.currency, test_mode=True)

    async def capabilities(self) -> Capabilities:
        return self.rig.gateway.capabilities((await self.context()).settings)

    async def place(self) -> PlacedOrder:
        """Chen Hao orders one piece."""
        runtime = self.street.runtime
        request = OrderRequest(
            (WantedLine(self.counter.sku_id, 1),),
            f"{self.counter.channel}@example.com",
            self.counter.channel,
            "zh-CN",
            BUYER,
            "storefront",
            "1",
            None,
        )
        async with shop_scope(self.shop) as scope:
            profile = await read_profile(scope)
        return await place_order(
            self.shop, profile, floor_of(runtime).tending, request, limit_per_address=0, now=runtime.clock.now()
        )  # fmt: skip

    async def begin(self, order: PlacedOrder) -> PaymentAction:
        """The shop asks the gateway what the buyer must do, and the buyer does it up to the point of paying."""
        runtime = self.street.runtime
        channel = await floor_of(runtime).channels.open(runtime, self.shop, self.channel_id)
        wanted = Wanted(
            channel=channel,
            out_trade_no=order.out_trade_no,
            money=order.to_pay,
            subject=order.subject,
            expires_at=order.expires_at,
            return_url=f"http://{self.shop.canonical_host}/orders/{order.number}",
            address=BUYER,
            device="pc",
        )
        action = await begin_payment(runtime, self.shop, wanted)
        await self.rig.follow(action)
        return action

    async def create(self, out_trade_no: str = "", money: Money | None = None) -> PaymentRef:
        """The same without the shop: the gateway alone opens a payment, and the buyer is about to pay."""
        out_trade_no = out_trade_no or f"C{new_id().hex[-20:]}"
        money = money or self.rig.money
        result = await self.rig.gateway.create(await self.context(), self.attempt(out_trade_no, money))
        await self.rig.follow(result.action)
        return PaymentRef(out_trade_no, result.gateway_ref, result.gateway_txn, money)

    def attempt(self, out_trade_no: str, money: Money) -> CreatePayment:
        host = self.shop.canonical_host
        return CreatePayment(
            out_trade_no=out_trade_no,
            money=money,
            subject="星海点卡 100 元",
            expires_at=self.street.runtime.clock.now() + TIME_TO_PAY,
            return_url=f"http://{host}/orders/1",
            address=BUYER,
            device="pc",
            cancel_url=f"http://{host}/",
            email="chen.hao@example.com",
        )

    async def charge(self) -> PaymentRef:
        """A payment that succeeded at the service, and of which the shop knows nothing."""
        payment = await self.create()
        await self.rig.pay(payment.out_trade_no)
        status = await self.rig.gateway.query(await self.context(), payment)
        assert status.state == "succeeded"
        return replace(payment, gateway_txn=status.gateway_txn)

    async def hear(self, sent: Sent) -> httpx.Response:
        """The message arrives at the shop's notify address, and what it sets off is done."""
        async with self.street.client(self.shop) as service:
            address = httpx.URL(f"http://{self.shop.canonical_host}/pay/notify/{self.channel_id}")
            answer = await service.request(
                sent.method,
                address.copy_with(query=sent.query.encode() or None),
                headers=dict(sent.headers),
                content=sent.body,
            )
        await self.work()
        return answer

    async def hear_of(self, out_trade_no: str) -> list[httpx.Response]:
        """Every message that the service has sent by now about that payment, one after the other."""
        return [await self.hear(sent) for sent in await self.rig.messages(out_trade_no)]

    def accepted(self, answer: httpx.Response) -> bool:
        """Whether the service would take this answer for “heard”."""
        ack = self.rig.gateway.ack(accepted=True)
        return (answer.status_code, answer.content) == (ack.status, ack.body)

    async def parse(self, sent: Sent, context: ChannelContext | None = None) -> VerifiedEvent:
        """What the gateway itself reads in a message."""
        request = RawRequest(
            method=sent.method,
            path=f"/pay/notify/{self.channel_id}",
            query=sent.query.encode(),
            headers={name.lower(): value for name, value in sent.headers.items()},
            body=sent.body,
            address="198.51.100.9",
        )
        return await self.rig.gateway.parse_notification(context or await self.context(), request)

    async def work(self) -> None:
        """Do what the shop has put into the queue about money, as its worker would."""
        jobs = {
            job.name: job
            for job in shop_jobs()
            if job.name.startswith("payments.") and job.name != ANNOUNCE_JOB
        }
        while queued := await self._due(list(jobs)):
            for row in queued:
                await jobs[row["entrypoint"]].run(
                    self.street.runtime, self.shop, msgspec.json.decode(row["payload"] or b"{}")
                )

    async def ask(self, out_trade_no: str) -> None:
        """The shop asks the service about a payment of which it has heard nothing."""
        await query_by_number(self.street.runtime, self.shop, {"out_trade_no": out_trade_no})
        await self.work()

    async def expire(self, order: PlacedOrder) -> None:
        now = self.street.runtime.clock.now()
        assert await end_order(self.street.runtime, self.shop, order.id, EXPIRED, actor="clock", now=now)

    async def second_attempt(self, order: PlacedOrder) -> str:
        """The buyer tries another time: a second payment of the same order, under a number of its own."""
        number = f"{order.number}02"
        async with shop_scope(self.shop) as scope:
            await scope.execute(
                "insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state,"
                " created_at, expires_at) values ($1, $2, $3, $4, 2, $5, $6, 'created', $7, $8)",
                new_id(), order.id, self.channel_id, number, order.to_pay.minor, order.to_pay.currency,
                self.street.runtime.clock.now(), order.expires_at,
            )  # fmt: skip
        return number

    async def empty_the_shelf(self) -> None:
        async with shop_scope(self.shop) as scope:
            await scope.execute(
                "update code set state = 'void' where state = 'free' and sku_id = $1", self.counter.sku_id
            )

    async def state(self, order: PlacedOrder) -> str:
        async with shop_scope(self.shop) as scope:
            return str(await scope.fetchval("select state from purchase where id = $1", order.id))

    async def payment_state(self, out_trade_no: str) -> str:
        async with shop_scope(self.shop) as scope:
            return str(
                await scope.fetchval("select state from payment where out_trade_no = $1", out_trade_no)
            )

    async def codes_sold(self) -> int:
        async with shop_scope(self.shop) as scope:
            return int(
                await scope.fetchval(
                    "select count(*) from code where state = 'sold' and sku_id = $1", self.counter.sku_id
                )
            )

    async def events_stored(self) -> int:
        async with shop_scope(self.shop) as scope:
            return int(
                await scope.fetchval(
                    "select count(*) from gateway_event where channel_id = $1", self.channel_id
                )
            )

    async def _due(self, names: list[str]) -> list[Any]:
        rows: list[Any] = await self.street.owner_pool.fetch(
            "delete from queue.pgqueuer where shop = $1 and entrypoint = any($2) and execute_after <= now()"
            " returning entrypoint, payload",
            self.shop.schema,
            names,
        )
        return rows


@asynccontextmanager
async def open_till(
    street: Street, shop: Shop, rig: GatewayRig, form: Mapping[str, str], price: Money
) -> AsyncIterator[Till]:
    """A good and a channel of its own for one story. Raises `InvalidInput` when the form cannot be saved."""
    counter = await stock_shop(street.runtime, shop, rig.gateway, form, price)
    async with outbound_client(OutboundPolicy(allow_private=True, total_seconds=PATIENCE_SECONDS)) as http:
        yield Till(street, shop, rig, counter, http)
