"""The statement of a month as a page and as a file, for the owner and for the platform's people alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response

from bodega.billing.read_statement import Statement
from bodega.billing.statements_of_month import statements_of_month
from bodega.kernel.form import Form
from bodega.platform_pages.money_view import statement_view
from bodega.qualifications.china_day import CHINA
from bodega.settlement.write_statement import write_statement
from bodega.staff.door_page import DoorPage

_MOST_BACK = 120


async def show_statement(
    page: DoorPage, shop_id: UUID, name: str, way: Sequence[tuple[str, str]]
) -> Response[Any]:
    """`way` is how one came here, as crumbs."""
    back, begins, found = await _asked(page, shop_id)
    here = page.request.url.path
    month = f"{begins.astimezone(CHINA):%Y-%m}"
    return await page.show(
        "statement.html",
        shop=name,
        month=month,
        way=[*way, (month, "")],
        older=f"{here}?back={back + 1}" if back < _MOST_BACK else "",
        newer=f"{here}?back={back - 1}" if back else "",
        file=f"{here}/file?back={back}",
        statements=[statement_view(page, one) for one in found],
    )


async def statement_file(page: DoorPage, shop_id: UUID) -> Response[str]:
    """The same as CSV."""
    _, begins, found = await _asked(page, shop_id)
    name, text = write_statement(found, begins, page.say)
    return csv_answer(name, text)


def csv_answer(name: str, text: str) -> Response[str]:
    """A file to take away."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def _asked(page: DoorPage, shop_id: UUID) -> tuple[int, datetime, list[Statement]]:
    """How many months back, by the address."""
    back = Form(dict(page.request.query_params)).integer("back", 0, _MOST_BACK, 0)
    begins, found = await statements_of_month(shop_id, back, now=page.visit.now)
    return back, begins, found
