"""The audit trail, with its filters in the address."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from bodega.kernel.form import Form
from bodega.platform_pages.audit_rows import audit_rows
from bodega.platform_pages.deed_words import say_deed
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.page_links import page_links, page_number
from bodega.staff.door_page import DoorPage
from bodega.staff.read_audit import AuditFilter, known_deeds, read_audit
from bodega.staff.require_role import requires

_FILTERS = ("shop", "actor", "deed", "until")


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


def _wanted(asked: Form) -> AuditFilter:
    """A filter that makes no sense is said beside its field, and does not narrow the list."""
    shop_id = asked.identifier("shop") if asked.filled("shop") else None
    until = asked.day("until") if asked.filled("until") else None
    return AuditFilter(
        shop_id=None if asked.error("shop") else shop_id,
        actor=asked.text("actor", 100),
        deed=asked.value("deed"),
        until=None if asked.error("until") else until,
    )
