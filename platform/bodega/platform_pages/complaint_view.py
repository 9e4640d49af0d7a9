"""One complaint in the words of whoever looks at it: its facts, what was said, and the files with their links."""

from datetime import datetime
from typing import Any

from bodega.complaints.complaint import Complaint
from bodega.complaints.complaint_words import DEEDS, KINDS, ORDER_STATES, SIDES, STATES, TONES, VERDICTS
from bodega.complaints.read_file import ComplaintFile
from bodega.duties.open_file import DutyFile, file_link
from bodega.kernel.ids import display_order_number
from bodega.staff.door_page import DoorPage


def complaint_view(page: DoorPage, file: ComplaintFile, side: str) -> dict[str, Any]:
    """For templates on the platform's host; `side` is who looks, so that their own words stand out."""
    complaint = file.complaint
    return {
        "complaint": complaint,
        "number_shown": display_order_number(complaint.number),
        "kind": page.say(KINDS[complaint.kind]),
        "state": page.say(STATES[complaint.state]),
        "tone": TONES.get(complaint.state, ""),
        "verdict": page.say(VERDICTS[complaint.verdict]) if complaint.verdict else "",
        "order": _order(page, complaint),
        "due": page.moment(complaint.due_at) if complaint.due_at else "",
        "is_late": complaint.overdue_at is not None and complaint.answered_at is None,
        "refund": complaint.money(complaint.refund_asked).format(page.visit.locale)
        if complaint.refund_asked
        else "",
        "refund_due": page.moment(complaint.refund_due_at) if complaint.refund_due_at else "",
        "entries": [
            {
                "who": page.say(SIDES[entry.side]),
                "author": entry.author if entry.side != "buyer" else "",
                "own": entry.side == side,
                "deed": page.say(DEEDS.get(entry.deed, entry.deed)),
                "words": entry.words,
                "at": page.moment(entry.at),
            }
            for entry in file.entries
        ],
        "files": [_file(page, one, side) for one in file.files],
    }


def _order(page: DoorPage, complaint: Complaint) -> dict[str, Any]:
    """What the shop told of the order when the complaint was made."""
    facts = complaint.facts
    if not facts:
        return {}
    return {
        "goods": facts["goods"],
        "total": complaint.money(int(facts["total"])).format(page.visit.locale),
        "refunded": complaint.money(int(facts["refunded"])).format(page.visit.locale)
        if facts["refunded"]
        else "",
        "state": page.say(ORDER_STATES.get(facts["state"], facts["state"])),
        "placed": _moment(page, facts["placed_at"]),
        "paid": _moment(page, facts["paid_at"]),
        "delivered": _moment(page, facts["delivered_at"]),
    }


def _moment(page: DoorPage, text: str | None) -> str:
    return page.moment(datetime.fromisoformat(text)) if text else ""


def _file(page: DoorPage, one: DutyFile, side: str) -> dict[str, str]:
    return {
        "id": str(one.id),
        "name": one.name,
        "side": page.say(SIDES.get(one.side, one.side)),
        "url": file_link(page.runtime, one.id, side, now=page.visit.now),
        "at": page.moment(one.uploaded_at),
    }
