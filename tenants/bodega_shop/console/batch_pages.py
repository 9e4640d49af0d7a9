"""Batches in the console: the list of imports, and one of them, whatever has become of it."""

from collections.abc import Iterator
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from bodega.kernel.form import Form
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.console.code_pages import filter_asked
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.stock_pages import HOME
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.stock.code_line import Phrase
from bodega_shop.stock.count_stock import count_batch
from bodega_shop.stock.edit_batch import edit_batch
from bodega_shop.stock.export_codes import write_codes_csv
from bodega_shop.stock.list_batches import Batch, list_batches, read_batch
from bodega_shop.stock.read_batch_texts import BatchTexts

BATCHES = f"{HOME}/batches"

TEMPLATES = {"previewed": "import_preview.html", "importing": "import_progress.html"}


@get("/stock/batches", guards=[requires_operator])
async def show_batches(desk: NamedDependency[Desk]) -> Response[str]:
    number, asked = page_asked(desk), filter_asked(Form(desk.asked))
    batches, more = await list_batches(desk.shop, sku_id=asked.sku_id, page=number)
    return await desk.page("import_batches.html", batches=batches, page=pages_around(desk, number, more=more))


@get("/stock/batches/{batch_id:uuid}", guards=[requires_operator])
async def show_batch(desk: NamedDependency[Desk], batch_id: FromPath[UUID]) -> Response[str]:
    return await batch_page(desk, batch_id, None)


@post("/stock/batches/{batch_id:uuid}", guards=[requires_operator])
async def change_batch(
    desk: NamedDependency[Desk], form: NamedDependency[Form], batch_id: FromPath[UUID]
) -> Answer:
    return await desk.submit(
        form,
        lambda: edit_batch(desk.shop, batch_id, batch_texts(form), by=desk.staff, now=desk.now),
        to=f"{BATCHES}/{batch_id}",
        message="Saved.",
        again=lambda refused: batch_page(desk, batch_id, refused),
    )


@get("/stock/batches/{batch_id:uuid}/report.csv", guards=[requires_operator])
async def save_report(desk: NamedDependency[Desk], batch_id: FromPath[UUID]) -> Stream:
    batch = await read_batch(desk.shop, batch_id)
    headings = [desk.say("Line"), desk.say("Result"), desk.say("Masked code"), desk.say("Reason")]
    return Stream(
        write_codes_csv(headings, _report_rows(desk, batch), secret_columns=()),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="import-{batch.created_at:%Y%m%d-%H%M}.csv"'},
    )


def batch_texts(form: Form) -> BatchTexts:
    return BatchTexts(form.value("unit_cost"), form.value("supplier_note"), form.value("expires_on"))


async def batch_page(desk: Desk, batch_id: UUID, refused: Form | None) -> Response[str]:
    """The preview, the progress or the result, as the batch stands; `refused` is what was typed on it."""
    batch = await read_batch(desk.shop, batch_id)
    return await desk.page(
        TEMPLATES.get(batch.state, "import_batch.html"),
        form=refused or _typed(batch),
        batch=batch,
        report=batch.report,
        phrase=lambda phrase: say(desk, phrase),
        counts=await count_batch(desk.shop, batch_id, today=desk.today),
    )


def say(desk: Desk, phrase: Phrase) -> str:
    return desk.say(phrase.msgid, **phrase.params)


def _typed(batch: Batch) -> Form:
    return Form(
        {
            "unit_cost": batch.unit_cost.to_decimal_text() if batch.unit_cost is not None else "",
            "supplier_note": batch.supplier_note,
            "expires_on": batch.expires_on.isoformat() if batch.expires_on else "",
            "separator": batch.separator,
            "encoding": batch.encoding,
        }
    )


def _report_rows(desk: Desk, batch: Batch) -> Iterator[tuple[str, str, str, str]]:
    duplicate, refused = desk.say("Duplicate"), desk.say("Refused")
    rows = [
        *(
            (line.number, duplicate, line.shown, _earlier(desk, line.earlier))
            for line in batch.report.duplicate_lines
        ),
        *((line.number, refused, line.shown, say(desk, line.reason)) for line in batch.report.refused_lines),
    ]
    return ((str(number), what, shown, why) for number, what, shown, why in sorted(rows))


def _earlier(desk: Desk, line: int | None) -> str:
    if line is None:
        return desk.say("This code is in stock already.")
    return desk.say("The same code stands in line %(line)s.", line=line)


HANDLERS = [show_batches, show_batch, change_batch, save_report]
