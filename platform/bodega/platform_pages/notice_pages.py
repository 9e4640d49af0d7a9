"""Right holders on the platform's host: the form, their own page by its link, and the public record of notices."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.duties.keep_files import ACCEPTED, LARGEST_FORM_BYTES, MOST_FILES, Sent, sent_files
from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.notices.list_notices import ListedNotice, list_published
from bodega.notices.make_notice import NewNotice, make_notice
from bodega.notices.notice import (
    HOLDER_KINDS,
    LONGEST_SAID,
    LONGEST_WORDS,
    MOST_LISTINGS,
    RIGHTS,
    SUIT_DAYS,
    Person,
    check_token,
    holders_path,
)
from bodega.notices.notice_words import HOLDERS, STATES, SUITS, TONES
from bodega.notices.notice_words import RIGHTS as RIGHT_WORDS
from bodega.notices.reach_holder import confirm_statement
from bodega.notices.read_notice_file import read_as_holder, read_notice_file
from bodega.notices.speak_as_holder import (
    SUITS as SUIT_KINDS,
)
from bodega.notices.speak_as_holder import (
    Suit,
    add_to_notice,
    tell_of_suit,
    withdraw_notice,
)
from bodega.platform_pages.notice_view import notice_view, published_view
from bodega.platform_pages.page_links import page_links, page_number
from bodega.qualifications.read_upload import LARGEST_BYTES
from bodega.staff.door_page import DoorPage
from bodega.web.given import NamedDependency

_LONGEST_ADDRESSES = 4_000


@get("/notices")
async def show_published(page: NamedDependency[DoorPage]) -> Response[Any]:
    number = page_number(page.request.query_params.get("page", ""))
    found, more = await list_published(page=number)
    return await page.show(
        "notices_published.html",
        rows=[_row(page, one) for one in found],
        links=page_links("/notices", {}, number, more=more),
        days=SUIT_DAYS,
    )


@get("/notices/{notice_id:uuid}")
async def show_one_published(page: NamedDependency[DoorPage], notice_id: FromPath[UUID]) -> Response[Any]:
    file = await read_notice_file(page.runtime, notice_id)
    if file.notice.published_at is None:
        raise NotFound
    return await page.show("notice_published.html", **published_view(page, file))


@get("/notices/new")
async def show_form(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await page.show("notice_new.html", form=Form(), **_around(page))


@post("/notices/new", status_code=200, request_max_body_size=LARGEST_FORM_BYTES)
async def take_form(page: NamedDependency[DoorPage], form: NamedDependency[Form]) -> Response[Any]:
    try:
        new = _read(form, page.visit.locale, await sent_files(page.request))
        form.require_ok()
        made = await make_notice(page.runtime, new, address=page.visit.address, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("notice_new.html", form, error, **_around(page))
    return page.go(holders_path(page.runtime, made))


@get("/notices/{notice_id:uuid}/{token:str}")
async def show_own(
    page: NamedDependency[DoorPage], notice_id: FromPath[UUID], token: FromPath[str]
) -> Response[Any]:
    check_token(page.runtime, notice_id, token)
    return await _page(page, notice_id, token, Form())


@post(
    "/notices/{notice_id:uuid}/{token:str}/additions",
    status_code=200,
    request_max_body_size=LARGEST_FORM_BYTES,
)
async def take_addition(
    page: NamedDependency[DoorPage],
    form: NamedDependency[Form],
    notice_id: FromPath[UUID],
    token: FromPath[str],
) -> Response[Any]:
    async def add() -> None:
        files = await sent_files(page.request)
        await add_to_notice(page.runtime, notice_id, form.value("words"), files, now=page.visit.now)

    return await _do(page, notice_id, token, form, add)


@post("/notices/{notice_id:uuid}/{token:str}/confirmations", status_code=200)
async def take_confirmation(
    page: NamedDependency[DoorPage],
    form: NamedDependency[Form],
    notice_id: FromPath[UUID],
    token: FromPath[str],
) -> Response[Any]:
    """Only pressing starts the days: programs open links too, to look for harm or to draw a preview."""

    async def confirm() -> None:
        listing_id = form.identifier("listing")
        form.require_ok()
        await confirm_statement(notice_id, listing_id, now=page.visit.now)

    return await _do(page, notice_id, token, form, confirm)


@post(
    "/notices/{notice_id:uuid}/{token:str}/suits",
    status_code=200,
    request_max_body_size=LARGEST_FORM_BYTES,
)
async def take_suit(
    page: NamedDependency[DoorPage],
    form: NamedDependency[Form],
    notice_id: FromPath[UUID],
    token: FromPath[str],
) -> Response[Any]:
    async def tell() -> None:
        files = await sent_files(page.request)
        listing_id, suit = form.identifier("listing"), _suit(form)
        form.require_ok()
        await tell_of_suit(page.runtime, notice_id, listing_id, suit, files, now=page.visit.now)

    return await _do(page, notice_id, token, form, tell)


@post("/notices/{notice_id:uuid}/{token:str}/withdrawals", status_code=200)
async def take_withdrawal(
    page: NamedDependency[DoorPage],
    form: NamedDependency[Form],
    notice_id: FromPath[UUID],
    token: FromPath[str],
) -> Response[Any]:
    async def withdraw() -> None:
        await withdraw_notice(page.runtime, notice_id, now=page.visit.now)

    return await _do(page, notice_id, token, form, withdraw)


async def _do(
    page: DoorPage, notice_id: UUID, token: str, form: Form, deed: Callable[[], Awaitable[None]]
) -> Response[Any]:
    """What the holder of the link wishes; a refusal shows their page again with what they typed."""
    check_token(page.runtime, notice_id, token)
    try:
        await deed()
    except BodegaError as error:
        return await _page(page, notice_id, token, form, error)
    return page.go(holders_path(page.runtime, notice_id))


async def _page(
    page: DoorPage, notice_id: UUID, token: str, form: Form, error: BodegaError | None = None
) -> Response[Any]:
    file = await read_as_holder(page.runtime, notice_id, token)
    context = {
        **notice_view(page, file, "holder"),
        **_around(page),
        "url": holders_path(page.runtime, notice_id),
        "waits": any(one.reached_at_latest for one in file.listings),
        "suable": [(str(one.id), one.title) for one in file.listings if one.state in ("down", "countered")],
        "suits": [(kind, page.say(word)) for kind, word in SUITS.items()],
    }
    if error is not None:
        return await page.show_again("my_notice.html", form, error, **context)
    return await page.show("my_notice.html", form=form, **context)


def _read(form: Form, locale: str, files: Sent) -> NewNotice:
    """Mistakes are told beside their fields."""
    form.consent("true")
    addresses = [line.strip() for line in form.lines("addresses", _LONGEST_ADDRESSES).splitlines()]
    return NewNotice(
        holder=Person(
            kind=form.choice("holder_kind", HOLDER_KINDS),
            name=form.required_text("name", 100),
            number=form.required_text("number", 60),
            email=form.email("email"),
            phone=form.text("phone", 40),
            address=form.required_text("address", 200),
        ),
        right_kind=form.choice("right_kind", RIGHTS),
        right_said=form.required_text("right_said", LONGEST_SAID),
        claim=form.required_lines("claim", LONGEST_WORDS),
        addresses=list(dict.fromkeys(line[:300] for line in addresses if line)),
        locale=locale,
        files=files,
    )


def _suit(form: Form) -> Suit:
    return Suit(
        form.choice("suit_kind", SUIT_KINDS),
        form.required_text("suit_where", 120),
        form.required_text("suit_number", 80),
    )


def _row(page: DoorPage, one: ListedNotice) -> dict[str, Any]:
    return {
        "url": f"/notices/{one.id}",
        "when": page.moment(one.published_at) if one.published_at else "",
        "right": page.say(RIGHT_WORDS[one.right_kind]),
        "shops": one.shops or "–",
        "listings": one.listings,
        "off_sale": one.off_sale,
        "state": page.say(STATES[one.state]),
        "tone": TONES.get(one.state, ""),
    }


def _around(page: DoorPage) -> dict[str, Any]:
    return {
        "rights": [(kind, page.say(word)) for kind, word in RIGHT_WORDS.items()],
        "holders": [(kind, page.say(word)) for kind, word in HOLDERS.items()],
        "days": SUIT_DAYS,
        "most_listings": MOST_LISTINGS,
        "longest": LONGEST_WORDS,
        "longest_said": LONGEST_SAID,
        "accepted": ACCEPTED,
        "most_files": MOST_FILES,
        "largest": LARGEST_BYTES // 1024 // 1024,
    }


HANDLERS = [
    show_published,
    show_one_published,
    show_form,
    take_form,
    show_own,
    take_addition,
    take_confirmation,
    take_suit,
    take_withdrawal,
]
