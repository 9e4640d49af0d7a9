"""The customer's account: every address under /account, with forms that only our own pages may send."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, Router
from litestar.di import Provide
from litestar.response import Redirect

from bodega.kernel.errors import NotSignedIn
from bodega.staff.console_router import NEVER_KEPT
from bodega.staff.local_page import page_of
from bodega.staff.refuse_foreign_forms import RefuseForeignForms
from bodega.web.given import NamedDependency
from bodega.web.sent_form import provide_form
from bodega.web.visit import AnyRequest
from bodega_shop.customers.customer import Customer
from bodega_shop.storefront import (
    account_data,
    account_page,
    account_security,
    account_sign_up,
    account_terms,
    account_wallet,
    payback_page,
    topup_page,
)
from bodega_shop.storefront.render_page import Front

PREFIX = "/account"


def account_router() -> Router:
    """Pages for everybody and pages for who is signed in; those ask for `customer` and lead a stranger to the door."""
    return Router(
        PREFIX,
        route_handlers=[
            *account_sign_up.HANDLERS,
            *account_page.HANDLERS,
            *account_terms.HANDLERS,
            *account_data.HANDLERS,
            *account_security.HANDLERS,
            *account_wallet.HANDLERS,
            *topup_page.HANDLERS,
            *payback_page.HANDLERS,
        ],
        middleware=[RefuseForeignForms()],
        dependencies={
            "customer": Provide(provide_customer, sync_to_thread=False),
            "form": Provide(provide_form),
        },
        exception_handlers={NotSignedIn: lead_to_the_door},
        response_headers=NEVER_KEPT,
        include_in_schema=False,
    )


def provide_customer(front: NamedDependency[Front]) -> Customer:
    """Raises `NotSignedIn`."""
    if front.customer is None:
        raise NotSignedIn
    return front.customer


def lead_to_the_door(request: AnyRequest, _: Exception) -> Response[Any]:
    back = urlencode({"next": page_of(request, PREFIX)})
    return Redirect(f"{PREFIX}/sign-in?{back}", status_code=303, headers=dict(NEVER_KEPT))
