"""The policy pages in the console: what is published, what is missing, a draft with its preview, all versions."""

from datetime import UTC, datetime, time

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.compare_texts import compare_texts
from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.form import Form
from bodega.kernel.i18n import CHINESE
from bodega.kernel.markdown import LONGEST_MARKDOWN
from bodega.staff.require_role import requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.floor import floor_of
from bodega_shop.terms.fill_variables import VARIABLES
from bodega_shop.terms.gather_values import Facts, read_facts
from bodega_shop.terms.kinds import KINDS, NAMES
from bodega_shop.terms.publish_terms import ENGLISH, Publication, publish_terms
from bodega_shop.terms.read_versions import list_versions, read_versions, version_numbered
from bodega_shop.terms.stale_pages import stale_pages
from bodega_shop.terms.write_terms import fill_drafts, read_drafts, save_draft, save_facts

HOME = "/console/terms"


@get("/terms", guards=[requires_owner])
async def show_terms(desk: NamedDependency[Desk]) -> Response[str]:
    return await _list_page(desk, Form())


@post("/terms/facts", guards=[requires_owner])
async def take_facts(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    facts = Facts(form.text("entity"), form.text("entity_address"), form.text("service_hours"))
    return await desk.submit(
        form,
        lambda: save_facts(desk.shop, facts, by=desk.staff, now=desk.now),
        to=HOME,
        message="Saved. Pages that are published change only when you publish them again.",
        again=lambda refused: _list_page(desk, refused),
    )


@get("/terms/{kind:str}", guards=[requires_owner])
async def show_draft(desk: NamedDependency[Desk], kind: FromPath[str]) -> Response[str]:
    return await _draft_page(desk, _known(kind), None)


@post("/terms/{kind:str}/draft", guards=[requires_owner])
async def take_draft(desk: NamedDependency[Desk], form: NamedDependency[Form], kind: FromPath[str]) -> Answer:
    kind = _known(kind)
    bodies = {
        CHINESE: form.required_lines("chinese", LONGEST_MARKDOWN),
        ENGLISH: form.required_lines("english", LONGEST_MARKDOWN),
    }
    return await desk.submit(
        form,
        lambda: save_draft(desk.shop, kind, bodies, now=desk.now),
        to=f"{HOME}/{kind}#preview",
        message="The draft is saved. Below is how it would read.",
        again=lambda refused: _draft_page(desk, kind, refused),
    )


@post("/terms/{kind:str}/versions", guards=[requires_owner])
async def publish(desk: NamedDependency[Desk], form: NamedDependency[Form], kind: FromPath[str]) -> Answer:
    wanted = _publication(desk, form, _known(kind))
    return await desk.submit(
        form,
        lambda: publish_terms(desk.runtime, desk.shop, wanted, by=desk.staff, now=desk.now),
        to=f"{HOME}/{kind}",
        message="Published. This version stays as it is for good.",
        again=lambda refused: _draft_page(desk, kind, refused),
    )


@get("/terms/{kind:str}/versions/{number:int}", guards=[requires_owner])
async def show_version(
    desk: NamedDependency[Desk], kind: FromPath[str], number: FromPath[int]
) -> Response[str]:
    versions = await list_versions(desk.shop, _known(kind))
    version = version_numbered(versions, number)
    locale = desk.visit.locale
    before = next((one for one in versions if one.number == number - 1), None)
    lines = compare_texts(before.text(locale), version.text(locale)) if before else []
    return await desk.page(
        "terms_version.html", name=desk.text(NAMES[kind]), version=version, before=before, lines=lines
    )


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound
    return kind


def _publication(desk: Desk, form: Form, kind: str) -> Publication:
    """The day begins at midnight where the shop is; without a day it is now."""
    effective_at = desk.now
    if form.filled("day"):
        effective_at = datetime.combine(form.day("day"), time(), desk.zone).astimezone(UTC)
    return Publication(kind, form.checkbox("material"), form.text("note", 300), effective_at)


async def _list_page(desk: Desk, form: Form) -> Response[str]:
    terms = await floor_of(desk.runtime).terms.of(desk.shop)
    force = terms.in_force(desk.now)
    async with shop_scope(desk.shop) as scope:
        facts = await read_facts(scope)
        stale = await stale_pages(desk.runtime, desk.shop, scope)
    trust = await floor_of(desk.runtime).trust.of(desk.shop, now=desk.now)
    holder = next((mark.holder for mark in trust.marks if mark.holder), "")
    values = {
        "entity": facts.entity or holder,
        "entity_address": facts.entity_address,
        "service_hours": facts.service_hours,
    }
    return await desk.page(
        "terms.html",
        form=form if form.values else Form(values),
        stale=stale,
        pages=[
            (kind, desk.text(NAMES[kind]), force.get(kind), terms.coming(kind, desk.now)) for kind in KINDS
        ],
    )


async def _draft_page(desk: Desk, kind: str, refused: Form | None) -> Response[str]:
    async with shop_scope(desk.shop) as scope:
        drafts = await read_drafts(scope, kind)
        filled = await fill_drafts(desk.runtime, desk.shop, scope, kind)
        versions = await read_versions(scope, kind)
    form = refused or Form()
    form.values.setdefault("chinese", drafts[CHINESE])
    form.values.setdefault("english", drafts[ENGLISH])
    last = versions[0] if versions else None
    return await desk.page(
        "terms_draft.html",
        form=form,
        kind=kind,
        name=desk.text(NAMES[kind]),
        filled=[("中文", filled[CHINESE]), ("English", filled[ENGLISH])],
        whole=all(one.whole for one in filled.values()),
        differs=last is None or any(last.text(locale) != one.text for locale, one in filled.items()),
        versions=versions,
        variables=VARIABLES,
    )


HANDLERS = [show_terms, take_facts, show_draft, take_draft, publish, show_version]
