"""The selection desk: which goods are worth selling and why, one good with all its figures, and what another price would do."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.staff.require_role import requires_operator, requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.console import selection_words
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.insight import score_good
from bodega_shop.insight.chart_days import chart_days
from bodega_shop.insight.ensure_counting import count_soon
from bodega_shop.insight.explain_score import explain_score
from bodega_shop.insight.list_scores import FILTERS, SelectionFilter, list_scores
from bodega_shop.insight.read_good import GoodPage, read_good
from bodega_shop.insight.read_terms_form import floor_form, read_terms_form
from bodega_shop.insight.selection_terms import save_terms
from bodega_shop.insight.try_price import Trial, try_price

HOME = "/console/selection"
_ON_SALE = {"on": True, "off": False}
_FULL = {
    "demand": score_good.DEMAND,
    "margin": score_good.MARGIN,
    "risk": score_good.RISK,
    "supply": score_good.SUPPLY,
}


@get("/selection", guards=[requires_operator])
async def show_selection(desk: NamedDependency[Desk]) -> Response[str]:
    return await _list(desk)


@post("/selection/counts", guards=[requires_operator])
async def count_now(desk: NamedDependency[Desk]) -> Answer:
    message = "The goods are being counted. It takes a moment: load this page again."
    return await desk.act(count_soon(desk.shop), HOME, message)


@post("/selection/terms", guards=[requires_owner])
async def change_terms(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    floor, shares = read_terms_form(form)
    return await desk.submit(
        form,
        lambda: save_terms(desk.shop, floor_points=floor, shares=shares, by=desk.staff, now=desk.now),
        to=HOME,
        message="Saved. The goods are judged by it from the next count on.",
        again=lambda refused: _list(desk, refused),
    )


@get("/selection/{sku_id:uuid}", guards=[requires_operator])
async def show_good(desk: NamedDependency[Desk], sku_id: FromPath[UUID]) -> Response[str]:
    good = await read_good(desk.shop, sku_id, desk.zone, now=desk.now)
    form = Form(desk.asked if "price" in desk.asked else {"price": good.facts.price.to_decimal_text()})
    return await desk.page(
        "selection_good.html",
        form=form,
        good=good,
        trial=_trial(good, form) if "price" in desk.asked else None,
        chart=chart_days([units for _, units in good.days]),
        reasons=explain_score(good.judged, good.facts.price.currency, shares=good.terms.shares),
        words=selection_words,
        full=_FULL,
    )


async def _list(desk: Desk, refused: Form | None = None) -> Response[str]:
    asked, number = _asked(desk), page_asked(desk)
    found = await list_scores(desk.shop, asked, page=number)
    return await desk.page(
        "selection.html",
        form=refused or floor_form(found.terms),
        found=found,
        asked=asked,
        filters=Form(desk.asked),
        page=pages_around(desk, number, more=found.more),
        words=selection_words,
        full=_FULL,
    )


def _asked(desk: Desk) -> SelectionFilter:
    asked = Form(desk.asked)
    shown = asked.value("show")
    return SelectionFilter(
        shown if shown in FILTERS else "", asked.text("q", 60), _ON_SALE.get(asked.value("sale"))
    )


def _trial(good: GoodPage, form: Form) -> Trial | None:
    """None, and said in the form, for what is no price."""
    price: Money = form.amount("price", good.facts.price.currency)
    if not form.ok:
        return None
    judged, terms = good.judged, good.terms
    return try_price(price, judged.margin, judged.demand.rate, terms.floor_points, good.ways)


HANDLERS = [show_selection, count_now, change_terms, show_good]
