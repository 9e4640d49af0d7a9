"""A customer reads which policy pages changed materially, and agrees to those in force."""

from typing import Any

from litestar import Response, get, post

from bodega.kernel.compare_texts import compare_texts
from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.web.given import NamedDependency
from bodega_shop.customers.customer import Customer
from bodega_shop.storefront.account_forms import HOME, account_page, go, refuse
from bodega_shop.storefront.checkout_page import agreed_to
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.texts import ChangedPolicy
from bodega_shop.terms.agree_again import agree_again
from bodega_shop.terms.kinds import NAMES
from bodega_shop.terms.read_versions import list_versions, version_numbered


@get("/terms")
async def show_changes(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[str]:
    return await _page(front, customer, Form())


@post("/terms", status_code=303)
async def agree(
    front: NamedDependency[Front], customer: NamedDependency[Customer], form: NamedDependency[Form]
) -> Response[Any]:
    form.consent("consent")
    try:
        form.require_ok()
        versions = agreed_to(front, form)
        await agree_again(front.shop, customer.id, versions, address=front.visit.address, now=front.visit.now)
    except BodegaError as error:
        return await _page(front, customer, refuse(form, error))
    return go(HOME)


async def _page(front: Front, customer: Customer, form: Form) -> Response[str]:
    asked = front.terms.asked_again(customer.consent, front.visit.now)
    pages = [await _changed(front, customer, kind) for kind in asked]
    return account_page(front, "account_terms.html", form=form, pages=pages, asking_here=True)


async def _changed(front: Front, customer: Customer, kind: str) -> ChangedPolicy:
    versions = await list_versions(front.shop, kind)
    current = version_numbered(versions, front.terms.in_force(front.visit.now)[kind].number)
    agreed = front.terms.read_consent(customer.consent).get(kind)
    locale = front.visit.locale
    before = version_numbered(versions, agreed).text(locale) if agreed else ""
    return ChangedPolicy(
        name=NAMES[kind].in_locale(locale),
        url=f"/terms/{kind}",
        note=current.note,
        lines=tuple((line.mark, line.text) for line in compare_texts(before, current.text(locale)))
        if before
        else (),
    )


HANDLERS = [show_changes, agree]
