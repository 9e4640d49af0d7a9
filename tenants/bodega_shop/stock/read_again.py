"""Look at a preview again with another separator or encoding."""

from dataclasses import replace
from typing import get_args
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.street.shop import Shop
from bodega_shop.stock.code_line import SeparatorChoice
from bodega_shop.stock.decode_text_file import Encoding
from bodega_shop.stock.judge_upload import Upload
from bodega_shop.stock.preview_import import judge_for_preview
from bodega_shop.stock.seal_upload import open_upload

_UPLOAD = "select source_name, upload, separator, encoding from batch where id = $1 and state = 'previewed'"

_KEEP = """
    update batch set separator = $2, encoding = $3, fields = $4, report = $5, total = $6
     where id = $1 and state = 'previewed'"""


async def read_again(shop: Shop, batch_id: UUID, *, separator: str, encoding: str) -> None:
    """An empty encoding lets it be found. Raises `UnreadableFile`, `InvalidInput`, and `StateConflict` when decided."""
    upload = replace(
        await stored_upload(shop, batch_id),
        separator=chosen_separator(separator),
        encoding=chosen_encoding(encoding),
    )
    report = await judge_for_preview(shop, upload)
    async with shop_scope(shop) as scope:
        moved = await scope.execute(
            _KEEP, batch_id, upload.separator, upload.encoding or "", max(len(report.labels), 1), report,
            report.distinct,
        )  # fmt: skip
    if not moved:
        raise StateConflict


async def stored_upload(shop: Shop, batch_id: UUID) -> Upload:
    """What was uploaded for a preview, and how it was read last. Raises `StateConflict` when that is decided."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_UPLOAD, batch_id)
    if row is None:
        raise StateConflict("This preview was imported or thrown away in the meantime.")
    content = await open_upload(shop, batch_id, row["upload"])
    return Upload(content, row["source_name"], row["separator"], row["encoding"] or None)


def chosen_separator(text: str) -> SeparatorChoice:
    """Raises `InvalidInput`."""
    for choice in get_args(SeparatorChoice):
        if choice == (text or "auto"):
            return choice  # type: ignore[no-any-return]
    raise InvalidInput("Please choose one of these.", field="separator")


def chosen_encoding(text: str) -> Encoding | None:
    """None where it shall be found. Raises `InvalidInput`."""
    if not text:
        return None
    for choice in get_args(Encoding):
        if choice == text:
            return choice  # type: ignore[no-any-return]
    raise InvalidInput("Please choose one of these.", field="encoding")
