"""A paper's file on the reviewer's screen: first the reason, then the file, and both are on the record."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.qualifications.open_file import Reader, open_file
from bodega.qualifications.serve_file import serve_file
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency


@get("/papers/files/{file_id:uuid}", guards=[requires("review")])
async def show_reviewed_file(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], file_id: FromPath[UUID]
) -> Response[Any]:
    """With `?why=` the file; without it the question. A page of review links here with the application as the reason."""
    why = page.request.query_params.get("why", "")
    reader = Reader(staff.account_id, staff.name, page.visit.address, reviews=True, why=why)
    try:
        return serve_file(await open_file(page.runtime, file_id, reader, now=page.visit.now))
    except InvalidInput as error:
        asked = "why" in page.request.query_params
        form = Form({"why": why})
        if asked:
            form.refuse_with(error)
        return await page.show("paper_reason.html", form=form, status=400 if asked else 200)


HANDLERS = [show_reviewed_file]
