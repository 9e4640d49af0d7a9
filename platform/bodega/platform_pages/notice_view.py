"""One notice in the words of whoever looks at it: the right, the listings with their clocks, what was said, and the files."""

from collections.abc import Iterable
from typing import Any

from bodega.duties.open_file import DutyFile, file_link
from bodega.notices.leave_out_persons import leave_out_persons
from bodega.notices.notice import NoticeListing
from bodega.notices.notice_words import (
    BACK_REASONS,
    DEEDS,
    LISTING_STATES,
    LISTING_TONES,
    RIGHTS,
    SIDES,
    STATES,
    SUITS,
    TONES,
)
from bodega.notices.read_notice_file import NoticeFile
from bodega.staff.door_page import DoorPage


def notice_view(page: DoorPage, file: NoticeFile, side: str) -> dict[str, Any]:
    """For templates on the platform's host; `side` is who looks, and opens the files."""
    notice = file.notice
    return {
        "notice": notice,
        "right": page.say(RIGHTS[notice.right_kind]),
        "state": page.say(STATES[notice.state]),
        "tone": TONES.get(notice.state, ""),
        "made": page.moment(notice.made_at),
        "listings": [_listing(page, file, one, side) for one in file.listings],
        "entries": [
            {
                "who": page.say(SIDES[entry.side]),
                "author": entry.author,
                "deed": page.say(DEEDS.get(entry.deed, entry.deed)),
                "about": _title(file, entry.listing_id),
                "words": entry.words,
                "at": page.moment(entry.at),
            }
            for entry in file.entries
        ],
        "files": shown_files(page, (one for one in file.files if one.subject_id == notice.id), side),
    }


def published_view(page: DoorPage, file: NoticeFile) -> dict[str, Any]:
    """What everybody may read of it: the notice, the shops' statements and the result, and nothing that tells who."""
    view = notice_view(page, file, "")
    names = [person.name for person in (file.holder, *file.counters.values()) if person]
    for one in view["listings"]:
        one["counter"] = leave_out_persons(one["counter"], names)
        one["files"] = []
    return {
        **{key: view[key] for key in ("right", "state", "tone", "made", "listings")},
        "right_said": leave_out_persons(file.notice.right_said, names),
        "claim": leave_out_persons(file.notice.claim, names),
        "reason": leave_out_persons(file.notice.reason, names),
        "published": page.moment(file.notice.published_at) if file.notice.published_at else "",
    }


def shown_files(page: DoorPage, files: Iterable[DutyFile], side: str) -> list[dict[str, str]]:
    return [
        {
            "id": str(one.id),
            "name": one.name,
            "side": page.say(SIDES.get(one.side, one.side)),
            "url": file_link(page.runtime, one.id, side, now=page.visit.now),
            "at": page.moment(one.uploaded_at),
        }
        for one in files
    ]


def _listing(page: DoorPage, file: NoticeFile, one: NoticeListing, side: str) -> dict[str, Any]:
    def moment(at: Any) -> str:
        return page.moment(at) if at else ""

    return {
        "id": str(one.id),
        "address": one.address,
        "title": one.title or one.address,
        "shop": one.shop_name or "",
        "shop_id": str(one.shop_id or ""),
        "code": one.state,
        "state": page.say(LISTING_STATES[one.state]),
        "tone": LISTING_TONES.get(one.state, ""),
        "down": moment(one.down_at),
        "counter": one.counter,
        "countered": moment(one.countered_at),
        "reached": moment(one.reached_at),
        "clock": moment(one.clock_ends_at),
        "latest": moment(one.reached_at_latest),
        "to_confirm": side == "holder" and one.reached_at_latest is not None,
        "suit": page.say(SUITS[one.suit["kind"]]) if one.suit else "",
        "suit_where": one.suit.get("where", ""),
        "suit_number": one.suit.get("number", ""),
        "suit_at": moment(one.suit_at),
        "back": moment(one.back_at),
        "back_reason": page.say(BACK_REASONS[one.back_reason]) if one.back_reason else "",
        "person": file.counters.get(one.id),
        "files": shown_files(page, (a for a in file.files if a.subject_id == one.id), side),
    }


def _title(file: NoticeFile, listing_id: object) -> str:
    return next((one.title for one in file.listings if one.id == listing_id), "")
