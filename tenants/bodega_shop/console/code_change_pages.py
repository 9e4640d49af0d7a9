"""Codes taken off the shelf, put back or moved: what would happen first, then the deed."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post

from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.form import Form
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.console.code_pages import LIST, filter_asked, filter_query
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.stock_pages import HOME
from bodega_shop.stock.change_codes import (
    CHANGES,
    LONGEST_REASON,
    Change,
    change_codes,
    summarize_change,
)
from bodega_shop.stock.code_filter import CodeFilter
from bodega_shop.stock.name_skus import name_skus

MOST_CHOSEN = 200

DONE = {
    "void": "Taken off the shelf: %(count)s codes. They are not sold any more, and can be put back.",
    "restore": "Back on the shelf: %(count)s codes.",
    "move": "Moved: %(count)s codes. They are sold as the other denomination from now on.",
}


@get("/stock/changes", guards=[requires_operator])
async def show_change(desk: NamedDependency[Desk]) -> Response[str]:
    sent = desk.request.query_params
    return await _page(desk, Form(desk.asked), _ids(" ".join(sent.getall("code", []))), None)


@post("/stock/changes", guards=[requires_operator])
async def change(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    ids, act = _ids(form.value("codes")), _act(form)
    chosen, reason = _meant(form, ids), form.text("reason", LONGEST_REASON)
    to_sku = form.identifier("to_sku") if act == "move" else None
    if not form.ok:
        return await _page(desk, form, ids, form)
    try:
        count = await change_codes(
            desk.shop, act, chosen, to_sku_id=to_sku, reason=reason, by=desk.staff, now=desk.now
        )
    except InvalidInput as error:
        form.refuse_with(error)
        return await _page(desk, form, ids, form)
    return await desk.go(_changed(act, chosen), DONE[act], count=f"{count:,}")


def _act(form: Form) -> Change:
    for act in CHANGES:
        if act == form.value("act"):
            return act
    raise NotFound


def _ids(text: str) -> list[UUID]:
    """The codes that were ticked; what is no id was not ticked on a page of ours."""
    try:
        return [UUID(word) for word in text.split()[:MOST_CHOSEN]]
    except ValueError:
        raise InvalidInput from None


def _meant(form: Form, ids: list[UUID]) -> CodeFilter:
    return CodeFilter(ids=ids) if ids else filter_asked(Form(form.values))


def _back(chosen: CodeFilter) -> str:
    """To where the codes can be seen, in whichever state they are now."""
    if chosen.batch_id:
        return f"{HOME}/batches/{chosen.batch_id}"
    if chosen.sku_id:
        return f"{HOME}/{chosen.sku_id}"
    return f"{LIST}/{chosen.ids[0]}" if len(chosen.ids) == 1 else LIST


def _changed(act: Change, chosen: CodeFilter) -> str:
    """Codes that were ticked are seen in the list of those in their new state."""
    if len(chosen.ids) > 1:
        return f"{LIST}?state={'void' if act == 'void' else 'free'}"
    return _back(chosen)


async def _page(desk: Desk, asked: Form, ids: list[UUID], refused: Form | None) -> Response[str]:
    act, chosen = _act(asked), _meant(asked, ids)
    query = urlencode([("code", str(code_id)) for code_id in ids]) if ids else filter_query(chosen)
    skus = [(str(sku_id), name) for sku_id, name in await name_skus(desk.shop) if sku_id != chosen.sku_id]
    return await desk.page(
        "codes_change.html",
        form=refused or Form(),
        act=act,
        chosen=chosen,
        ids=" ".join(str(code_id) for code_id in ids),
        summary=await summarize_change(desk.shop, act, chosen, today=desk.today),
        skus=skus,
        query=query,
        back=_back(chosen),
    )


HANDLERS = [show_change, change]
