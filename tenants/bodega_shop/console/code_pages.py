"""Codes in the console: the list with its filters, one of them, and the look-up of one that somebody holds in hand."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.ids import display_order_number
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.order_words import REVEALS
from bodega_shop.console.stock_pages import HOME
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.delivery.reveal_codes import RevealedCode
from bodega_shop.stock.code_filter import SHOWN_STATES, CodeFilter
from bodega_shop.stock.find_code import find_code, mask_as_stored
from bodega_shop.stock.label_fields import label_fields, split_code
from bodega_shop.stock.list_codes import list_codes
from bodega_shop.stock.name_skus import name_skus
from bodega_shop.stock.read_code import read_code
from bodega_shop.stock.reveal_code import reveal_code

LIST = f"{HOME}/codes"
LONGEST_HINT = 400


@get("/stock/codes", guards=[requires_operator])
async def show_codes(desk: NamedDependency[Desk]) -> Response[str]:
    filters, number = Form(desk.asked), page_asked(desk)
    asked = filter_asked(filters)
    rows, more = await list_codes(desk.shop, asked, page=number, today=desk.today)
    return await desk.page(
        "codes.html",
        form=Form(filters.values),
        asked=asked,
        rows=rows,
        page=pages_around(desk, number, more=more),
        skus=[(str(sku_id), name) for sku_id, name in await name_skus(desk.shop)],
        display_number=display_order_number,
    )


@post("/stock/searches", guards=[requires_operator])
async def look_up_code(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    """A form that is posted: what is looked for is a secret, and addresses are logged and kept in histories."""
    text = form.values.pop("code", "")
    try:
        found = await find_code(desk.shop, text)
    except BodegaError as error:
        return await desk.go(LIST, desk.say(error.message, **error.params), "bad")
    if found is not None:
        return await desk.go(f"{LIST}/{found}")
    return await desk.go(
        f"{LIST}?{filter_query(CodeFilter(hint=mask_as_stored(text)[:LONGEST_HINT]))}",
        "No code of yours is exactly this. Below are those that look like it, if there are any.",
        "warn",
    )


@get("/stock/codes/{code_id:uuid}", guards=[requires_operator])
async def show_code(desk: NamedDependency[Desk], code_id: FromPath[UUID]) -> Response[str]:
    return await _page(desk, code_id, None)


@post("/stock/codes/{code_id:uuid}/reveals", guards=[requires_operator], status_code=200)
async def open_code(desk: NamedDependency[Desk], code_id: FromPath[UUID]) -> Response[str]:
    """Opens the code on this one answer, which is recorded; the page itself never holds it."""
    opened = await reveal_code(desk.shop, code_id, by=desk.staff, address=desk.visit.address, now=desk.now)
    return await _page(desk, code_id, opened)


def filter_asked(filters: Form) -> CodeFilter:
    """What the address or a form asks for; what cannot be used asks for nothing."""
    state = filters.value("state")
    return CodeFilter(
        sku_id=_chosen(filters, "sku"),
        batch_id=_chosen(filters, "batch"),
        state=state if state in SHOWN_STATES else "",
        hint=filters.value("hint").strip()[:LONGEST_HINT],
    )


def filter_query(asked: CodeFilter) -> str:
    """The same as the query of an address."""
    values = {"sku": asked.sku_id, "batch": asked.batch_id, "state": asked.state, "hint": asked.hint}
    return urlencode({name: str(value) for name, value in values.items() if value})


def _chosen(filters: Form, name: str) -> UUID | None:
    chosen = filters.identifier(name) if filters.filled(name) else None
    return chosen if chosen != UUID(int=0) else None


async def _page(desk: Desk, code_id: UUID, opened: RevealedCode | None) -> Response[str]:
    file = await read_code(desk.shop, code_id, today=desk.today)
    fields = split_code(opened.secret, opened.fields) if opened else ()
    labels = [desk.say(label.msgid, **label.params) for label in label_fields(len(fields))]
    return await desk.page(
        "codes_one.html",
        file=file,
        code=file.code,
        opened=opened,
        fields=list(zip(labels, fields, strict=True)),
        display_number=display_order_number,
        ways={via: desk.say(words) for via, words in REVEALS.items()},
    )


HANDLERS = [show_codes, look_up_code, show_code, open_code]
