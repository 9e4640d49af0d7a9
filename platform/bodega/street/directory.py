"""Which shop answers under which host, kept in memory and forgotten everywhere when the registry changes."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bodega.billing.limits import NO_LIMITS, Limits
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import CHINESE
from bodega.kernel.vault import MasterKey, ShopVault
from bodega.plugins.discover import Extensions
from bodega.street.policy import read_policy
from bodega.street.shop import Shop, SoftLaunch

CHANGED = "bodega:shop-changed"
EVERY_SHOP = b"*"
KEEP_SECONDS = 60.0
KEEP_UNKNOWN_SECONDS = 5.0
MOST_KEPT = 50_000

_SELECT = """
    select s.id, s.slug, s.schema_name, s.node, s.name, s.state, s.state_reason, s.locale, s.version, s.wrapped_key,
           s.trades, s.papers, s.vouched, s.rehearses, s.soft_orders_per_day, s.soft_campaign_budget, s.closes_at,
           s.closing_reason,
           (select jsonb_build_object('name', l.name, 'code', l.code, 'goods', l.goods, 'staff', l.staff, 'orders', l.orders,
                                      'plugins', l.plugins, 'domains', l.domains)
              from subscription u join plan l on l.id = u.plan_id where u.shop_id = s.id) as plan,
           (select u.stops_orders_at from subscription u where u.shop_id = s.id) as stops_orders_at,
           (select h.host from shop_host h where h.shop_id = s.id and h.canonical) as canonical_host,
           (select h.host from shop_host h where h.shop_id = s.id and h.leads) as leading_host,
           (select array_agg(h.host) from shop_host h where h.shop_id = s.id) as hosts,
           (select array_agg(p.plugin) from shop_plugin p where p.shop_id = s.id and p.enabled) as enabled,
           (select coalesce(jsonb_object_agg(p.plugin, p.settings), '{}')
              from shop_plugin p where p.shop_id = s.id) as plugins,
           (select coalesce(jsonb_object_agg(y.name, y.value), '{}') from policy y) as policy
      from shop s where """

log = structlog.get_logger()


@dataclass(frozen=True)
class _Kept:
    shop: Shop | None
    until: float


class Directory:
    """Looks shops up by host, id, slug or schema; every answer is a snapshot."""

    def __init__(self, master: MasterKey, redis: Redis, extensions: Extensions) -> None:
        self._master = master
        self._redis = redis
        self._extensions = extensions
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._on_change: list[Callable[[UUID], None]] = []
        self._on_policy: list[Callable[[], None]] = []

    async def by_host(self, host: str) -> Shop | None:
        return await self._find("host", host, "s.id = (select shop_id from shop_host where host = $1)", host)

    async def by_schema(self, schema: str) -> Shop | None:
        return await self._find("schema", schema, "s.schema_name = $1", schema)

    async def by_slug(self, slug: str) -> Shop | None:
        return await self._find("slug", slug, "s.slug = $1", slug)

    async def by_id(self, shop_id: UUID) -> Shop:
        """The shop of that id; raises `NotFound`."""
        shop = await self._find("id", str(shop_id), "s.id = $1", shop_id)
        if shop is None:
            raise NotFound
        return shop

    def on_change(self, forget: Callable[[UUID], None]) -> None:
        """Call `forget(shop_id)` in this process whenever a shop changed anywhere."""
        self._on_change.append(forget)

    def on_policy(self, forget: Callable[[], None]) -> None:
        """Call `forget()` in this process whenever what the platform lays down or offers was changed anywhere."""
        self._on_policy.append(forget)

    async def announce_change(self, shop_id: UUID) -> None:
        """Make every process forget what it knows of this shop."""
        self.forget(shop_id)
        with suppress(RedisError):
            await self._redis.publish(CHANGED, str(shop_id))

    async def announce_policy(self) -> None:
        """Make every process read again what the platform lays down and offers; shops themselves have not changed."""
        self.forget_policy()
        with suppress(RedisError):
            await self._redis.publish(CHANGED, EVERY_SHOP)

    def forget_policy(self) -> None:
        self._kept.clear()
        for forget in self._on_policy:
            forget()

    def forget(self, shop_id: UUID) -> None:
        for key, kept in list(self._kept.items()):
            if kept.shop is None or kept.shop.id == shop_id:
                del self._kept[key]
        for forget in self._on_change:
            forget(shop_id)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """While open, hear of changes made by other processes."""
        task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            # A cancellation that arrives while the client connects gets lost in it, so one may not be enough.
            while not task.done():
                task.cancel()
                await asyncio.wait([task], timeout=0.2)
            with suppress(asyncio.CancelledError):
                await task

    async def _find(self, kind: str, name: str, where: str, argument: object) -> Shop | None:
        kept = self._kept.get((kind, name))
        now = time.monotonic()
        if kept is not None and kept.until > now:
            return kept.shop
        async with platform_scope() as scope:
            row = await scope.fetchrow(_SELECT + where, argument)
        shop = self._snapshot(dict(row)) if row else None
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[kind, name] = _Kept(shop, now + (KEEP_SECONDS if shop else KEEP_UNKNOWN_SECONDS))
        return shop

    def _snapshot(self, row: dict[str, object]) -> Shop:
        return snapshot(row, self._master, self._extensions)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.subscribe(CHANGED)
                    # What changed while nobody listened is unknown, so nothing kept can be trusted.
                    self.forget_policy()
                    async for message in subscription.listen():
                        if message["type"] != "message":
                            continue
                        if message["data"] == EVERY_SHOP:
                            self.forget_policy()
                        else:
                            self.forget(UUID(message["data"].decode()))
            except (RedisError, OSError) as error:
                log.warning("directory_listener_lost", error=str(error))
                await asyncio.sleep(1)


def snapshot(row: dict[str, object], master: MasterKey, extensions: Extensions) -> Shop:
    """A `Shop` from one row of the registry."""
    shop_id: UUID = row["id"]  # type: ignore[assignment]
    plugins: dict[str, dict[str, object]] = row["plugins"]  # type: ignore[assignment]
    # Settings are known before an extension is switched on, so that they can be tried.
    enabled = frozenset(row["enabled"] or ()) | extensions.always_on  # type: ignore[call-overload]
    return Shop(
        id=shop_id,
        slug=str(row["slug"]),
        schema=str(row["schema_name"]),
        node=str(row["node"]),
        name=str(row["name"]),
        state=str(row["state"]),
        state_reason=str(row["state_reason"]),
        locale=str(row["locale"]),
        canonical_host=str(row["canonical_host"] or ""),
        leading_host=str(row["leading_host"] or ""),
        hosts=frozenset(row["hosts"] or ()),  # type: ignore[call-overload]
        version=int(row["version"]),  # type: ignore[call-overload]
        trades=frozenset(row["trades"]),  # type: ignore[call-overload]
        papers=frozenset(row["papers"]),  # type: ignore[call-overload]
        vouched=bool(row["vouched"]),
        rehearses=row["rehearses"],  # type: ignore[arg-type]
        soft_launch=_soft_launch(row),
        closes_at=row["closes_at"],  # type: ignore[arg-type]
        closing_reason=str(row["closing_reason"]),
        limits=_limits(row["plan"], str(row["locale"])),  # type: ignore[arg-type]
        orders_stopped=row["stops_orders_at"] is not None,
        enabled=enabled,
        listeners=enabled & extensions.listening,
        plugin_settings=plugins,
        policy=read_policy(row["policy"]),  # type: ignore[arg-type]
        vault=ShopVault(shop_id, master.unwrap(row["wrapped_key"], shop_id)),  # type: ignore[arg-type]
    )


def _limits(plan: Mapping[str, Any] | None, locale: str) -> Limits:
    """A shop without a plan has no limits: the operator answers for it."""
    if plan is None:
        return NO_LIMITS
    numbers = {name: value for name, value in plan.items() if name != "name"}
    return Limits(plan["name"]["zh" if locale == CHINESE else "en"], **numbers)


def _soft_launch(row: dict[str, object]) -> SoftLaunch | None:
    if row["state"] != "soft":
        return None
    return SoftLaunch(int(row["soft_orders_per_day"]), int(row["soft_campaign_budget"]))  # type: ignore[call-overload]
