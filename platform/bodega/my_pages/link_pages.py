"""Pages for links from mails: confirm an address, ask for a new password, choose it. Nobody is signed in here."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.staff.door_page import DoorPage
from bodega.staff.forgotten_password import choose_password, send_reset_link, whose_reset
from bodega.staff.prove_address import prove_address
from bodega.web.given import NamedDependency


@get("/proofs/{token:str}")
async def show_proof(page: NamedDependency[DoorPage], token: FromPath[str]) -> Response[Any]:
    """A button, because programs that look into mails open every link once."""
    return await page.show("prove_address.html", form=Form(), token=token)


@post("/proofs/{token:str}", status_code=200)
async def take_proof(
    page: NamedDependency[DoorPage], form: NamedDependency[Form], token: FromPath[str]
) -> Response[Any]:
    try:
        await prove_address(token, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("prove_address.html", form, error, token="")
    return await page.show("link_done.html", words=page.say("Your e-mail address is confirmed."))


@get("/forgotten")
async def show_forgotten(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await page.show("forgotten_password.html", form=Form(), sent=False)


@post("/forgotten", status_code=200)
async def take_forgotten(page: NamedDependency[DoorPage], form: NamedDependency[Form]) -> Response[Any]:
    email = form.email("email")
    try:
        form.require_ok()
        await send_reset_link(page.runtime, email, address=page.visit.address, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("forgotten_password.html", form, error, sent=False)
    return await page.show("forgotten_password.html", form=form, sent=True)


@get("/passwords/{token:str}")
async def show_new_password(page: NamedDependency[DoorPage], token: FromPath[str]) -> Response[Any]:
    link = await whose_reset(token, now=page.visit.now)
    return await page.show("choose_password.html", form=Form(), token=token, email=link.email)


@post("/passwords/{token:str}", status_code=200)
async def take_new_password(
    page: NamedDependency[DoorPage], form: NamedDependency[Form], token: FromPath[str]
) -> Response[Any]:
    link, password = await whose_reset(token, now=page.visit.now), form.secret("password")
    try:
        form.require_ok()
        await choose_password(page.runtime, token, password, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("choose_password.html", form, error, token=token, email=link.email)
    return await page.show("link_done.html", words=page.say("Your new password counts from now on."))


HANDLERS = [show_proof, take_proof, show_forgotten, take_forgotten, show_new_password, take_new_password]
