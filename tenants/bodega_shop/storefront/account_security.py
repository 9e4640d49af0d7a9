"""Where a customer is signed in, and under which address: sessions that can be ended, a contact that can be changed."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import format_ago
from bodega.staff.name_browser import name_browser
from bodega.web.given import NamedDependency
from bodega_shop.customers.change_contact import ask_new_contact, change_contact
from bodega_shop.customers.check_code import read_proof
from bodega_shop.customers.customer import Customer
from bodega_shop.customers.end_sessions import end_others, end_session
from bodega_shop.customers.list_sessions import ListedSession, list_sessions
from bodega_shop.customers.reach_customers import reachable_kinds
from bodega_shop.storefront.account_forms import HOME, account_page, contact_in, go, refuse
from bodega_shop.storefront.account_sign_up import code_page
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.account import SessionView


@get("/sessions")
async def show_sessions(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[Any]:
    sessions = await list_sessions(front.shop, customer.id, now=front.visit.now)
    return account_page(
        front, "sessions.html", sessions=[_session(front, customer, session) for session in sessions]
    )


@post("/sessions/{session_id:uuid}/end", status_code=303)
async def end_one(
    front: NamedDependency[Front], customer: NamedDependency[Customer], session_id: FromPath[UUID]
) -> Response[Any]:
    await end_session(front.shop, customer.id, session_id)
    return go(f"{HOME}/sessions")


@post("/sessions/end", status_code=303)
async def end_all_others(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[Any]:
    await end_others(front.shop, customer.id, keep=customer.session_id)
    return go(f"{HOME}/sessions")


@get("/contact")
async def show_contact(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[Any]:
    return _contact_page(front, customer, Form())


@post("/contact", status_code=303)
async def take_contact(
    front: NamedDependency[Front], customer: NamedDependency[Customer], form: NamedDependency[Form]
) -> Response[Any]:
    password, visit = form.secret("password"), front.visit
    try:
        proof_id = await ask_new_contact(
            front.runtime, front.shop, customer, contact_in(form), password,
            locale=visit.locale, address=visit.address, now=visit.now,
        )  # fmt: skip
    except BodegaError as error:
        return _contact_page(front, customer, refuse(form, error))
    return go(f"{HOME}/contact/{proof_id}")


@get("/contact/{proof_id:uuid}")
async def show_contact_code(front: NamedDependency[Front], proof_id: FromPath[UUID]) -> Response[Any]:
    return code_page(front, await read_proof(front.shop, proof_id), Form())


@post("/contact/{proof_id:uuid}", status_code=303)
async def take_contact_code(
    front: NamedDependency[Front],
    customer: NamedDependency[Customer],
    form: NamedDependency[Form],
    proof_id: FromPath[UUID],
) -> Response[Any]:
    code, visit = form.required_text("code", 20), front.visit
    try:
        form.require_ok()
        await change_contact(
            front.runtime, front.shop, customer, proof_id, code, address=visit.address, now=visit.now
        )
    except BodegaError as error:
        return code_page(front, await read_proof(front.shop, proof_id), refuse(form, error))
    return go(HOME)


def _contact_page(front: Front, customer: Customer, form: Form) -> Response[str]:
    takes = reachable_kinds(front.runtime, front.shop)
    return account_page(front, "change_contact.html", form=form, takes=takes, address=customer.address)


def _session(front: Front, customer: Customer, session: ListedSession) -> SessionView:
    return SessionView(
        id=str(session.id),
        browser=name_browser(session.agent) or front.say("An unknown browser"),
        address=session.address,
        seen_text=format_ago(session.seen_at, front.visit.now, front.visit.locale),
        here=session.id == customer.session_id,
    )


HANDLERS = [
    show_sessions,
    end_one,
    end_all_others,
    show_contact,
    take_contact,
    show_contact_code,
    take_contact_code,
]
