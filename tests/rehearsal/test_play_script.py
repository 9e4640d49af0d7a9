"""星海点卡行 rehearses: every kind of order over real HTTP in its twin, and nothing of the shop itself is touched."""

from bodega_shop.rehearsal.keep_run import last_run, read_steps
from bodega_shop.rehearsal.scenes import SCENES


async def test_every_scene_goes_as_it_must_and_the_shop_itself_stays_untouched(theatre):
    before = await theatre.counts()
    twin = await theatre.open_twin()
    await theatre.play()
    run = await last_run(twin, "script")
    steps = await read_steps(twin, run.id)
    assert [(step.kind, step.problem) for step in steps if step.outcome != "right"] == []
    assert run.state == "passed", run.problem
    assert [step.kind for step in steps] == ["good", *SCENES]
    checks = await theatre.checks()
    measured = {code: checks[code]["state"] for code in checks if code.startswith("rehearsal.")}
    assert measured == dict.fromkeys(
        ("rehearsal.orders", "rehearsal.delivery", "rehearsal.payments"), "passed"
    )
    assert await theatre.counts() == before
