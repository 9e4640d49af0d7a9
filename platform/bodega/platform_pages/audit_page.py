"""The audit trail, with its filters in the address, and the file that somebody takes away."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Stream

from bodega.kernel.form import Form
from bodega.platform_pages.audit_rows import audit_rows
from bodega.platform_pages.deed_words import say_deed
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.page_links import page_links, page_number
from bodega.staff.door_page import DoorPage
from bodega.staff.export_audit import FORMATS, csv_lines, json_lines, record_export
from bodega.staff.read_audit import AuditFilter, known_deeds, read_audit
from bodega.staff.require_role import requires, requires_recent_password
from bodega.staff.staff_member import StaffMember

_FILTERS = ("shop", "actor", "deed", "since", "until")


@get("/audit", guards=[requires("audit")])
async def show_audit(page: NamedDependency[DoorPage]) -> Response[Any]:
    asked = Form({name: page.request.query_params.get(name, "") for name in _FILTERS})
    number = page_number(page.request.query_params.get("page", ""))
    lines, more = await read_audit(_wanted(asked), page=number)
    return await page.show(
        "audit.html",
        form=asked,
        rows=audit_rows(page, lines),
        deeds=[
            ("", page.say("All deeds")),
            *((deed, say_deed(deed, page.say)) for deed in await known_deeds()),
        ],
        links=page_links(f"{PREFIX}/audit", asked.values, number, more=more),
    )


@post("/audit/exports", guards=[requires("audit"), requires_recent_password], status_code=200)
async def export_audit(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Stream:
    kind, wanted = form.choice("format", FORMATS), _wanted(form)
    form.require_ok()
    await record_export(wanted, kind, staff, now=page.visit.now)
    return Stream(
        csv_lines(wanted) if kind == "csv" else json_lines(wanted),
        media_type="text/csv; charset=utf-8" if kind == "csv" else "application/json",
        headers={"content-disposition": f'attachment; filename="audit-{page.visit.now:%Y-%m-%d}.{kind}"'},
    )


def _wanted(asked: Form) -> AuditFilter:
    """A filter that makes no sense is said beside its field, and does not narrow the list."""
    shop_id = asked.identifier("shop") if asked.filled("shop") else None
    since = asked.day("since") if asked.filled("since") else None
    until = asked.day("until") if asked.filled("until") else None
    return AuditFilter(
        shop_id=None if asked.error("shop") else shop_id,
        actor=asked.text("actor", 100),
        deed=asked.value("deed"),
        until=None if asked.error("until") else until,
        since=None if asked.error("since") else since,
    )
