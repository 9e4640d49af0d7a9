"""Reconciliation in the console: each day of each channel against the service's own list, and what is still open."""

from datetime import timedelta
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.comparison.china_day import china_day
from bodega_shop.comparison.list_comparisons import list_comparisons, read_comparison
from bodega_shop.comparison.list_lines import list_lines
from bodega_shop.comparison.run_again import run_again
from bodega_shop.comparison.settle_line import LONGEST_NOTE, settle_line
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.reconciliation_words import reconciliation_words
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.payments.list_channels import list_channels

HOME = "/console/reconciliation"


@get("/reconciliation", guards=[requires_operator])
async def show_reconciliation(desk: NamedDependency[Desk]) -> Response[str]:
    yesterday = china_day(desk.now) - timedelta(days=1)
    return await _list(desk, Form({"day": yesterday.isoformat(), **desk.asked}))


@post("/reconciliation", guards=[requires_operator])
async def compare_again(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    channel_id, day = form.identifier("channel"), form.day("day")
    return await desk.submit(
        form,
        lambda: run_again(desk.runtime, desk.shop, channel_id, day, by=desk.staff, now=desk.now),
        to=lambda comparison_id: f"{HOME}/{comparison_id}",
        message="It is being compared. Look again in a moment.",
        again=lambda refused: _list(desk, refused),
    )


@get("/reconciliation/{comparison_id:uuid}", guards=[requires_operator])
async def show_day(desk: NamedDependency[Desk], comparison_id: FromPath[UUID]) -> Response[str]:
    return await _day(desk, comparison_id, Form())


@post("/reconciliation/{comparison_id:uuid}/lines/{line_id:uuid}", guards=[requires_operator])
async def settle(
    desk: NamedDependency[Desk],
    form: NamedDependency[Form],
    comparison_id: FromPath[UUID],
    line_id: FromPath[UUID],
) -> Answer:
    note = form.required_text("note", LONGEST_NOTE)
    return await desk.submit(
        form,
        lambda: settle_line(desk.shop, comparison_id, line_id, note, by=desk.staff, now=desk.now),
        to=f"{HOME}/{comparison_id}",
        message="The difference is settled.",
        again=lambda refused: _day(desk, comparison_id, refused, line_id),
    )


async def _list(desk: Desk, form: Form) -> Response[str]:
    number, channel_id = page_asked(desk), _channel(desk)
    only_open = desk.asked.get("open") == "1"
    rows, more = await list_comparisons(desk.shop, channel_id=channel_id, only_open=only_open, page=number)
    channels = await list_channels(desk.shop)
    return await desk.page(
        "reconciliation.html",
        form=form,
        rows=rows,
        only_open=only_open,
        page=pages_around(desk, number, more=more),
        channel_options=[(str(channel.id), channel.name) for channel in channels],
        words=reconciliation_words(desk.say),
    )


async def _day(desk: Desk, comparison_id: UUID, form: Form, mistaken: UUID | None = None) -> Response[str]:
    number, everything = page_asked(desk), desk.asked.get("all") == "1"
    compared = await read_comparison(desk.shop, comparison_id)
    lines, more = await list_lines(desk.shop, comparison_id, everything=everything, page=number)
    return await desk.page(
        "reconciliation_day.html",
        form=form,
        compared=compared,
        lines=lines,
        everything=everything,
        mistaken=mistaken,
        page=pages_around(desk, number, more=more),
        words=reconciliation_words(desk.say),
    )


def _channel(desk: Desk) -> UUID | None:
    asked = Form(desk.asked)
    channel_id = asked.identifier("channel") if asked.filled("channel") else None
    return channel_id if channel_id != UUID(int=0) else None


HANDLERS = [show_reconciliation, compare_again, show_day, settle]
