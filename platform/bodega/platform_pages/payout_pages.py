"""Withdrawals on their way out: what waits, batches, a second person's word, the bank's file, paid and returned."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.platform_pages.money_view import withdrawal_view
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.statement_view import csv_answer
from bodega.settlement.bank_file import write_bank_file
from bodega.settlement.batches import approve_batch, dissolve_batch, prepare_batch
from bodega.settlement.end_withdrawal import refuse_withdrawal
from bodega.settlement.list_payouts import list_payouts, look_at_batch
from bodega.settlement.pay_out import mark_paid, mark_returned
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import Guard, requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/payouts"
Page = NamedDependency[DoorPage]
Staff = NamedDependency[StaffMember]
Sent = NamedDependency[Form]
_MONEY = [requires("money")]
_SURE: list[Guard] = [requires("money"), requires_recent_password]
_BATCH_STATES = {
    "prepared": ("warn", "Waits for a second person"),
    "approved": ("info", "Approved"),
    "dissolved": ("", "Taken apart"),
}


@get("/payouts", guards=_MONEY)
async def show_payouts(page: Page) -> Response[Any]:
    found = await list_payouts()
    return await page.show(
        "payouts.html",
        waiting=[_waiting(page, row) for row in found.waiting],
        batches=[_batch(page, row) for row in found.batches],
    )


@post("/payouts", guards=_SURE, status_code=303)
async def take_batch(page: Page, staff: Staff) -> Response[Any]:
    try:
        batch_id = await prepare_batch(await _chosen(page), by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
        return page.go(HOME)
    await page.leave(staff, "Prepared. Somebody else approves it now.")
    return page.go(f"{HOME}/{batch_id}")


@get("/payouts/{batch_id:uuid}", guards=_MONEY)
async def show_batch(page: Page, staff: Staff, batch_id: FromPath[UUID]) -> Response[Any]:
    batch, rows = await look_at_batch(batch_id)
    return await page.show(
        "payout.html",
        batch=_batch(page, batch)
        | {"mine": batch["prepared_by"] == staff.account_id, "unpaid": batch["unpaid"]},
        rows=[withdrawal_view(page, row) for row in rows],
    )


@post("/payouts/{batch_id:uuid}/approvals", guards=_SURE, status_code=303)
async def take_approval(page: Page, staff: Staff, batch_id: FromPath[UUID]) -> Response[Any]:
    try:
        gone, left = await approve_batch(batch_id, by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
        return page.go(f"{HOME}/{batch_id}")
    words = (
        "Approved: %(gone)s go out."
        if not left
        else "Approved: %(gone)s go out, %(left)s stay: held, or no longer covered."
    )
    await page.leave(staff, words, gone=str(gone), left=str(left))
    return page.go(f"{HOME}/{batch_id}")


@post("/payouts/{batch_id:uuid}/dissolutions", guards=_SURE, status_code=303)
async def take_dissolution(page: Page, staff: Staff, batch_id: FromPath[UUID]) -> Response[Any]:
    try:
        await dissolve_batch(batch_id, by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
        return page.go(f"{HOME}/{batch_id}")
    await page.leave(staff, "Taken apart. Its withdrawals wait again.")
    return page.go(HOME)


@post("/payouts/{batch_id:uuid}/files", guards=_SURE, status_code=200)
async def take_file(page: Page, staff: Staff, batch_id: FromPath[UUID]) -> Response[Any]:
    try:
        return csv_answer(*await write_bank_file(page.runtime, batch_id, by=staff, now=page.visit.now))
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    return page.go(f"{HOME}/{batch_id}")


@post("/payouts/{batch_id:uuid}/payments", guards=_SURE, status_code=303)
async def take_payments(page: Page, staff: Staff, form: Sent, batch_id: FromPath[UUID]) -> Response[Any]:
    try:
        chosen = await _chosen(page)
        await mark_paid(page.runtime, chosen, form.value("reference"), by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, "Marked as paid. The owners are told.")
    return page.go(f"{HOME}/{batch_id}")


@post("/payouts/{batch_id:uuid}/returns", guards=_SURE, status_code=303)
async def take_return(page: Page, staff: Staff, form: Sent, batch_id: FromPath[UUID]) -> Response[Any]:
    try:
        one = form.identifier("withdrawal")
        form.require_ok()
        await mark_returned(page.runtime, one, form.value("reason"), by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, "The money is the shop's again, and its owner is told.")
    return page.go(f"{HOME}/{batch_id}")


@post("/payouts/refusals", guards=_SURE, status_code=303)
async def take_refusal(page: Page, staff: Staff, form: Sent) -> Response[Any]:
    try:
        one = form.identifier("withdrawal")
        form.require_ok()
        await refuse_withdrawal(page.runtime, one, form.value("reason"), by=staff, now=page.visit.now)
    except BodegaError as error:
        await page.leave(staff, page.say(error.message, **error.params), "bad")
    else:
        await page.leave(staff, "Refused. The money is the shop's again, and its owner is told.")
    return page.go(HOME)


async def _chosen(page: DoorPage) -> list[UUID]:
    """The rows that were ticked. Raises `InvalidInput` for what is no id."""
    sent = (await page.request.form()).getall("withdrawal", [])
    form = Form({str(number): str(one) for number, one in enumerate(sent)})
    found = [form.identifier(name) for name in form.values]
    form.require_ok()
    return found


def _waiting(page: DoorPage, row: dict[str, Any]) -> dict[str, Any]:
    held = row["held_until"] is not None and row["held_until"] > page.visit.now
    stays = row["shop_state"] == "frozen" or held
    return withdrawal_view(page, row) | {
        "url": f"{PREFIX}/settlements/{row['shop_id']}",
        "stays": page.say("Held") if stays else "",
    }


def _batch(page: DoorPage, row: dict[str, Any]) -> dict[str, Any]:
    tone, word = _BATCH_STATES[row["state"]]
    paid = row["state"] == "approved" and not row["unpaid"]
    return {
        "id": str(row["id"]),
        "url": f"{HOME}/{row['id']}",
        "name": row["name"],
        "count": row["count"],
        "total": Money(row["total"], row["currency"]).format(page.visit.locale),
        "code": row["state"],
        "tone": "good" if paid else tone,
        "state": page.say("Done") if paid else page.say(word),
        "prepared": f"{row['prepared_name']}, {page.moment(row['prepared_at'])}",
        "decided": f"{row['decided_name']}, {page.moment(row['decided_at'])}" if row["decided_at"] else "",
    }


HANDLERS = [
    show_payouts, take_batch, show_batch, take_approval, take_dissolution, take_file, take_payments, take_return,
    take_refusal,
]  # fmt: skip
