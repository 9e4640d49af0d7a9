"""Reports as their templates read them. Every text is a msgid."""

from datetime import date, timedelta
from typing import Any

from bodega.kernel.i18n import format_date, time_zone
from bodega.platform_pages.navigation import PREFIX
from bodega.qualifications.china_day import china_day
from bodega.reports.periods import IDENTITIES, SOURCES
from bodega.reports.read_reports import Report, ReportSheet
from bodega.staff.door_page import DoorPage

_BEIJING = time_zone("Asia/Shanghai")
_NAMES = {IDENTITIES: "Identities of the shops", "income": "Identities and income"}


def run_row(page: DoorPage, report: Report) -> dict[str, Any]:
    """One line of the list."""
    state, tone = _state(page, report)
    return {
        "url": f"{PREFIX}/reports/{report.id}",
        "name": page.say(_NAMES[report.kind]),
        "span": f"{_day(page, report.begins)} - {_day(page, report.ends - timedelta(days=1))}",
        "due": _day(page, report.due_on),
        "state": state,
        "tone": tone,
        "shops": str(report.asked),
        "waiting": str(report.waiting) if report.waiting else "",
    }


def sheet_of(page: DoorPage, sheet: ReportSheet) -> dict[str, Any]:
    """One report with its files."""
    report = sheet.report
    return {
        "report": report,
        "row": run_row(page, report),
        "source": SOURCES[report.kind].in_locale(page.visit.locale),
        "made": page.moment(report.made_at) if report.made_at else "",
        "handed_in": page.moment(report.handed_in_at) if report.handed_in_at else "",
        "files": [
            {
                "url": "" if file.erased_at else f"{PREFIX}/reports/files/{file.id}",
                "name": file.name,
                "edition": str(file.edition),
                "rows": str(file.rows) if file.rows else "",
                "size": f"{max(file.size // 1024, 1)} kB",
                "digest": file.digest.hex(),
                "made": page.moment(file.made_at),
            }
            for file in sheet.files
        ],
        "missing": [
            {
                "url": f"{PREFIX}/shops/{shop_id}",
                "name": name,
                "why": page.say("Did not tell yet") if state == "waiting" else problem,
            }
            for shop_id, name, state, problem in sheet.missing
        ],
        "downloads": [
            {"at": page.moment(at), "who": actor, "address": address, "name": name}
            for at, actor, address, name in sheet.downloads
        ],
    }


def _state(page: DoorPage, report: Report) -> tuple[str, str]:
    if report.handed_in_at is not None:
        return page.say("Handed in"), "good"
    if report.due_on < china_day(page.visit.now):
        return page.say("Overdue"), "bad"
    return (page.say("Ready"), "info") if report.state == "made" else (page.say("Being gathered"), "warn")


def _day(page: DoorPage, day: date) -> str:
    return format_date(day, page.visit.locale, _BEIJING)
