"""星海点卡行 after an ordinary day: orders that were delivered, wait, ended, were set aside, or paid from the balance."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.proof_door import Difference
from bodega_shop.books.accounts import ADJUSTMENTS, wallet_of
from bodega_shop.books.audit_shop import CHECKS, audit_shop
from bodega_shop.books.book_transfer import Leg, book
from bodega_shop.books.find_differences import find_differences
from bodega_shop.delivery.reveal_codes import reveal_codes
from bodega_shop.floor import floor_of
from bodega_shop.orders.expire_orders import end_order
from bodega_shop.orders.order_request import Buyer, OrderRequest, PlacedOrder, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment


@dataclass
class Day:
    """The shop at the end of that day, and its auditor."""

    stand: object
    delivered: PlacedOrder
    surplus: PlacedOrder
    aside: PlacedOrder
    waiting: PlacedOrder
    expired: PlacedOrder
    balanced: PlacedOrder
    part_paid: PlacedOrder
    customer_id: UUID
    server_url: str

    async def audit(self) -> Sequence[Difference]:
        return await audit_shop(self.stand.shop)

    async def audit_doctored(self, sql: str, *args: object) -> Sequence[Difference]:
        """What an audit says after `sql` changed one row as only the server's own administrator can; then it is undone."""
        connection = await asyncpg.connect(self.server_url)
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute(f"set local search_path to {self.stand.shop.schema}")
            done = await connection.execute(sql, *args)
            assert done.rpartition(" ")[2] == "1", done
            return await find_differences(connection, CHECKS)
        finally:
            await transaction.rollback()
            await connection.close()


async def pay(stand, order: PlacedOrder, *, minor: int = 9980, txn: str = "") -> str:
    claim = Claim(
        stand.channel_id, f"event-{order.number}-{txn}", f"{order.number}01", txn or f"T{order.number}",
        Money(minor, "CNY"), b"", "channel:epay",
    )  # fmt: skip
    return (await confirm_payment(stand.shop, await stand.profile(), claim, now=datetime.now(UTC))).word


async def sign_up(stand, principal: int) -> UUID:
    """Chen Hao, with that much on the balance."""
    customer_id, now = new_id(), datetime.now(UTC)
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into customer (id, email, email_digest, password_hash, locale, state, consent, consent_at, created_at,"
            " seen_at) values ($1, 'chen.hao@example.com', $2, 'none', 'zh-CN', 'active', '1', $3, $3, $3)",
            customer_id, customer_id.bytes, now,
        )  # fmt: skip
        await scope.execute(
            "insert into wallet (customer_id, currency, principal, changed_at) values ($1, 'CNY', $2, $3)",
            customer_id, principal, now,
        )  # fmt: skip
        leg = Leg(
            "adjustment", new_id(), "credit", ADJUSTMENTS, wallet_of(customer_id), Money(principal, "CNY")
        )
        await book(scope, leg, now=now)
    return customer_id


async def order_from_balance(stand, customer_id: UUID) -> PlacedOrder:
    request = OrderRequest(
        (WantedLine(stand.sku_id, 1),), "chen.hao@example.com", "epay", "zh-CN", "198.51.100.4", "storefront", "1", None,
        buyer=Buyer(customer_id, use_balance=True),
    )  # fmt: skip
    return await place_order(
        stand.shop, await stand.profile(), floor_of(stand.street.runtime).tending, request,
        limit_per_address=0, now=datetime.now(UTC),
    )  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def day(another_stand, servers, settings) -> AsyncIterator[Day]:
    """One for the whole file: nobody changes it for good."""
    stand = await another_stand(codes=12)
    await stand.set(unpaid_per_contact=0)
    delivered, surplus, aside = await stand.place(), await stand.place(), await stand.place()
    waiting, expired = await stand.place(), await stand.place()
    assert await pay(stand, delivered) == "delivered"
    await reveal_codes(
        stand.shop, delivered.id, quantity=1, actor="buyer", via="tap", address="198.51.100.4", now=datetime.now(UTC)
    )  # fmt: skip
    assert await pay(stand, surplus) == "delivered"
    assert await pay(stand, surplus, txn="again") == "surplus"
    assert await pay(stand, aside, minor=9900) == "needs_review"
    runtime = stand.street.runtime
    await end_order(runtime, stand.shop, expired.id, "expired", actor="clock", now=datetime.now(UTC))
    customer_id = await sign_up(stand, 12000)
    balanced = await order_from_balance(stand, customer_id)
    part_paid = await order_from_balance(stand, customer_id)
    url = urlsplit(servers.database_url)._replace(path=urlsplit(settings.database_url).path).geturl()
    yield Day(stand, delivered, surplus, aside, waiting, expired, balanced, part_paid, customer_id, url)
