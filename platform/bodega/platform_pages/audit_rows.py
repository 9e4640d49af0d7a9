"""Lines of the audit trail as the table shows them."""

from collections.abc import Sequence
from typing import Any

from bodega.platform_pages.deed_words import say_actor, say_deed, say_detail
from bodega.platform_pages.navigation import PREFIX
from bodega.staff.door_page import DoorPage
from bodega.staff.read_audit import AuditLine


def audit_rows(page: DoorPage, lines: Sequence[AuditLine]) -> list[dict[str, Any]]:
    return [
        {
            "at": page.moment(line.at),
            "actor": say_actor(line.actor, page.say),
            "deed": say_deed(line.deed, page.say),
            "shop": line.shop_name or "",
            "shop_url": f"{PREFIX}/shops/{line.shop_id}" if line.shop_id else "",
            "detail": say_detail(line.detail, page.say),
        }
        for line in lines
    ]
