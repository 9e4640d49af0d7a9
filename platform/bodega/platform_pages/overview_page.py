"""The platform's overview: what needs an administrator now, and how the street stands."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from bodega.complaints.list_complaints import count_waiting_complaints
from bodega.identities.list_checks import count_overdue
from bodega.moderation.read_queue import count_by_hand, read_desk
from bodega.notices.list_notices import count_waiting_notices
from bodega.platform_pages.audit_rows import audit_rows
from bodega.platform_pages.deed_words import STATES
from bodega.platform_pages.navigation import PREFIX
from bodega.published.comment import count_waiting_comments
from bodega.published.stale_texts import count_stale
from bodega.qualifications.china_day import china_day
from bodega.reports.read_reports import count_open_reports
from bodega.rulebook.list_cases import count_waiting_cases
from bodega.staff.door_page import DoorPage
from bodega.staff.read_audit import AuditFilter, read_audit
from bodega.staff.require_role import requires
from bodega.staff.second_factor import recovery_codes_left
from bodega.staff.staff_member import StaffMember
from bodega.street.list_shops import count_shops, count_troubles

_LATEST = 8


@get("/", guards=[requires("look")])
async def show_overview(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    counts = await count_shops()
    latest, _ = await read_audit(AuditFilter())
    return await page.show(
        "overview.html",
        todo=[*await _waiting(page, staff), *await _todo(page)],
        lacks_codes=not await recovery_codes_left(staff),
        counts=[(state, page.say(word), counts.get(state, 0)) for state, word in STATES.items()],
        latest=audit_rows(page, latest[:_LATEST]),
    )


async def _waiting(page: DoorPage, staff: StaffMember) -> list[dict[str, str]]:
    """What waits for those who may do something about it."""
    asked = (_reviews, _identities, _reports, _cases, _complaints, _texts)
    return [line for ask in asked for line in await ask(page, staff)]


async def _todo(page: DoorPage) -> list[dict[str, str]]:
    """Each line leads to the place where it is solved."""
    troubles = await count_troubles(page.visit.now)
    lines = [
        (
            "warn",
            "clock",
            await count_by_hand(),
            "Shops that wait for an answer",
            f"{PREFIX}/shops?state=review",
        ),
        (
            "bad",
            "alert",
            troubles.stuck,
            "Shops whose opening stopped half-way",
            f"{PREFIX}/shops?state=opening",
        ),
        (
            "bad",
            "alert",
            troubles.not_migrated,
            "Shops whose tables could not be brought up to date",
            f"{PREFIX}/shops?state=trouble",
        ),
        (
            "warn",
            "plug",
            len(page.runtime.extensions.broken),
            "Extensions that cannot be used",
            f"{PREFIX}/extensions",
        ),
    ]
    return _shown(page, lines)


async def _reviews(page: DoorPage, staff: StaffMember) -> list[dict[str, str]]:
    """For those who may do something about it."""
    if not staff.may("review"):
        return []
    desk = await read_desk(reader_id=staff.account_id, now=page.visit.now)
    return _shown(
        page,
        [
            ("bad", "clock", desk.overdue, "Applications that are overdue", f"{PREFIX}/reviews?overdue=on"),
            ("warn", "check", desk.waiting, "Applications that wait for us", f"{PREFIX}/reviews"),
        ],
    )


async def _identities(page: DoorPage, staff: StaffMember) -> list[dict[str, str]]:
    """For those who look at owners, and those who may freeze."""
    if not (staff.may("review") or staff.may("shops")):
        return []
    late, url = await count_overdue(), f"{PREFIX}/identities?overdue=on"
    return _shown(page, [("bad", "people", late, "Owners who did not confirm who they are", url)])


async def _reports(page: DoorPage, staff: StaffMember) -> list[dict[str, str]]:
    """What an authority waits for within two weeks, or has waited for."""
    if not staff.may("audit"):
        return []
    due = await count_open_reports(china_day(page.visit.now) + timedelta(days=14))
    return _shown(page, [("warn", "receipt", due, "Reports that are due", f"{PREFIX}/reports")])


async def _cases(page: DoorPage, staff: StaffMember) -> list[dict[str, str]]:
    if not staff.may("moderate"):
        return []
    return _shown(
        page,
        [
            (
                "warn",
                "shield",
                await count_waiting_cases(),
                "Cases of the rules that wait for us",
                f"{PREFIX}/cases",
            ),
            (
                "warn",
                "shield",
                await count_waiting_notices(),
                "Notices of right holders that wait for us",
                f"{PREFIX}/notices",
            ),
        ],
    )


async def _complaints(page: DoorPage, staff: StaffMember) -> list[dict[str, str]]:
    if not staff.may("support"):
        return []
    waiting = await count_waiting_complaints(now=page.visit.now)
    return _shown(
        page,
        [
            (
                "bad",
                "refund",
                waiting.unpaid,
                "Refunds that were decided and did not come",
                f"{PREFIX}/complaints",
            ),
            ("warn", "chat", waiting.ours, "Complaints that wait for us", f"{PREFIX}/complaints"),
        ],
    )


async def _texts(page: DoorPage, staff: StaffMember) -> list[dict[str, str]]:
    """What the platform itself publishes, and what resellers say of it."""
    if not staff.may("shops"):
        return []
    comments, stale = await count_waiting_comments(), await count_stale(page.runtime, now=page.visit.now)
    return _shown(
        page,
        [
            (
                "warn",
                "chat",
                comments,
                "Comments on changes of our rules that wait for us",
                f"{PREFIX}/terms",
            ),
            ("warn", "receipt", stale, "Texts of ours that say other than holds now", f"{PREFIX}/terms"),
        ],
    )


def _shown(page: DoorPage, lines: Sequence[tuple[str, str, int, str, str]]) -> list[dict[str, str]]:
    return [
        {"tone": tone, "icon": icon, "count": str(count), "text": page.say(text), "url": url}
        for tone, icon, count, text, url in lines
        if count
    ]
