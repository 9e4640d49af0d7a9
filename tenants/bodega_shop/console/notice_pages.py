"""Right holders' notices in the console: what is off sale because of one, its clock, and the shop's statement."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.duties.keep_files import ACCEPTED, LARGEST_FORM_BYTES, MOST_FILES, Sent, sent_files
from bodega.duties.open_file import file_link
from bodega.kernel.form import Form
from bodega.notices.notice import HOLDER_KINDS, LONGEST_WORDS, SUIT_DAYS, NoticeListing, Person
from bodega.notices.notice_words import (
    BACK_REASONS,
    HOLDERS,
    LISTING_STATES,
    LISTING_TONES,
    RIGHTS,
    SIDES,
    SUITS,
)
from bodega.notices.read_notice_file import NoticeFile, notices_against, read_as_shop
from bodega.notices.state_counter import Counter, state_counter
from bodega.qualifications.read_upload import LARGEST_BYTES
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk

HOME = "/console/notices"


@get("/notices", guards=[requires_operator])
async def show_notices(desk: NamedDependency[Desk]) -> Response[str]:
    found = await notices_against(desk.shop.id)
    return await desk.page("notices.html", rows=[_row(desk, one) for one in found])


@get("/notices/{listing_id:uuid}", guards=[requires_operator])
async def show_notice(desk: NamedDependency[Desk], listing_id: FromPath[UUID]) -> Response[str]:
    return await _page(desk, listing_id, Form())


@post(
    "/notices/{listing_id:uuid}/statements",
    guards=[requires_operator],
    request_max_body_size=LARGEST_FORM_BYTES,
)
async def take_statement(
    desk: NamedDependency[Desk], form: NamedDependency[Form], listing_id: FromPath[UUID]
) -> Answer:
    counter = _counter(form, await sent_files(desk.request))
    return await desk.submit(
        form,
        lambda: state_counter(desk.runtime, desk.shop.id, listing_id, counter, desk.staff, now=desk.now),
        to=f"{HOME}/{listing_id}",
        message="Your statement is on its way to the right holder.",
        again=lambda refused: _page(desk, listing_id, refused),
    )


async def _page(desk: Desk, listing_id: UUID, form: Form) -> Response[str]:
    listing, file = await read_as_shop(desk.runtime, listing_id, desk.shop.id)
    notice = file.notice
    return await desk.page(
        "notice.html",
        form=form,
        listing=listing,
        notice=notice,
        holder=file.holder,
        right=desk.say(RIGHTS[notice.right_kind]),
        row=_row(desk, listing),
        files=_files(desk, file, listing),
        holders=[(kind, desk.say(word)) for kind, word in HOLDERS.items()],
        days=SUIT_DAYS,
        longest=LONGEST_WORDS,
        accepted=ACCEPTED,
        most_files=MOST_FILES,
        largest=LARGEST_BYTES // 1024 // 1024,
    )


def _counter(form: Form, files: Sent) -> Counter:
    """Mistakes are told in the form."""
    form.consent("true")
    person = Person(
        kind=form.choice("holder_kind", HOLDER_KINDS),
        name=form.required_text("name", 100),
        number=form.required_text("number", 60),
        email=form.email("email"),
        phone=form.text("phone", 40),
        address=form.required_text("address", 200),
    )
    return Counter(form.required_lines("words", LONGEST_WORDS), person, files)


def _files(desk: Desk, file: NoticeFile, listing: NoticeListing) -> list[dict[str, str]]:
    """The notice's own, and those about this listing; none about another shop's."""
    return [
        {
            "name": one.name,
            "side": desk.say(SIDES.get(one.side, one.side)),
            "url": file_link(desk.runtime, one.id, "shop", now=desk.now),
            "at": desk.when(one.uploaded_at, "short"),
        }
        for one in file.files
        if one.subject_id in (file.notice.id, listing.id)
    ]


def _row(desk: Desk, one: NoticeListing) -> dict[str, Any]:
    return {
        "url": f"{HOME}/{one.id}",
        "title": one.title,
        "product_url": f"/console/products/{one.product_id}",
        "state": desk.say(LISTING_STATES[one.state]),
        "tone": LISTING_TONES.get(one.state, ""),
        "down": desk.when(one.down_at, "short"),
        "countered": desk.when(one.countered_at, "short"),
        "latest": desk.when(one.reached_at_latest, "short"),
        "clock": desk.when(one.clock_ends_at, "short") if one.state == "countered" else "",
        "suit": desk.say(SUITS[one.suit["kind"]]) if one.suit else "",
        "back": desk.when(one.back_at, "short") if one.state == "back" else "",
        "back_reason": desk.say(BACK_REASONS[one.back_reason]) if one.back_reason else "",
    }


HANDLERS = [show_notices, show_notice, take_statement]
