"""Reports for the authorities: what is due, the files of each with their digests, and who is missing."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.report_words import run_row, sheet_of
from bodega.reports.make_files import make_edition
from bodega.reports.morning import start_due
from bodega.reports.read_reports import list_reports, read_report
from bodega.reports.take_file import note_handing_in, take_file
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/reports"


@get("/reports", guards=[requires("audit")])
async def show_reports(page: NamedDependency[DoorPage]) -> Response[Any]:
    rows = [run_row(page, report) for report in await list_reports()]
    return await page.show("reports.html", rows=rows)


@post("/reports", guards=[requires("audit")], status_code=303)
async def take_start(page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]) -> Response[Any]:
    started = await start_due(actor_id=staff.account_id, actor=staff.name, now=page.visit.now)
    await page.leave(
        staff,
        "The shops are being asked. The files are made once all have told."
        if started
        else "Every report whose time has come was started before.",
    )
    return page.go(HOME)


@get("/reports/{run_id:uuid}", guards=[requires("audit")])
async def show_report(page: NamedDependency[DoorPage], run_id: FromPath[UUID]) -> Response[Any]:
    return await page.show("report.html", form=Form(), **sheet_of(page, await read_report(run_id)))


@post("/reports/{run_id:uuid}/editions", guards=[requires("audit")], status_code=303)
async def take_edition(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], run_id: FromPath[UUID]
) -> Response[Any]:
    await read_report(run_id)
    await make_edition(page.runtime, run_id, actor_id=staff.account_id, actor=staff.name, now=page.visit.now)
    await page.leave(staff, "One more edition is made, from what is known now.")
    return page.go(f"{HOME}/{run_id}")


@post("/reports/{run_id:uuid}/handing-in", guards=[requires("audit")], status_code=200)
async def take_handing_in(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], run_id: FromPath[UUID]
) -> Response[Any]:
    try:
        await note_handing_in(run_id, staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again(
            "report.html", Form(), error, **sheet_of(page, await read_report(run_id))
        )
    await page.leave(staff, "Noted: this report is handed in.")
    return page.go(f"{HOME}/{run_id}")


@get("/reports/files/{file_id:uuid}", guards=[requires("audit"), requires_recent_password])
async def download(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], file_id: FromPath[UUID]
) -> Response[bytes]:
    file = await take_file(page.runtime, file_id, staff, address=page.visit.address, now=page.visit.now)
    return Response(
        file.content,
        media_type=file.media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
            "content-security-policy": "default-src 'none'; sandbox",
            "cache-control": "no-store",
        },
    )


HANDLERS = [show_reports, take_start, show_report, take_edition, take_handing_in, download]
