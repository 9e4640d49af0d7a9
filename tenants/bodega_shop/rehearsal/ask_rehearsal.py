"""Start a rehearsal from the shop's console: open the twin where there is none, then play in it."""

from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound, StateConflict, Unavailable
from bodega.kernel.jobs import enqueue
from bodega.lifecycle.open_twin import find_twin, open_twin
from bodega.runtime import Runtime
from bodega.street.open_shop import Opening
from bodega.street.shop import Shop
from bodega_shop.rehearsal.furnish_twin import plugins_of_twin
from bodega_shop.rehearsal.keep_run import ask_run, end_run, last_run
from bodega_shop.rehearsal.play_script import PLAY_JOB
from bodega_shop.rehearsal.practice_money import find_practice
from bodega_shop.rehearsal.run_long import MINUTE_JOB, ORDERS


async def ask_script(runtime: Runtime, shop: Shop, *, actor_id: UUID, actor: str) -> None:
    """The scripted rehearsal; a twin that is opened for it begins by itself when it is there.

    Raises `Unavailable` where no practice gateway runs, `StateConflict` while one is under way.
    """
    if find_practice(runtime) is None:
        raise Unavailable("No practice gateway runs here. Whoever operates the platform starts it.")
    twin = await find_twin(shop.id)
    now = runtime.clock.now()
    if twin is None:
        plugins = plugins_of_twin(runtime, shop)
        await open_twin(runtime, shop, plugins, actor_id=actor_id, actor=actor, now=now)
        return
    if twin.state != "rehearsal":
        raise StateConflict("The rehearsal is being prepared. Please look again in a moment.")
    async with shop_scope(await runtime.directory.by_id(twin.id)) as scope:
        if not await enqueue_script(scope, runtime):
            raise StateConflict("A rehearsal is under way.")


async def enqueue_script(scope: Scope, runtime: Runtime) -> bool:
    """In the twin's own scope; False while one waits or runs."""
    run_id = await ask_run(scope, "script", 0, now=runtime.clock.now())
    if run_id is None:
        return False
    await enqueue(scope, PLAY_JOB, {"run_id": str(run_id)})
    return True


async def begin_in_new_twin(scope: Scope, opening: Opening) -> None:
    """While a twin is being opened, in its own transaction: what it was opened for follows by itself."""
    run_id = await ask_run(scope, "script", 0, now=opening.now)
    if run_id is not None:
        await enqueue(scope, PLAY_JOB, {"run_id": str(run_id)})


async def ask_long_run(runtime: Runtime, shop: Shop) -> None:
    """The 72-hour run. Raises `NotFound` without a twin, `StateConflict` while it goes on."""
    twin = await twin_of(runtime, shop)
    async with shop_scope(twin) as scope:
        run_id = await ask_run(scope, "long", ORDERS, now=runtime.clock.now())
        if run_id is None:
            raise StateConflict("The long run goes on already.")
        await enqueue(scope, MINUTE_JOB, {"run_id": str(run_id)})


async def stop_long_run(runtime: Runtime, shop: Shop) -> None:
    """Raises `NotFound` without a twin or a run."""
    twin = await twin_of(runtime, shop)
    run = await last_run(twin, "long")
    if run is None:
        raise NotFound
    await end_run(twin, run.id, "stopped", now=runtime.clock.now())


async def twin_of(runtime: Runtime, shop: Shop) -> Shop:
    """The open twin of that shop; raises `NotFound`."""
    found = await find_twin(shop.id)
    if found is None or found.state != "rehearsal":
        raise NotFound("Nothing is being rehearsed yet.")
    return await runtime.directory.by_id(found.id)
