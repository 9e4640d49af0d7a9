"""Set what a tier pays for everything, for a category or for one good, and take such a price off again."""

import re
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from bodega_membership.ladder import WHOLE, Target
from bodega_membership.name_goods import list_targets
from bodega_membership.read_standing import read_ladder
from bodega_membership.save_tier import tier_of
from bodega_shop.extend import ConsoleDesk, Form, Money, NotFound, PluginContext, Scope, new_id

EVERYTHING = "all"

_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")

_SET = """
    insert into membership_price (id, tier_id, target, target_id, points, price, currency)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (tier_id, target, target_id) do update
       set points = excluded.points, price = excluded.price, currency = excluded.currency"""


@dataclass(frozen=True)
class _Wanted:
    target: Target
    target_id: UUID | None
    points: int | None
    price: Money | None


async def set_price(ctx: PluginContext, desk: ConsoleDesk, tier_id: UUID, form: Form) -> None:
    """One price for each target: a second one takes the place of the first. Raises `InvalidInput`, `NotFound`."""
    async with ctx.tables() as scope:
        tier = tier_of(await read_ladder(scope), tier_id)
        wanted = await _read(scope, form)
        form.require_ok()
        price = wanted.price
        await scope.execute(
            _SET, new_id(), tier_id, wanted.target, wanted.target_id, wanted.points,
            price.minor if price else None, price.currency if price else None,
        )  # fmt: skip
        await desk.record(
            scope, "membership.price_set", str(tier_id), tier=tier.name, target=form.value("target"),
            points=wanted.points, price=price.to_decimal_text() if price else "",
        )  # fmt: skip


async def take_price_off(ctx: PluginContext, desk: ConsoleDesk, tier_id: UUID, price_id: UUID) -> None:
    """Raises `NotFound`."""
    async with ctx.tables() as scope:
        gone = await scope.execute(
            "delete from membership_price where id = $1 and tier_id = $2", price_id, tier_id
        )
        if not gone:
            raise NotFound
        await desk.record(scope, "membership.price_taken_off", str(tier_id), price=str(price_id))


async def _read(scope: Scope, form: Form) -> _Wanted:
    chosen = form.choice("target", {EVERYTHING, *(value for value, _ in await list_targets(scope))})
    kind, _, identifier = chosen.partition(":")
    if not form.ok:
        return _Wanted("all", None, WHOLE, None)
    target, target_id = cast("Target", kind), UUID(identifier) if identifier else None
    if not form.filled("price"):
        return _Wanted(target, target_id, WHOLE - _percent(form), None)
    if form.filled("percent"):
        form.refuse("price", "Please fill in one of the two.")
    if target != "sku":
        form.refuse("price", "Only a single good can have a price of its own.")
    currency = await scope.fetchval("select currency from sku where id = $1", target_id)
    return _Wanted(target, target_id, None, form.amount("price", currency or "CNY"))


def _percent(form: Form) -> int:
    """`7.5` percent as 750 ten-thousandths."""
    found = _PERCENT.fullmatch(form.value("percent").strip().removesuffix("%"))
    if found is None:
        form.refuse("percent", "Please enter a percentage, such as 5 or 7.5.")
        return 0
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if points > WHOLE:
        form.refuse("percent", "At most 100 percent, please.")
    return min(points, WHOLE)
