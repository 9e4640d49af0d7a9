"""Copy what a shop sells and how it looks into its twin: read there, written here, never in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.street.shop import Shop

# The only currency of the practice gateway's protocol. Figures stay as they are.
CURRENCY = "CNY"
_PROFILE = (
    "name", "notice", "contact", "locale", "time_zone", "theme", "accent", "icp_number", "terms", "hide_stock",
    "low_stock", "reserve_minutes", "accept_late", "payback_days", "auto_refund_minutes", "voucher_years", "changed_at",
)  # fmt: skip
_TABLES: Mapping[str, tuple[str, ...]] = {
    "category": ("id", "parent_id", "slug", "name", "level", "position", "visible", "trade"),
    "product": (
        "id", "category_id", "slug", "title", "kind", "introduction", "how_to", "guarantee", "image_id", "state",
        "position", "created_at", "changed_at",
    ),
    "sku": ("id", "product_id", "name", "price", "currency", "min_quantity", "max_quantity", "active", "position"),
    "bonus_step": ("id", "least", "bonus", "created_at"),
}  # fmt: skip
_IMAGE = ("id", "content_type", "width", "height", "body", "created_at")


@dataclass(frozen=True)
class Goods:
    """The rows of a shop by table, parents before children, and its profile."""

    profile: Mapping[str, Any]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


async def copy_goods(shop: Shop, twin: Shop) -> None:
    """Done again it brings the twin up to date; what the shop no longer has goes off sale there."""
    goods = await _read(shop)
    await _copy_images(shop, twin)
    async with shop_scope(twin) as scope:
        await _write_profile(scope, goods.profile)
        for table, rows in goods.rows.items():
            for row in rows:
                await _put(scope, table, row)
        kept = [row["id"] for row in goods.rows["product"]]
        await scope.execute(
            "update product set state = 'draft' where id <> all($1::uuid[]) and slug not like 'rehearsal-%'",
            kept,
        )


async def _read(shop: Shop) -> Goods:
    async with shop_scope(shop) as scope:
        profile = await scope.fetchrow(f"select {', '.join(_PROFILE)} from profile")
        rows = {
            table: [
                dict(row)
                for row in await scope.fetch(f"select {', '.join(columns)} from {table}{_order(table)}")
            ]
            for table, columns in _TABLES.items()
        }
    return Goods(dict(profile or {}), rows)


def _order(table: str) -> str:
    return " order by level, id" if table == "category" else " order by id"


async def _copy_images(shop: Shop, twin: Shop) -> None:
    """One at a time: a catalogue's images may be larger than what a process should hold."""
    async with shop_scope(shop) as scope:
        wanted = [row["id"] for row in await scope.fetch("select id from image order by id")]
    async with shop_scope(twin) as scope:
        there = {row["id"] for row in await scope.fetch("select id from image")}
    for image_id in wanted:
        if image_id not in there:
            await _copy_image(shop, twin, image_id)


async def _copy_image(shop: Shop, twin: Shop, image_id: UUID) -> None:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(f"select {', '.join(_IMAGE)} from image where id = $1", image_id)
    if row is not None:
        async with shop_scope(twin) as scope:
            await _put(scope, "image", dict(row))


async def _write_profile(scope: Scope, profile: Mapping[str, Any]) -> None:
    """Nobody counts how many orders testers leave unpaid, and the shop's currency is that of practice money."""
    columns = ", ".join(f"{name} = ${place}" for place, name in enumerate(profile, start=2))
    await scope.execute(
        f"update profile set currency = $1, unpaid_per_contact = 0, unpaid_per_address = 0, {columns}",
        CURRENCY, *profile.values(),
    )  # fmt: skip


async def _put(scope: Scope, table: str, row: Mapping[str, Any]) -> None:
    values = {**row, **({"currency": CURRENCY} if "currency" in row else {})}
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    changes = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
    await scope.execute(
        f"insert into {table} ({', '.join(values)}) values ({places}) on conflict (id) do update set {changes}",
        *values.values(),
    )
