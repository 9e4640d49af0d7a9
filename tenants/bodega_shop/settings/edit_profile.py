"""Change the shop's profile: what it is called, how it speaks and looks, and the rules of its counter."""

from dataclasses import dataclass, fields
from datetime import datetime

from bodega.kernel.database import Scope, platform_scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.compliance.check_shop_name import check_shop_name
from bodega_shop.compliance.ground import ground_of
from bodega_shop.compliance.judge_soon import judge_soon
from bodega_shop.floor import floor_of
from bodega_shop.refunds.plan_automatic_refund import look_again
from bodega_shop.settings.profile import Profile, read_profile
from bodega_shop.settings.record_deed import Actor, record_deed

_PRICED = "select exists (select 1 from sku) or exists (select 1 from purchase)"


@dataclass(frozen=True)
class _Change:
    """What differs, by column; the names are those of our own structure."""

    profile: Profile
    names: list[str]


async def edit_profile(runtime: Runtime, shop: Shop, profile: Profile, *, by: Actor, now: datetime) -> None:
    """Every process forgets the old profile. Raises `InvalidInput` naming the field."""
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        await scope.execute("select 1 from profile for update")
        before = await read_profile(scope)
        names = [field.name for field in fields(Profile) if _differs(field.name, before, profile)]
        if not names:
            return
        change = _Change(profile, names)
        await _check(runtime, shop, scope, change)
        if "name" in names:
            check_shop_name(ground.book, profile.name)
        await _write(scope, change, now)
        if "auto_refund_minutes" in names and profile.auto_refund_minutes is not None:
            await look_again(scope, now)
        if {"name", "notice"} & set(names):
            await judge_soon(scope)
        await record_deed(scope, "profile.changed", str(shop.id), by=by, now=now, fields=names)
    await _tell_registry(shop, profile)
    await runtime.directory.announce_change(shop.id)


def _differs(name: str, before: Profile, after: Profile) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


async def _check(runtime: Runtime, shop: Shop, scope: Scope, change: _Change) -> None:
    if "currency" in change.names and await scope.fetchval(_PRICED):
        raise InvalidInput(
            "The currency can be changed only while there is no priced product and no order.",
            field="currency",
        )
    if "theme" in change.names:
        offered = {theme.code for theme in floor_of(runtime).themes.enabled_in(shop)}
        if change.profile.theme not in offered:
            raise InvalidInput("Please choose one of these.", field="theme")


async def _write(scope: Scope, change: _Change, now: datetime) -> None:
    columns = ", ".join(f"{name} = ${place}" for place, name in enumerate(change.names, start=2))
    values = [getattr(change.profile, name) for name in change.names]
    await scope.execute(f"update profile set changed_at = $1, {columns}", now, *values)


async def _tell_registry(shop: Shop, profile: Profile) -> None:
    """The street knows a shop's name and language too; it hears of them after the shop has them."""
    async with platform_scope() as scope:
        await scope.execute(
            "update shop set name = $2, locale = $3, version = version + 1 where id = $1",
            shop.id,
            profile.name,
            profile.locale,
        )
