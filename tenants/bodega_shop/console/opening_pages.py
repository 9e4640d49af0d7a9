"""The way of the shop from rehearsal to open, and to its end: where it stands, what was measured, what to do next."""

from typing import Any

from litestar import Response, get, post

from bodega.billing.say_reason import say_reason
from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.form import Form
from bodega.lifecycle.announce_closing import announce_closing, call_closing_off, closing_is_owners
from bodega.lifecycle.appeal import list_appeals, write_appeal
from bodega.lifecycle.ask_launch import ask_launch, take_back
from bodega.lifecycle.checklist import Check, is_clean, read_checklist
from bodega.lifecycle.hand_over import handover_of, offer_shop, step_back
from bodega.lifecycle.open_twin import TwinState, find_twin
from bodega.lifecycle.remove_twin import ask_removal
from bodega.lifecycle.set_caps import set_caps
from bodega.staff.require_role import requires_owner, requires_recent_password
from bodega.street.lifecycle import UNPAID
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.contracts.giving import given_so_far
from bodega_shop.guests.admit import guest_cookie_name, own_word
from bodega_shop.rehearsal.ask_rehearsal import ask_long_run, ask_script, stop_long_run
from bodega_shop.rehearsal.keep_run import Run, Step, last_run, read_steps
from bodega_shop.rehearsal.practice_money import find_practice
from bodega_shop.rehearsal.scenes import GOOD, title_of
from bodega_shop.rehearsal.survey_shop import survey_shop
from bodega_shop.wallet.wind_down import count_balances, return_balances

HOME = "/console/opening"
_VISIT_SECONDS = 8 * 3600


@get("/opening", guards=[requires_owner])
async def show_opening(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, Form())


@post("/opening/rehearsals", guards=[requires_owner])
async def take_rehearsal(desk: NamedDependency[Desk]) -> Answer:
    deed = ask_script(desk.runtime, desk.shop, actor_id=desk.staff.account_id, actor=desk.staff.name)
    return await desk.act(
        deed, HOME, "The rehearsal begins. It takes about a minute; come back to this page."
    )


@post("/opening/long-runs", guards=[requires_owner])
async def take_long_run(desk: NamedDependency[Desk]) -> Answer:
    return await desk.act(
        ask_long_run(desk.runtime, desk.shop), HOME, "The long run begins: one order a minute for 72 hours."
    )


@post("/opening/long-runs/end", guards=[requires_owner])
async def take_end_of_run(desk: NamedDependency[Desk]) -> Answer:
    return await desk.act(stop_long_run(desk.runtime, desk.shop), HOME, "The long run is stopped.")


@post("/opening/surveys", guards=[requires_owner])
async def take_survey(desk: NamedDependency[Desk]) -> Answer:
    return await desk.act(
        survey_shop(desk.runtime, desk.shop), HOME, "Pages, goods and channels were looked through."
    )


@post("/opening/twin/removal", guards=[requires_owner])
async def take_removal(desk: NamedDependency[Desk]) -> Answer:
    deed = ask_removal(
        desk.runtime, desk.shop.id, actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now
    )
    return await desk.act(deed, HOME, "The rehearsal is taken down.")


@post("/opening/launches", guards=[requires_owner])
async def take_launch(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    deed = ask_launch(
        desk.runtime, desk.shop, "live" if form.value("into") == "live" else "soft",
        actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now,
    )  # fmt: skip
    return await desk.act(deed, HOME, "You have asked to open. The answer comes within three working days.")


@post("/opening/launches/end", guards=[requires_owner])
async def take_launch_back(desk: NamedDependency[Desk]) -> Answer:
    deed = take_back(
        desk.runtime, desk.shop, actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now
    )
    return await desk.act(deed, HOME, "You have taken your wish back.")


@post("/opening/caps", guards=[requires_owner], status_code=200)
async def take_caps(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    orders = form.integer("orders_per_day", 1, 100_000, default=-1)
    budget = form.amount("campaign_budget", desk.profile.currency)
    return await desk.submit(
        form,
        lambda: set_caps(
            desk.runtime, desk.shop, orders, budget.minor,
            actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now,
        ),
        to=HOME,
        message="The caps are kept.",
        again=lambda form: _page(desk, form),
    )  # fmt: skip


@post("/opening/appeals", guards=[requires_owner], status_code=200)
async def take_appeal(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    return await desk.submit(
        form,
        lambda: write_appeal(
            desk.shop, form.lines("words", 2000),
            actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now,
        ),
        to=HOME,
        message="Your appeal is on its way. You will read the answer here.",
        again=lambda form: _page(desk, form),
    )  # fmt: skip


@post("/opening/closings", guards=[requires_owner, requires_recent_password], status_code=200)
async def take_closing(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    return await desk.submit(
        form,
        lambda: announce_closing(
            desk.runtime, desk.shop.id, reason=form.lines("reason", 500), by="owner",
            actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now,
        ),
        to=HOME,
        message="Your home page announces the closing from now on.",
        again=lambda form: _page(desk, form),
    )  # fmt: skip


@post("/opening/closings/end", guards=[requires_owner])
async def take_closing_back(desk: NamedDependency[Desk]) -> Answer:
    deed = call_closing_off(
        desk.runtime, desk.shop.id, by="owner", actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now
    )  # fmt: skip
    return await desk.act(deed, HOME, "The closing is called off.")


@post("/opening/balances", guards=[requires_owner, requires_recent_password])
async def take_balances(desk: NamedDependency[Desk]) -> Answer:
    deed = return_balances(desk.runtime, desk.shop, desk.profile, actor=desk.staff.name, now=desk.now)
    return await desk.act(deed, HOME, "What can go back by itself is on its way. The rest is listed here.")


@post("/opening/handovers", guards=[requires_owner, requires_recent_password], status_code=200)
async def take_handover(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    return await desk.submit(
        form,
        lambda: offer_shop(
            desk.shop, form.text("email", 300),
            actor_id=desk.staff.account_id, actor=desk.staff.name, address=desk.visit.address, now=desk.now,
        ),
        to=HOME,
        message="The shop is offered. The other side finds it under My shops on the platform.",
        again=lambda form: _page(desk, form),
    )  # fmt: skip


@post("/opening/handovers/end", guards=[requires_owner])
async def take_handover_back(desk: NamedDependency[Desk]) -> Answer:
    return await desk.act(_end_handover(desk), HOME, "The offer is taken back.")


@post("/opening/visits", guards=[requires_owner], status_code=303)
async def take_visit(desk: NamedDependency[Desk]) -> Response[Any]:
    """Whoever works here may look at the shop before it is open."""
    answer = await desk.go("/")
    answer.set_cookie(
        guest_cookie_name(desk.runtime), own_word(desk.shop), max_age=_VISIT_SECONDS, httponly=True, samesite="lax",
        secure=desk.runtime.settings.public_scheme == "https",
    )  # fmt: skip
    return answer


async def _end_handover(desk: Desk) -> None:
    found = await handover_of(desk.shop.id)
    if found is None:
        raise NotFound
    await step_back(found.id, actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now)


async def _page(desk: Desk, form: Form) -> Response[str]:
    async with platform_scope() as scope:
        checks = await read_checklist(scope, desk.shop.id, now=desk.now)
        waiting = await scope.fetchrow(
            "select due_at, answers->>'into' as into from application"
            " where shop_id = $1 and kind = 'launch' and state in ('submitted', 'more')",
            desk.shop.id,
        )
    soft = desk.shop.soft_launch
    if soft is not None:
        form.values.setdefault("orders_per_day", str(soft.orders_per_day))
        form.values.setdefault("campaign_budget", f"{soft.campaign_budget / 100:.2f}")
    winding = desk.shop.state == "closed" or desk.shop.closes_at is not None
    return await desk.page(
        "opening.html",
        form=form,
        reason=say_reason(desk.say, desk.shop.state_reason),
        bills_url=desk.runtime.settings.address_of(desk.runtime.settings.base_domain, "/my/plans")
        if desk.shop.state_reason == UNPAID
        else "",
        checks=[_line(desk, check) for check in checks],
        clean=is_clean(checks),
        waiting=waiting,
        **await _rehearsal(desk),
        appeals=await list_appeals(desk.shop.id) if desk.shop.state == "frozen" else [],
        handover=await handover_of(desk.shop.id),
        may_call_off=await closing_is_owners(desk.shop.id),
        given=await _given(desk) if soft is not None else "",
        balances=await count_balances(desk.shop) if winding else None,
    )


async def _given(desk: Desk) -> str:
    async with shop_scope(desk.shop) as scope:
        return desk.money(await given_so_far(scope, desk.profile.currency))


async def _rehearsal(desk: Desk) -> dict[str, Any]:
    """How far the rehearsal is, read in its own scope after that of the shop is closed."""
    found = await find_twin(desk.shop.id)
    shown: dict[str, Any] = {"twin": found, "practice": find_practice(desk.runtime) is not None}
    shown |= {"script": None, "scenes": [], "long_run": None, "long_done": 0, "twin_url": ""}
    if found is None or found.state != "rehearsal":
        return shown
    twin = await desk.runtime.directory.by_id(found.id)
    script, long_run = await last_run(twin, "script"), await last_run(twin, "long")
    shown |= {"script": script, "long_run": long_run, "twin_url": _twin_url(desk, found)}
    shown["scenes"] = [
        {"title": _scene(desk, step), "outcome": step.outcome, "problem": step.problem,
         "number": step.order_number, "seconds": f"{step.milliseconds / 1000:.2f}" if step.milliseconds else ""}
        for step in (await read_steps(twin, script.id) if script else [])
    ]  # fmt: skip
    shown["long_done"] = await _done(twin, long_run)
    return shown


def _scene(desk: Desk, step: Step) -> str:
    title = desk.text(title_of(step.kind))
    return f"{title}: {step.good}" if step.kind == GOOD and step.good else title


def _twin_url(desk: Desk, twin: TwinState) -> str:
    return desk.runtime.settings.address_of(twin.host, "/console/opening")


async def _done(twin: Any, run: Run | None) -> int:
    return len(await read_steps(twin, run.id, ("right", "wrong", "lost"))) if run else 0


def _line(desk: Desk, check: Check) -> dict[str, Any]:
    return {
        "title": desk.text(check.title),
        "state": check.state,
        "figures": [(desk.text(label), value) for label, value in check.figures],
        "problems": [desk.text(problem) for problem in check.problems],
        "measured_at": check.measured_at,
    }


HANDLERS = [
    show_opening, take_rehearsal, take_long_run, take_end_of_run, take_survey, take_removal, take_launch,
    take_launch_back, take_caps, take_appeal, take_closing, take_closing_back, take_balances, take_handover,
    take_handover_back, take_visit,
]  # fmt: skip
