"""Codes taken out of the shop as a file, by its owner."""

from collections.abc import AsyncIterator
from uuid import UUID

from litestar import Response, get, post
from litestar.response import Stream

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.staff.require_role import requires_owner, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.console.code_pages import filter_asked
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.stock.count_stock import count_batch, count_sku
from bodega_shop.stock.export_codes import write_codes_csv, write_codes_text
from bodega_shop.stock.export_free_codes import (
    MOST_AT_ONCE,
    ExportedCodes,
    ExportRequest,
    export_free_codes,
    open_exported,
)
from bodega_shop.stock.label_fields import label_fields, split_code
from bodega_shop.stock.list_batches import read_batch

FORMATS = {"text": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8"}


@get("/stock/exports", guards=[requires_owner, requires_recent_password])
async def show_export(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, Form({**desk.asked, "format": "text", "afterwards": "void"}))


@post("/stock/exports", guards=[requires_owner, requires_recent_password], status_code=200)
async def export(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer | Stream:
    written_as, request = form.choice("format", FORMATS), _request(form)
    if not form.ok:
        return await _page(desk, form)
    try:
        exported = await export_free_codes(
            desk.shop, request, by=desk.staff, address=desk.visit.address, now=desk.now
        )
    except BodegaError as error:
        form.refuse_with(error)
        return await _page(desk, form)
    return _file(desk, exported, written_as)


def _request(form: Form) -> ExportRequest:
    chosen = filter_asked(Form(form.values))
    return ExportRequest(
        sku_id=chosen.sku_id,
        batch_id=chosen.batch_id,
        most=form.integer("most", 1, MOST_AT_ONCE, default=MOST_AT_ONCE),
        keep_on_sale=form.choice("afterwards", ("void", "keep")) == "keep",
    )


def _file(desk: Desk, exported: ExportedCodes, written_as: str) -> Stream:
    labels = [desk.say(label.msgid, **label.params) for label in label_fields(exported.fields)]
    codes = open_exported(desk.shop, exported)
    lines = _csv(labels, codes) if written_as == "csv" else _text(codes)
    ending = "csv" if written_as == "csv" else "txt"
    name = f"codes-{desk.shop.slug}-{desk.now:%Y%m%d-%H%M}.{ending}"
    return Stream(
        lines,
        media_type=FORMATS[written_as],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def _text(codes: AsyncIterator[list[tuple[str, int]]]) -> AsyncIterator[bytes]:
    async for some in codes:
        for piece in write_codes_text(code for code, _ in some):
            yield piece


async def _csv(labels: list[str], codes: AsyncIterator[list[tuple[str, int]]]) -> AsyncIterator[bytes]:
    headings = labels
    async for some in codes:
        rows = [split_code(code, fields) for code, fields in some]
        for piece in write_codes_csv(headings, rows, secret_columns=range(len(labels))):
            yield piece
        headings = []


async def _page(desk: Desk, form: Form) -> Response[str]:
    chosen = filter_asked(Form(form.values))
    batch = await read_batch(desk.shop, chosen.batch_id) if chosen.batch_id else None
    sku_id = batch.sku_id if batch else chosen.sku_id or UUID(int=0)
    sku = await count_sku(desk.shop, sku_id, today=desk.today)
    counts = await count_batch(desk.shop, batch.id, today=desk.today) if batch else sku.counts
    return await desk.page(
        "codes_export.html", form=form, sku=sku, batch=batch, counts=counts, most_at_once=MOST_AT_ONCE
    )


HANDLERS = [show_export, export]
