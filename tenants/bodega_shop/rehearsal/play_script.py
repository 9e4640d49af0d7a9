"""The scripted rehearsal: furnish the twin, play every scene, and fill the launch checklist with what was measured."""

import time
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.rehearsal.furnish_twin import furnish_twin
from bodega_shop.rehearsal.keep_run import Run, begin_step, end_run, end_step, read_steps, start_run
from bodega_shop.rehearsal.measure_script import measure_script
from bodega_shop.rehearsal.practice_buyer import PracticeBuyer, practice_buyer
from bodega_shop.rehearsal.scenes import GOOD, SCENES, Scene, Stage, sell_good
from bodega_shop.rehearsal.survey_shop import survey_shop

PLAY_JOB = "rehearsal.play"
MOST_GOODS = 10

_GOODS = """
    select distinct on (p.id) s.id from product p join sku s on s.product_id = p.id and s.active
     where p.state = 'published' and p.slug not like 'rehearsal-%' and s.price > 0
     order by p.id, s.position limit $1"""

log = structlog.get_logger()


async def play_script(runtime: Runtime, twin: Shop, payload: dict[str, Any]) -> None:
    """The job. Scenes that were played before a worker died are not played again."""
    run = await start_run(twin, UUID(payload["run_id"]), now=runtime.clock.now())
    if run is None or twin.rehearses is None:
        return
    try:
        await furnish_twin(runtime, twin)
        twin = await runtime.directory.by_id(twin.id)
        async with practice_buyer(runtime, twin) as buyer:
            await _play_all(runtime, buyer, run)
    except BodegaError as error:
        log.warning("rehearsal_stopped", twin=twin.slug, kind=error.kind)
        await end_run(twin, run.id, "failed", problem=str(error), now=runtime.clock.now())
        return
    passed = await measure_script(twin, run.id, now=runtime.clock.now())
    if twin.rehearses is not None:
        await survey_shop(runtime, await runtime.directory.by_id(twin.rehearses))
    await end_run(twin, run.id, "passed" if passed else "failed", now=runtime.clock.now())


async def _play_all(runtime: Runtime, buyer: PracticeBuyer, run: Run) -> None:
    done = {step.place for step in await read_steps(buyer.twin, run.id, ("right", "wrong", "lost"))}
    for place, (kind, scene, sku_id) in enumerate(await _programme(buyer.twin), start=1):
        if place not in done:
            await begin_step(buyer.twin, run.id, place, kind, now=runtime.clock.now())
            await _play(runtime, run.id, place, scene, Stage(buyer, sku_id))


async def _programme(twin: Shop) -> list[tuple[str, Scene, UUID | None]]:
    async with shop_scope(twin) as scope:
        goods = [row["id"] for row in await scope.fetch(_GOODS, MOST_GOODS)]
    own: list[tuple[str, Scene, UUID | None]] = [(GOOD, sell_good, sku_id) for sku_id in goods]
    return [*own, *((kind, scene, None) for kind, (scene, _) in SCENES.items())]


async def _play(runtime: Runtime, run_id: UUID, place: int, scene: Scene, stage: Stage) -> None:
    """A scene that fails is written down with why, and the next one begins."""
    twin, began = stage.buyer.twin, time.perf_counter()
    problem = ""
    try:
        await scene(stage)
    except BodegaError as error:
        problem = str(error)
        log.info("scene_failed", place=place, problem=problem, seconds=round(time.perf_counter() - began, 1))
    await end_step(
        twin, run_id, place, "wrong" if problem else "right",
        number=stage.number, milliseconds=stage.milliseconds, problem=problem, now=runtime.clock.now(),
    )  # fmt: skip
