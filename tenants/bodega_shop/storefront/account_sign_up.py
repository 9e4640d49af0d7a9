"""The door of the account: sign in, sign up with a code, choose a new password with a code, sign out."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, NotFound, TooManyRequests
from bodega.kernel.form import Form
from bodega.web.given import NamedDependency
from bodega_shop.customers.ask_proof import FORGOTTEN
from bodega_shop.customers.check_code import OpenProof, read_proof
from bodega_shop.customers.choose_password import ask_new_password, choose_password
from bodega_shop.customers.customer import Customer
from bodega_shop.customers.end_sessions import end_session
from bodega_shop.customers.reach_customers import reachable_kinds
from bodega_shop.customers.send_code import send_code_again
from bodega_shop.customers.sign_in import sign_in
from bodega_shop.customers.sign_up import NewCustomer, ask_sign_up, finish_sign_up
from bodega_shop.orders.mask_contact import mask_contact
from bodega_shop.storefront.account_forms import (
    HOME,
    account_page,
    caller,
    contact_in,
    go,
    let_in,
    refuse,
    shop_page,
)
from bodega_shop.storefront.checkout_page import agreed_to
from bodega_shop.storefront.render_page import Front

AGAIN_PER_PROOF = 3
AGAIN_SECONDS = 900


@get("/sign-in")
async def show_sign_in(front: NamedDependency[Front]) -> Response[Any]:
    target = shop_page(front.request.query_params.get("next", ""))
    return go(target) if front.customer else _sign_in_page(front, Form({"next": target}))


@post("/sign-in", status_code=303)
async def take_sign_in(front: NamedDependency[Front], form: NamedDependency[Form]) -> Response[Any]:
    password = form.secret("password")
    try:
        contact = contact_in(form)
        token = await sign_in(
            front.runtime, front.shop, contact, password, caller(front), now=front.visit.now
        )
    except BodegaError as error:
        return _sign_in_page(front, refuse(form, error))
    return let_in(front, token, form.value("next"))


@post("/sign-out", status_code=303)
async def take_sign_out(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[Any]:
    await end_session(front.shop, customer.id, customer.session_id)
    return let_in(front, "", "/")


@get("/sign-up")
async def show_sign_up(front: NamedDependency[Front]) -> Response[Any]:
    return go(HOME) if front.customer else _sign_up_page(front, Form())


@post("/sign-up", status_code=303)
async def take_sign_up(front: NamedDependency[Front], form: NamedDependency[Form]) -> Response[Any]:
    password = form.secret("password")
    form.consent("consent")
    try:
        new = NewCustomer(contact_in(form), password, front.visit.locale, agreed_to(front, form))
        address, now = front.visit.address, front.visit.now
        proof_id = await ask_sign_up(front.runtime, front.shop, new, address=address, now=now)
    except BodegaError as error:
        return _sign_up_page(front, refuse(form, error))
    return go(f"{HOME}/verify/{proof_id}")


@get("/verify/{proof_id:uuid}")
async def show_verify(front: NamedDependency[Front], proof_id: FromPath[UUID]) -> Response[Any]:
    return code_page(front, await read_proof(front.shop, proof_id), Form())


@post("/verify/{proof_id:uuid}", status_code=303)
async def take_verify(
    front: NamedDependency[Front], form: NamedDependency[Form], proof_id: FromPath[UUID]
) -> Response[Any]:
    code = form.required_text("code", 20)
    try:
        form.require_ok()
        token = await finish_sign_up(
            front.runtime, front.shop, proof_id, code, caller(front), now=front.visit.now
        )
    except BodegaError as error:
        return code_page(front, await read_proof(front.shop, proof_id), refuse(form, error))
    return let_in(front, token)


@post("/verify/{proof_id:uuid}/messages", status_code=303)
async def send_again(front: NamedDependency[Front], proof_id: FromPath[UUID]) -> Response[Any]:
    """The code once more; what page it was asked on is told by the proof itself."""
    proof = await read_proof(front.shop, proof_id)
    verdict = await front.runtime.throttle.hit(f"code again {proof.id}", AGAIN_PER_PROOF, AGAIN_SECONDS)
    if not verdict.allowed:
        raise TooManyRequests(retry_after_seconds=verdict.retry_after_seconds)
    await send_code_again(front.shop, proof.id)
    return go(f"{_page_of(proof)}?again=1")


@get("/new-password")
async def show_new_password(front: NamedDependency[Front]) -> Response[Any]:
    return _new_password_page(front, Form())


@post("/new-password", status_code=303)
async def take_new_password(front: NamedDependency[Front], form: NamedDependency[Form]) -> Response[Any]:
    visit = front.visit
    try:
        proof_id = await ask_new_password(
            front.runtime,
            front.shop,
            contact_in(form),
            locale=visit.locale,
            address=visit.address,
            now=visit.now,
        )
    except BodegaError as error:
        return _new_password_page(front, refuse(form, error))
    return go(f"{HOME}/new-password/{proof_id}")


@get("/new-password/{proof_id:uuid}")
async def show_choose_password(front: NamedDependency[Front], proof_id: FromPath[UUID]) -> Response[Any]:
    return code_page(front, await read_proof(front.shop, proof_id), Form())


@post("/new-password/{proof_id:uuid}", status_code=303)
async def take_choose_password(
    front: NamedDependency[Front], form: NamedDependency[Form], proof_id: FromPath[UUID]
) -> Response[Any]:
    password, code = form.secret("password"), form.required_text("code", 20)
    try:
        form.require_ok()
        token = await choose_password(
            front.runtime, front.shop, proof_id, code, password, caller(front), now=front.visit.now
        )
    except BodegaError as error:
        return code_page(front, await read_proof(front.shop, proof_id), refuse(form, error))
    return let_in(front, token)


def code_page(front: Front, proof: OpenProof, form: Form) -> Response[str]:
    """Where the code is typed, with the new password where the proof is for one."""
    return account_page(
        front,
        "choose_password.html" if proof.purpose == FORGOTTEN else "verify.html",
        form=form,
        action_url=_page_of(proof),
        again_url=f"{HOME}/verify/{proof.id}/messages",
        sent_to=mask_contact(proof.contact),
        purpose=proof.purpose,
        sent_again="again" in front.request.query_params,
    )


def _page_of(proof: OpenProof) -> str:
    folder = {FORGOTTEN: "new-password", "new_contact": "contact"}.get(proof.purpose, "verify")
    return f"{HOME}/{folder}/{proof.id}"


def _sign_in_page(front: Front, form: Form) -> Response[str]:
    offered = bool(reachable_kinds(front.runtime, front.shop))
    return account_page(front, "sign_in.html", form=form, can_sign_up=offered)


def _sign_up_page(front: Front, form: Form) -> Response[str]:
    takes = reachable_kinds(front.runtime, front.shop)
    if not takes:
        raise NotFound
    return account_page(front, "sign_up.html", form=form, takes=takes)


def _new_password_page(front: Front, form: Form) -> Response[str]:
    takes = reachable_kinds(front.runtime, front.shop)
    if not takes:
        raise NotFound
    return account_page(front, "new_password.html", form=form, takes=takes)


HANDLERS = [
    show_sign_in,
    take_sign_in,
    take_sign_out,
    show_sign_up,
    take_sign_up,
    show_verify,
    take_verify,
    send_again,
    show_new_password,
    take_new_password,
    show_choose_password,
    take_choose_password,
]
