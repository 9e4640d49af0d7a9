"""What the pages of an account share: a form with its token, the caller, and where to go on."""

from typing import Any

from litestar import Response
from litestar.response import Redirect

from bodega.kernel.contact import Contact
from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.staff.local_page import local_page
from bodega.staff.refuse_foreign_forms import csrf_token_of
from bodega.web.problems import headers_of
from bodega_shop.customers.customer_cookie import customer_cookie, customer_token
from bodega_shop.customers.sign_in import Caller
from bodega_shop.storefront.checkout_page import said
from bodega_shop.storefront.render_page import Front

HOME = "/account"


def account_page(
    front: Front, template: str, *, form: Form | None = None, status: int = 200, **context: Any
) -> Response[str]:
    """A page whose forms carry the token of this host; one with mistakes is answered as the sender's."""
    shown = form or Form()
    wrong = next(iter(shown.errors.values()), None)
    answer = front.page(
        template,
        status=wrong.status if wrong else status,
        form=said(front, shown),
        csrf_token=csrf_token_of(front.request),
        agreed=front.terms.consent(front.visit.now),
        **context,
    )
    if wrong:
        answer.headers.update(headers_of(wrong, wrong))
    return answer


def refuse(form: Form, error: BodegaError) -> Form:
    form.refuse_with(error)
    return form


def contact_in(form: Form) -> Contact:
    """Raises the first mistake of the form so far."""
    contact = form.contact("contact")
    form.require_ok()
    return contact


def caller(front: Front) -> Caller:
    return Caller(front.visit.address, front.visit.agent, customer_token(front.runtime, front.request))


def go(path: str) -> Response[Any]:
    return Redirect(path, status_code=303)


def let_in(front: Front, token: str, target: str = "") -> Response[Any]:
    """Hand the cookie over and lead on to a page of this shop, never to another site."""
    response: Response[Any] = Redirect(shop_page(target), status_code=303)
    response.set_cookie(customer_cookie(front.runtime, token))
    return response


def shop_page(target: str) -> str:
    """`target` if it is a page of this shop, else the account."""
    return local_page(target, "") or HOME
