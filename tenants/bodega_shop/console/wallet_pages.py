"""Money that customers paid in, in the console: what they ask back, and what the shop gives on top."""

from typing import Literal, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.staff.require_role import requires_operator, requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.wallet.bonus_steps import MOST_STEPS, BonusStep, list_bonus_steps, save_bonus_steps
from bodega_shop.wallet.decide_payback import grant_payback, refuse_payback
from bodega_shop.wallet.list_paybacks import list_open_paybacks

PAYBACKS = "/console/paybacks"
BONUS = "/console/bonus"
WAYS = ("source", "hand")
FREE_ROWS = 2


@get("/paybacks", guards=[requires_operator])
async def show_paybacks(desk: NamedDependency[Desk]) -> Response[str]:
    return await desk.page("paybacks.html", paybacks=await list_open_paybacks(desk.shop))


@post("/paybacks/{payback_id:uuid}/grants", guards=[requires_owner])
async def grant(
    desk: NamedDependency[Desk], form: NamedDependency[Form], payback_id: FromPath[UUID]
) -> Answer:
    way = cast('Literal["source", "hand"]', form.choice("way", WAYS) if form.filled("way") else "source")
    deed = grant_payback(desk.runtime, desk.shop, payback_id, way, by=desk.staff, now=desk.now)
    return await desk.act(deed, PAYBACKS, "The money goes back, and the balance is lower by it.")


@post("/paybacks/{payback_id:uuid}/refusals", guards=[requires_owner])
async def refuse(
    desk: NamedDependency[Desk], form: NamedDependency[Form], payback_id: FromPath[UUID]
) -> Answer:
    deed = refuse_payback(desk.shop, payback_id, form.text("answer", 300), by=desk.staff, now=desk.now)
    return await desk.act(deed, PAYBACKS, "The money stays in the balance, and the customer reads why.")


@get("/bonus", guards=[requires_owner])
async def show_bonus(desk: NamedDependency[Desk]) -> Response[str]:
    steps = await list_bonus_steps(desk.shop, desk.profile.currency)
    values = {}
    for place, step in enumerate(steps):
        values[f"least_{place}"] = step.least.to_decimal_text()
        values[f"bonus_{place}"] = step.bonus.to_decimal_text()
    return await _bonus_page(desk, Form(values))


@post("/bonus", guards=[requires_owner])
async def change_bonus(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    steps = _steps(desk, form)
    return await desk.submit(
        form,
        lambda: save_bonus_steps(desk.shop, steps, by=desk.staff, now=desk.now),
        to=BONUS,
        message="The steps are saved. They count for top-ups from now on.",
        again=lambda refused: _bonus_page(desk, refused),
    )


def _steps(desk: Desk, form: Form) -> list[BonusStep]:
    """Rows with nothing in them are left out, so that emptying a row takes the step away."""
    currency, steps = desk.profile.currency, []
    for place in range(MOST_STEPS):
        names = (f"least_{place}", f"bonus_{place}")
        if any(form.filled(name) for name in names):
            least, bonus = (form.amount(name, currency, least=Money(1, currency)) for name in names)
            steps.append(BonusStep(least, bonus))
    return sorted(steps, key=lambda step: step.least.minor)


async def _bonus_page(desk: Desk, form: Form) -> Response[str]:
    filled = [
        place for place in range(MOST_STEPS) if form.filled(f"least_{place}") or form.filled(f"bonus_{place}")
    ]
    rows = min(MOST_STEPS, (filled[-1] + 1 if filled else 0) + FREE_ROWS)
    return await desk.page("bonus.html", form=form, rows=range(rows), policy=desk.shop.policy)


HANDLERS = [show_paybacks, grant, refuse, show_bonus, change_bonus]
