"""Bring the people and the shops of the demo into being; what is there already stays as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.demo.ask_to_open import ask_to_open
from bodega.demo.book import DemoBook, LogIn, ShopPage
from bodega.demo.shops import ADMIN, SHOPS, WISH, Person, PlannedShop
from bodega.demo.start_programs import RunningProgram
from bodega.demo.switch_on import enter_settings, switch_on
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.open_connections import open_pool
from bodega.kernel.settings import Settings
from bodega.plugins.extensions import Extensions
from bodega.plugins.manifest import DemoAccount, DemoShop, Manifest
from bodega.plugins.plugin_context import context_in
from bodega.runtime import Runtime, open_runtime
from bodega.staff.create_account import create_account
from bodega.staff.find_account import find_account
from bodega.staff.make_administrator import make_administrator
from bodega.street.open_shop import ask_for_shop, finish_opening
from bodega.street.shop import Shop

FILL_SECONDS = 60.0


@dataclass(frozen=True)
class FilledShop:
    """What is told of one shop; `addresses` are those that its extensions want told, by name."""

    shop: Shop
    page: ShopPage
    addresses: Mapping[str, str]


async def fill_street(
    settings: Settings,
    extensions: Extensions,
    book: DemoBook,
    programs: Sequence[RunningProgram],
    report: Callable[[str], None],
) -> list[FilledShop]:
    """Open and fill each shop on its first run; on every run bring its payment accounts up to date."""
    owner_pool = await open_pool(settings.owner_database_url, pool_size=2, max_queries=20_000)
    try:
        async with open_runtime(settings, extensions) as runtime:
            now = runtime.clock.now()
            await _ensure_account(ADMIN, book.pages.admin, now)
            await make_administrator(ADMIN.email, actor_id=None, actor="demo", now=now)
            filled = []
            for plan in SHOPS:
                report(f"Opening {plan.name}")
                filled.append(await _fill(runtime, owner_pool, plan, book, programs))
            report(f"Asking for {WISH.shop_name}")
            log_in = book.applicant(WISH.applicant.email)
            await ask_to_open(runtime, await _ensure_account(WISH.applicant, log_in, now), now=now)
            return filled
    finally:
        await owner_pool.close()


async def _fill(
    runtime: Runtime,
    owner_pool: asyncpg.Pool,
    plan: PlannedShop,
    book: DemoBook,
    programs: Sequence[RunningProgram],
) -> FilledShop:
    now = runtime.clock.now()
    page = book.shop(plan.slug, plan.owner.email)
    owner_id = await _ensure_account(plan.owner, page.owner, now)
    shop = await _ensure_open(runtime, owner_pool, plan, owner_id, now)
    accounts = {
        running.plugin: await _open_account(running, plan, page)
        for running in programs
        if running.program.open_account
    }
    demo_shop = DemoShop(owner_id, plan.owner.name, list(accounts.values()), page.filled, now)
    await _equip(runtime, owner_pool, shop, plan, programs, accounts, demo_shop)
    shop = await runtime.directory.by_id(shop.id)
    addresses: dict[str, str] = {}
    for manifest in runtime.extensions.manifests.values():
        if manifest.id in shop.enabled:
            addresses |= await _fill_in(runtime, manifest, shop, demo_shop)
    page.filled = True
    book.save()
    return FilledShop(shop, page, addresses)


async def _equip(
    runtime: Runtime,
    owner_pool: asyncpg.Pool,
    shop: Shop,
    plan: PlannedShop,
    programs: Sequence[RunningProgram],
    accounts: Mapping[str, DemoAccount],
    by: DemoShop,
) -> None:
    """Switch on what the shop has beside the usual, and tell it on every run where its programs are now."""
    if not by.filled:
        for plugin in plan.extensions:
            await switch_on(runtime, owner_pool, shop, plugin, by=by)
    for running in programs:
        if running.program.shop_settings and running.plugin in accounts:
            wanted = running.program.shop_settings(accounts[running.plugin])
            await switch_on(runtime, owner_pool, shop, running.plugin, by=by)
            await enter_settings(runtime, shop.id, running.plugin, wanted, by=by)


async def _fill_in(
    runtime: Runtime, manifest: Manifest, shop: Shop, demo_shop: DemoShop
) -> Mapping[str, str]:
    """What one extension brings; a stranger's that fails brings nothing and stops nobody."""
    fill = manifest.fill_demo
    if fill is None:
        return {}
    if manifest.always_on:
        return await fill(runtime, shop, demo_shop)
    try:
        return await runtime.dispatcher.guarded(
            shop.slug,
            manifest.id,
            "fill_demo",
            lambda: fill(context_in(runtime, shop, manifest), demo_shop),
            timeout_seconds=FILL_SECONDS,
        )
    except BodegaError:
        return {}


async def _ensure_account(person: Person, log_in: LogIn, now: datetime) -> UUID:
    async with platform_scope() as scope:
        account = await find_account(scope, log_in.email)
    if account is not None:
        return account.id
    return await create_account(
        email=log_in.email, name=person.name, password=log_in.password, locale=person.locale, now=now
    )


async def _ensure_open(
    runtime: Runtime, owner_pool: asyncpg.Pool, plan: PlannedShop, owner_id: UUID, now: datetime
) -> Shop:
    shop = await runtime.directory.by_slug(plan.slug)
    shop_id = (
        shop.id
        if shop
        else await ask_for_shop(
            runtime,
            slug=plan.slug,
            name=plan.name,
            owner_id=owner_id,
            locale=plan.locale,
            at_once=True,
            opens_into=plan.opens_into,
            now=now,
        )
    )
    await finish_opening(runtime, owner_pool, shop_id, now=now)
    return await runtime.directory.by_id(shop_id)


async def _open_account(running: RunningProgram, plan: PlannedShop, page: ShopPage) -> DemoAccount:
    account = DemoAccount(
        running.program.gateway, plan.name, running.base_url, page.account.pid, page.account.key
    )
    if running.program.open_account is not None:
        await running.program.open_account(running.base_url, running.secret, account)
    return account
