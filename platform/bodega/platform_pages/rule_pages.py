"""The rules on the platform's host: the list, one with its versions, and the form of each kind."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.rule_rows import kind_options, rule_row, version_rows, write_choices
from bodega.policy.kinds.registry import KINDS
from bodega.qualifications.china_day import china_day
from bodega.rulebook.compare_rules import compare_rules
from bodega.rulebook.read_rule_form import empty_form, filled_form, read_rule
from bodega.rulebook.read_rules import find_versions, list_rules
from bodega.rulebook.try_rule import newest_trial, shown_samples
from bodega.rulebook.write_rule import save_draft
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/rules"


@get("/rules", guards=[requires("moderate")])
async def show_rules(page: NamedDependency[DoorPage]) -> Response[Any]:
    rules = await list_rules(today=china_day(page.visit.now))
    return await page.show(
        "rules.html", form=Form(), rows=[rule_row(page, one) for one in rules], kinds=kind_options(page)
    )


@get("/rules/new", guards=[requires("moderate")])
async def show_new_rule(page: NamedDependency[DoorPage]) -> Response[Any]:
    kind = _kind(page)
    form = Form({**empty_form(kind), "kind": kind})
    return await page.show("rule_write.html", form=form, **write_choices(page, kind, ""))


@post("/rules", status_code=200, guards=[requires("moderate")])
async def take_new_rule(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    kind = form.value("kind") if form.value("kind") in KINDS else "words"
    return await _save(page, staff, form, form.text("id", 64), kind, new=True)


@get("/rules/{rule_id:str}", guards=[requires("moderate")])
async def show_rule(page: NamedDependency[DoorPage], rule_id: FromPath[str]) -> Response[Any]:
    return await rule_page(page, rule_id, Form({"begins": f"{china_day(page.visit.now)}"}))


@get("/rules/{rule_id:str}/edit", guards=[requires("moderate")])
async def show_rule_form(page: NamedDependency[DoorPage], rule_id: FromPath[str]) -> Response[Any]:
    newest = (await find_versions(rule_id))[0]
    form = Form(filled_form(rule_id, newest.content))
    return await page.show(
        "rule_write.html", form=form, **write_choices(page, newest.content["kind"], rule_id)
    )


@post("/rules/{rule_id:str}/edit", status_code=200, guards=[requires("moderate")])
async def take_rule(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    rule_id: FromPath[str],
) -> Response[Any]:
    newest = (await find_versions(rule_id))[0]
    return await _save(page, staff, form, rule_id, newest.content["kind"], new=False)


async def rule_page(page: DoorPage, rule_id: str, form: Form, status: int = 200) -> Response[Any]:
    """One rule: what it says now, its draft with the trial and the date, and all that it was."""
    today = china_day(page.visit.now)
    versions = await find_versions(rule_id)
    newest = versions[0]
    before = versions[1] if len(versions) > 1 else None
    trial = await newest_trial(rule_id, newest.version)
    return await page.show(
        "rule.html",
        status=status,
        form=form,
        rule_id=rule_id,
        newest=newest,
        states=[one.state(today) for one in versions],
        said=write_choices(page, newest.content["kind"], rule_id),
        values=filled_form(rule_id, newest.content),
        versions=version_rows(page, versions, today),
        diff=compare_rules(before.content, newest.content) if before else [],
        before=before,
        trial=trial,
        samples=shown_samples(trial) if trial else [],
        language="zh" if page.visit.locale.startswith("zh") else "en",
        today=f"{today}",
    )


async def _save(
    page: DoorPage, staff: StaffMember, form: Form, rule_id: str, kind: str, *, new: bool
) -> Response[Any]:
    try:
        version = await save_draft(read_rule(form, rule_id, kind), staff, new=new, now=page.visit.now)
    except BodegaError as error:
        choices = write_choices(page, kind, "" if new else rule_id)
        return await page.show_again("rule_write.html", form, error, **choices)
    await page.leave(staff, "The draft is kept. Try it on all listings before it counts.")
    return page.go(f"{HOME}/{rule_id}#v{version}")


def _kind(page: DoorPage) -> str:
    asked = page.request.query_params.get("kind", "words")
    return asked if asked in KINDS else "words"


HANDLERS = [show_rules, show_new_rule, take_new_rule, show_rule, show_rule_form, take_rule]
