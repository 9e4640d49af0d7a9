"""The shop's domains in the console: add one, prove that it is yours, choose where visitors are led."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.domains.add_domain import add_domain
from bodega.domains.change_domain import lead_visitors_to, look_again, remove_domain
from bodega.domains.list_domains import list_domains
from bodega.kernel.form import Form
from bodega.staff.require_role import requires_owner, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk

HOME = "/console/domains"

PROBLEMS = {
    "not_there": "The proof is not there yet. Name servers may take an hour to tell everybody.",
    "no_answer": "The name servers of this domain did not answer.",
    "taken": "This domain leads to another shop. Its owner must take it off there first.",
}


@get("/domains", guards=[requires_owner])
async def show_domains(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, Form())


@post("/domains", guards=[requires_owner, requires_recent_password], status_code=200)
async def take_domain(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    host = form.required_text("host", 300)
    return await desk.submit(
        form,
        lambda: add_domain(
            desk.runtime, desk.shop, host, actor_id=desk.staff.account_id, actor=desk.staff.name, now=desk.now
        ),
        to=HOME,
        message="The domain is in the list. Put its proof where it says, and we look for it.",
        again=lambda form: _page(desk, form),
    )


@post("/domains/{domain_id:uuid}/looks", guards=[requires_owner])
async def take_look(desk: NamedDependency[Desk], domain_id: FromPath[UUID]) -> Answer:
    deed = look_again(desk.shop, domain_id, now=desk.now)
    return await desk.act(deed, HOME, "We look now. Come back to this page in a moment.")


@post("/domains/leading", guards=[requires_owner, requires_recent_password])
async def take_leading(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    deed = lead_visitors_to(
        desk.runtime,
        desk.shop,
        form.text("host", 300),
        actor_id=desk.staff.account_id,
        actor=desk.staff.name,
        now=desk.now,
    )
    return await desk.act(deed, HOME, "Visitors are led there from now on.")


@post("/domains/{domain_id:uuid}/removal", guards=[requires_owner, requires_recent_password])
async def take_removal(desk: NamedDependency[Desk], domain_id: FromPath[UUID]) -> Answer:
    deed = remove_domain(
        desk.runtime,
        desk.shop,
        domain_id,
        actor_id=desk.staff.account_id,
        actor=desk.staff.name,
        now=desk.now,
    )
    return await desk.act(deed, HOME, "The shop no longer answers at this domain.")


async def _page(desk: Desk, form: Form) -> Response[str]:
    domains = await list_domains(desk.runtime.platform_vault, desk.shop)
    problems = {
        domain.id: desk.say(PROBLEMS[domain.problem]) for domain in domains if domain.problem in PROBLEMS
    }
    return await desk.page("domains.html", form=form, domains=domains, problems=problems)


HANDLERS = [show_domains, take_domain, take_look, take_leading, take_removal]
