"""Ada of the platform, Lin Wei the owner, and shops in any state of their life."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bodega.kernel.database import platform_scope
from bodega.lifecycle.checklist import REQUIRED, Check, keep_checks
from bodega.street.shop import Shop


@pytest.fixture
def now(street):
    return street.runtime.clock.now()


@pytest.fixture
def by_ada(now):
    return {"actor_id": None, "actor": "Ada", "now": now}


@pytest.fixture
async def by_lin(shop, now):
    async with platform_scope() as scope:
        owner = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
    return {"actor_id": owner, "actor": "Lin Wei", "now": now}


@pytest.fixture
def become(street) -> Callable[..., Awaitable[Shop]]:
    """The shop in another state, whatever led there."""

    async def become(shop: Shop, state: str, **columns: Any) -> Shop:
        async with platform_scope() as scope:
            await scope.execute("update shop set state = $2 where id = $1", shop.id, state)
            for name, value in columns.items():
                await scope.execute(f"update shop set {name} = $2 where id = $1", shop.id, value)
        await street.runtime.directory.announce_change(shop.id)
        return await street.runtime.directory.by_id(shop.id)

    return become


@pytest.fixture
def pass_everything(now):
    """A clean checklist, measured an hour ago."""

    async def pass_everything(shop: Shop) -> None:
        checks = [Check(code, title, "passed") for code, title in REQUIRED.items()]
        await keep_checks(shop.id, checks, now=now - timedelta(hours=1))

    return pass_everything
