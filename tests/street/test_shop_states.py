"""Freezing, thawing, closing, approving and refusing shops: which state follows which, once, on the record."""

import asyncio

import msgspec
import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, SettingError, StateConflict
from bodega.street.close_shop import close_shop
from bodega.street.freeze_shop import freeze_shop
from bodega.street.list_shops import count_shops, list_shops
from bodega.street.look_at_shop import look_at_shop
from bodega.street.open_again import open_again
from bodega.street.open_shop import approve_opening, ask_for_shop
from bodega.street.refuse_opening import refuse_opening
from bodega.street.street_jobs import run_opening
from bodega.street.thaw_shop import thaw_shop


@pytest.fixture
def by_ada(street):
    """Who does it, and when."""
    return {"actor_id": None, "actor": "Ada", "now": street.runtime.clock.now()}


@pytest.fixture
async def requested(street, by_ada):
    return await ask_for_shop(
        street.runtime,
        slug=f"mobi-{str(await street.account('Mobi'))[-10:]}",
        name="墨笔软件",
        owner_id=await street.account("Mobi"),
        locale="en",
        at_once=False,
        now=by_ada["now"],
    )


async def test_a_frozen_shop_takes_no_orders_in_any_process(street, shop, by_ada):
    known = await street.runtime.directory.by_host(shop.canonical_host)
    assert known.takes_orders
    await freeze_shop(street.runtime, shop.id, reason="Reported codes.", **by_ada)
    frozen = await street.runtime.directory.by_host(shop.canonical_host)
    assert (frozen.takes_orders, frozen.state_reason) == (False, "Reported codes.")
    assert frozen.version == known.version + 1


async def test_of_two_who_freeze_at_once_one_is_told_that_it_is_done(street, shop, by_ada):
    async def freeze(reason):
        await freeze_shop(street.runtime, shop.id, reason=reason, **by_ada)

    outcomes = await asyncio.gather(freeze("One."), freeze("Two."), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StateConflict"]
    async with platform_scope() as scope:
        entries = await scope.fetchval(
            "select count(*) from audit_entry where shop_id = $1 and deed = 'shop.frozen'", shop.id
        )
    assert entries == 1


async def test_a_closed_shop_stays_closed(street, shop, by_ada):
    await freeze_shop(street.runtime, shop.id, reason="First.", **by_ada)
    await close_shop(street.runtime, shop.id, reason="For good.", **by_ada)
    with pytest.raises(StateConflict):
        await thaw_shop(street.runtime, shop.id, **by_ada)
    with pytest.raises(StateConflict):
        await close_shop(street.runtime, shop.id, reason="Again.", **by_ada)
    assert (await look_at_shop(shop.id)).state_reason == "For good."


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
async def test_a_reason_is_given_and_short(street, shop, by_ada, reason):
    with pytest.raises(InvalidInput) as refused:
        await freeze_shop(street.runtime, shop.id, reason=reason, **by_ada)
    assert refused.value.field == "reason"
    assert (await look_at_shop(shop.id)).state == "live"


async def test_an_open_shop_is_neither_approved_nor_refused_nor_opened_again(street, shop, by_ada):
    with pytest.raises(StateConflict):
        await approve_opening(street.runtime, shop.id, **by_ada)
    with pytest.raises(StateConflict):
        await refuse_opening(street.runtime, shop.id, reason="Late.", **by_ada)
    with pytest.raises(StateConflict):
        await open_again(street.runtime, shop.id, **by_ada)
    with pytest.raises(StateConflict):
        await thaw_shop(street.runtime, shop.id, **by_ada)


async def test_an_approved_shop_is_opened_by_the_job_and_only_once(street, requested, by_ada):
    assert (await street.runtime.directory.by_id(requested)).state == "review"
    await approve_opening(street.runtime, requested, **by_ada)
    for _ in range(2):
        await run_opening(street.runtime, {"shop_id": str(requested)})
    shop = await look_at_shop(requested)
    assert (shop.state, shop.workers[0].role) == ("live", "owner")
    async with platform_scope() as scope:
        opened = await scope.fetchval(
            "select count(*) from audit_entry where shop_id = $1 and deed = 'shop.opened'", requested
        )
    assert opened == 1


async def test_the_job_does_not_believe_what_its_process_remembers(street, requested, by_ada):
    await street.runtime.directory.by_id(requested)
    async with platform_scope() as scope:
        await scope.execute("update shop set state = 'opening' where id = $1", requested)
    await run_opening(street.runtime, {"shop_id": str(requested)})
    assert (await look_at_shop(requested)).state == "live"


async def test_a_refused_shop_is_not_opened(street, requested, by_ada):
    await refuse_opening(street.runtime, requested, reason="No licence.", **by_ada)
    await run_opening(street.runtime, {"shop_id": str(requested)})
    assert (await look_at_shop(requested)).state == "refused"


async def test_a_worker_without_the_provisioning_log_in_says_what_is_missing(
    street, requested, by_ada, monkeypatch
):
    await approve_opening(street.runtime, requested, **by_ada)
    without = msgspec.structs.replace(street.runtime.settings, owner_database_url="")
    monkeypatch.setattr(street.runtime, "settings", without)
    with pytest.raises(SettingError, match="BODEGA_OWNER_DATABASE_URL"):
        await run_opening(street.runtime, {"shop_id": str(requested)})


async def test_the_list_narrows_by_state_and_counts_them(street, requested):
    waiting, _ = await list_shops(state="review")
    assert requested in {shop.id for shop in waiting}
    opened, _ = await list_shops(state="live")
    assert requested not in {shop.id for shop in opened}
    assert (await count_shops())["review"] >= 1
