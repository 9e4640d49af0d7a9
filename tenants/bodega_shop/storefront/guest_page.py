"""Come in through an invitation, and say how it was."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.web.given import NamedDependency
from bodega_shop.guests.admit import STAYS, admit, find_guest, guest_cookie_name
from bodega_shop.guests.feedback import leave_feedback
from bodega_shop.guests.receive_programs import guest_token
from bodega_shop.storefront.checkout_page import said
from bodega_shop.storefront.render_page import Front

ANSWERS_PER_HOUR = 10


@get("/invitations/{token:str}", include_in_schema=False)
async def show_invitation(front: NamedDependency[Front], token: FromPath[str]) -> Response[str]:
    """A button, because programs that look into messages open every link once, and each use counts."""
    return front.page("invitation.html", enter_url=f"/invitations/{token}")


@post("/invitations/{token:str}", include_in_schema=False, status_code=303)
async def enter(front: NamedDependency[Front], token: FromPath[str]) -> Response[Any]:
    guest = await admit(front.shop, token, now=front.visit.now)
    response: Response[Any] = Redirect("/", status_code=303)
    response.set_cookie(
        guest_cookie_name(front.runtime), guest, max_age=int(STAYS.total_seconds()), httponly=True, samesite="lax",
        secure=front.secure,
    )  # fmt: skip
    return response


@get("/feedback", include_in_schema=False)
async def show_feedback(front: NamedDependency[Front]) -> Response[str]:
    if not front.asks_feedback:
        raise NotFound
    return _page(front, Form({"order": front.request.query_params.get("order", "")}))


@post("/feedback", include_in_schema=False, status_code=200)
async def take_feedback(front: NamedDependency[Front]) -> Response[str]:
    form = Form(dict(await front.request.form()))
    await front.runtime.throttle.admit(
        f"feedback:{front.shop.id}:{front.visit.address}", ANSWERS_PER_HOUR, 3600
    )
    stars, token = form.integer("stars", 1, 5, default=0), guest_token(front.request.scope)
    try:
        form.require_ok()
        guest = await find_guest(front.shop, token, now=front.visit.now) if token else None
        await leave_feedback(
            front.shop, guest, form.value("order")[:40], stars, form.value("words"), now=front.visit.now
        )
    except BodegaError as error:
        form.refuse_with(error)
        return _page(front, form, status=error.status)
    return _page(front, form, done=True)


def _page(front: Front, form: Form, *, status: int = 200, done: bool = False) -> Response[str]:
    return front.page("feedback.html", status=status, form=said(front, form), done=done)
