"""Codes brought into the shop: the form, the look at what would happen, and the decision."""

from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.console.batch_pages import BATCHES, batch_page, batch_texts
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.stock.discard_import import discard_import
from bodega_shop.stock.judge_upload import Upload
from bodega_shop.stock.name_skus import name_skus
from bodega_shop.stock.preview_import import LARGEST_UPLOAD_BYTES, preview_import
from bodega_shop.stock.read_again import chosen_encoding, chosen_separator, read_again
from bodega_shop.stock.start_import import continue_import, start_import

ROOM_FOR_THE_REST_BYTES = 256 * 1024
LONGEST_FILE_NAME = 120
UNNAMED = "upload"


@get("/stock/imports/new", guards=[requires_operator])
async def show_new_import(desk: NamedDependency[Desk]) -> Response[str]:
    return await _new(desk, Form(desk.asked))


@post(
    "/stock/imports",
    guards=[requires_operator],
    request_max_body_size=LARGEST_UPLOAD_BYTES + ROOM_FOR_THE_REST_BYTES,
)
async def add_import(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    sku_id = form.identifier("sku")
    upload = await _sent(desk, form)
    return await desk.submit(
        form,
        lambda: preview_import(desk.shop, sku_id, batch_texts(form), upload, by=desk.staff, now=desk.now),
        to=lambda batch_id: f"{BATCHES}/{batch_id}",
        message="",
        again=lambda refused: _new(desk, refused),
    )


@post("/stock/batches/{batch_id:uuid}/readings", guards=[requires_operator])
async def look_again(
    desk: NamedDependency[Desk], form: NamedDependency[Form], batch_id: FromPath[UUID]
) -> Answer:
    return await desk.submit(
        form,
        lambda: read_again(
            desk.shop, batch_id, separator=form.value("separator"), encoding=form.value("encoding")
        ),
        to=f"{BATCHES}/{batch_id}",
        message="It was read again. Compare the samples with the original.",
        again=lambda refused: batch_page(desk, batch_id, refused),
    )


@post("/stock/batches/{batch_id:uuid}/confirmation", guards=[requires_operator])
async def confirm_import(desk: NamedDependency[Desk], batch_id: FromPath[UUID]) -> Answer:
    deed = start_import(desk.shop, batch_id, by=desk.staff, now=desk.now)
    return await desk.act(deed, f"{BATCHES}/{batch_id}", "")


@post("/stock/batches/{batch_id:uuid}/discarding", guards=[requires_operator])
async def throw_away(desk: NamedDependency[Desk], batch_id: FromPath[UUID]) -> Answer:
    deed = discard_import(desk.shop, batch_id, by=desk.staff, now=desk.now)
    return await desk.act(
        deed, f"{BATCHES}/{batch_id}", "Thrown away. Nothing was imported, and the upload is gone."
    )


@post("/stock/batches/{batch_id:uuid}/continuation", guards=[requires_operator])
async def go_on(desk: NamedDependency[Desk], batch_id: FromPath[UUID]) -> Answer:
    deed = continue_import(desk.shop, batch_id, now=desk.now)
    return await desk.act(deed, f"{BATCHES}/{batch_id}", "It goes on where it stopped.")


async def _sent(desk: Desk, form: Form) -> Upload:
    """The file or the pasted text, and how to read it; what is missing or too much is refused beside its field."""
    sent = await desk.request.form()
    file, pasted = sent.get("file"), sent.get("text")
    content = await file.read() if isinstance(file, UploadFile) else b""
    # As it was pasted: characters that a form drops unseen are a reason to refuse a code.
    text = pasted if isinstance(pasted, str) else ""
    if content and text.strip():
        form.refuse("text", "Either paste codes or choose a file, not both.")
    elif not content and not text.strip():
        form.refuse("text", "Paste codes or choose a file.")
    name = file.filename[-LONGEST_FILE_NAME:] or UNNAMED if content and isinstance(file, UploadFile) else ""
    try:
        separator, encoding = (
            chosen_separator(form.value("separator")),
            chosen_encoding(form.value("encoding")),
        )
    except InvalidInput as error:
        form.refuse_with(error)
        separator, encoding = "auto", None
    return Upload(content or text.encode(errors="replace"), name, separator, encoding)


async def _new(desk: Desk, form: Form) -> Response[str]:
    skus = [(str(sku_id), name) for sku_id, name in await name_skus(desk.shop)]
    return await desk.page("import_new.html", form=form, skus=skus)


HANDLERS = [show_new_import, add_import, look_again, confirm_import, throw_away, go_on]
