"""A shop with a past: orders of other days, batches with a cost, and the clock of the street."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.insight.count_goods import count_all

ZONE = ZoneInfo("Asia/Shanghai")


class Past:
    """What happened at a stand before today."""

    def __init__(self, stand) -> None:
        self.stand = stand
        self.runtime = stand.street.runtime
        self.now: datetime = self.runtime.clock.now()
        self.zone = ZONE
        self.today = self.now.astimezone(ZONE).date()

    async def sell(
        self, units: int, *, days_ago: int, state: str = "delivered", sku_id=None, kind: str = "goods"
    ) -> None:
        """One order at noon of that day, paid through the stand's channel."""
        at = datetime.combine(self.today - timedelta(days=days_ago), datetime.min.time(), ZONE) + timedelta(
            hours=12
        )
        order, price = new_id(), self.stand.price
        async with shop_scope(self.stand.shop) as scope:
            await scope.execute(
                "insert into purchase (id, number, state, contact, contact_digest, locale, currency, total, address, source,"
                " consent, placed_at, expires_at, kind, exception)"
                " values ($1, $2, $3, 'a', 'a', 'zh-CN', 'CNY', $4, 'a', 'storefront', '1', $5, $5, $6, $7)",
                order, order.hex, state, units * price, at, kind, "goods_missing" if state == "exception" else "",
            )  # fmt: skip
            await scope.execute(
                "insert into purchase_line (id, purchase_id, sku_id, product_id, product_title, sku_name, quantity, unit_price,"
                " amount, reasons) values ($1, $2, $3, $1, '星海点卡', '100元', $4, $5, $6, '[]')",
                new_id(), order, sku_id or self.stand.sku_id, units, price, units * price,
            )  # fmt: skip
            await scope.execute(
                "insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state, created_at,"
                " expires_at, paid_at) values ($1, $2, $3, $4, 1, 1, 'CNY', 'succeeded', $5, $5, $5)",
                new_id(), order, self.stand.channel_id, order.hex + "01", at,
            )  # fmt: skip

    async def sell_daily(self, units: int, *, first: int = 56, last: int = 1) -> None:
        """That many on each day from `first` days ago to `last` days ago."""
        for days_ago in range(first, last - 1, -1):
            await self.sell(units, days_ago=days_ago)

    async def batches(self, **columns: object) -> None:
        """What is true of all batches of the stand, such as their unit_cost or created_at."""
        await self._all("batch", columns)

    async def channel(self, **columns: object) -> None:
        await self._all("channel", columns)

    async def codes(self, **columns: object) -> None:
        await self._all("code", columns)

    async def _all(self, table: str, columns: dict[str, object]) -> None:
        async with shop_scope(self.stand.shop) as scope:
            for name, value in columns.items():
                await scope.execute(f"update {table} set {name} = $1", value)

    async def count(self) -> None:
        """The job of the night."""
        await count_all(self.runtime, self.stand.shop, now=self.now)

    async def judged(self, sku_id=None) -> dict[str, object]:
        """The kept score of the good."""
        async with shop_scope(self.stand.shop) as scope:
            row = await scope.fetchrow(
                "select * from selection_score where sku_id = $1", sku_id or self.stand.sku_id
            )
        return dict(row)


@dataclass(frozen=True)
class Owner:
    account_id: UUID
    name: str


@pytest.fixture
def lin_wei() -> Owner:
    return Owner(new_id(), "Lin Wei")


@pytest.fixture
def past(stand) -> Past:
    return Past(stand)


@pytest.fixture
def past_of():
    return Past


@pytest.fixture
def sums_of():
    """What the platform keeps, as whoever runs it would see it."""

    async def read(table: str) -> list[dict[str, object]]:
        async with platform_scope() as scope:
            return [dict(row) for row in await scope.fetch(f"select * from {table} order by good_key")]

    return read
