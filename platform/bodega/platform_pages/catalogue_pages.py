"""The catalogue in the platform's console: the tree of what may be sold, one category, and the rules on it."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.platform_pages.catalogue_forms import read_category, read_requirement
from bodega.platform_pages.catalogue_words import ENTITY_NAMES, MARKET_NAMES, NEED_NAMES, RISK_NAMES, options
from bodega.platform_pages.navigation import PREFIX
from bodega.qualifications.catalogue import ALL, ENTITIES, Catalogue, Requirement
from bodega.qualifications.china_day import china_day
from bodega.qualifications.read_catalogue import current_catalogue
from bodega.qualifications.save_requirement import add_requirement, end_requirement
from bodega.qualifications.save_trade_category import DEEPEST, save_trade_category
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import Guard, requires, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/catalogue"
SAVED = "Saved as version %(number)s. Every shop is weighed against it now."
SAME = "Nothing was changed."
# The risk of a category says whether two people are needed: whoever reviews does not set it.
DECIDES: list[Guard] = [requires("staff"), requires_recent_password]


@get("/catalogue", guards=[requires("review")])
async def show_catalogue(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    catalogue = await current_catalogue()
    return await page.show(
        "catalogue.html",
        may_change=staff.may("staff"),
        catalogue=catalogue,
        everywhere=_row(page, catalogue, ALL),
        tree=[
            (
                _row(page, catalogue, root.code),
                [_row(page, catalogue, one) for one in catalogue.in_order(root.code)],
            )
            for root in catalogue.children.get(None, ())
        ],
        kinds=sorted(catalogue.kinds.values(), key=lambda kind: kind.position),
    )


@get("/catalogue/categories/new", guards=DECIDES)
async def show_new_category(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    return await page.show("catalogue_category.html", **await _category(page, staff, "", None))


@get("/catalogue/categories/{code:str}", guards=[requires("review")])
async def show_category(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], code: FromPath[str]
) -> Response[Any]:
    return await page.show("catalogue_category.html", **await _category(page, staff, code, None))


@post("/catalogue/categories", guards=DECIDES)
async def take_category(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    said, new = read_category(form), form.value("new") == "1"
    try:
        form.require_ok()
        number = await save_trade_category(
            said, new=new, note=form.value("note"), by=staff, now=page.visit.now
        )
    except BodegaError as error:
        context = await _category(page, staff, "" if new else said.code, form)
        return await page.show_again("catalogue_category.html", context.pop("form"), error, **context)
    return await saved(page, staff, number, f"{HOME}/categories/{said.code}")


@post("/catalogue/categories/{code:str}/requirements", guards=DECIDES)
async def take_requirement(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    code: FromPath[str],
) -> Response[Any]:
    said = read_requirement(form, code)
    try:
        form.require_ok()
        number = await add_requirement(said, note=form.value("note"), by=staff, now=page.visit.now)
    except BodegaError as error:
        context = await _category(page, staff, code, None)
        context["rule_form"] = form
        form.refuse_with(error)
        return await page.show("catalogue_category.html", status=error.status, **_told(page, context))
    return await saved(page, staff, number, f"{HOME}/categories/{code}")


@post("/catalogue/requirements/{requirement_id:uuid}/end", guards=DECIDES)
async def take_end(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    requirement_id: FromPath[UUID],
) -> Response[Any]:
    last_day = form.day("until")
    form.require_ok()
    number = await end_requirement(
        requirement_id, last_day, note=form.value("note"), by=staff, now=page.visit.now
    )
    return await saved(page, staff, number, form.value("back"))


def _row(page: DoorPage, catalogue: Catalogue, code: str) -> dict[str, Any]:
    category = catalogue.categories.get(code)
    return {
        "code": code,
        "name": category.name.in_locale(page.visit.locale) if category else page.say("Every category"),
        "level": len(catalogue.line(code)),
        "high": category is not None and category.risk == "high",
        "own": sum(rule.category == code for rule in catalogue.requirements),
        "state": category.state if category else "",
    }


async def saved(page: DoorPage, staff: StaffMember, number: int | None, to: str) -> Response[Any]:
    """Say which version it became, or that it is as before."""
    if number is None:
        await page.leave(staff, SAME, "info")
    else:
        await page.leave(staff, SAVED, number=str(number))
    return page.go(to)


async def _category(page: DoorPage, staff: StaffMember, code: str, form: Form | None) -> dict[str, Any]:
    catalogue, locale = await current_catalogue(), page.visit.locale
    category = catalogue.categories.get(code)
    if code and code != ALL and category is None:
        raise NotFound
    parents = [one for one in catalogue.in_order() if len(catalogue.line(one)) < DEEPEST]
    today = china_day(page.visit.now)
    return _told(
        page,
        {
            "form": form or Form(_stored(category)),
            "rule_form": Form({"since": today.isoformat(), **dict.fromkeys(map(_entity, ENTITIES), "on")}),
            "may_change": staff.may("staff"),
            "category": category,
            "code": code,
            "everywhere": code == ALL,
            "path": catalogue.path(code, locale),
            "parents": [
                ("", page.say("At the top")),
                *((one, catalogue.path(one, locale)) for one in parents),
            ],
            "rules": [
                _rule(page, catalogue, rule, code, today)
                for rule in _rules_on(catalogue, code)
                if code == ALL or rule.category != ALL
            ],
            "kinds": [(kind.code, kind.name.in_locale(locale)) for kind in catalogue.kinds.values()],
            "risks": options(page, RISK_NAMES),
            "needs": options(page, NEED_NAMES),
            "markets": options(page, MARKET_NAMES),
            "entities": [(_entity(one), page.say(ENTITY_NAMES[one])) for one in ENTITIES],
            "today": today.isoformat(),
        },
    )


def _told(page: DoorPage, context: dict[str, Any]) -> dict[str, Any]:
    """The second form of the page is told in the reader's language too."""
    if isinstance(context["rule_form"], Form):
        context["rule_form"] = page.shown(context["rule_form"])
    return context


def _entity(name: str) -> str:
    return f"entity_{name}"


def _stored(category: Any) -> dict[str, str]:
    if category is None:
        return {"risk": "raised", "position": "100", "open": "on"}
    return {
        "code": category.code,
        "name_zh": category.name.zh,
        "name_en": category.name.en,
        "note_zh": category.note.zh,
        "note_en": category.note.en,
        "risk": category.risk,
        "position": str(category.position),
        "open": "on" * (category.state == "open"),
    }


def _rules_on(catalogue: Catalogue, code: str) -> list[Requirement]:
    """Those of the category itself and of what is above it, those for everything first."""
    asking = [ALL, *(category.code for category in catalogue.line(code))] if code else []
    return [rule for one in asking for rule in catalogue.requirements if rule.category == one]


def _rule(page: DoorPage, catalogue: Catalogue, rule: Requirement, code: str, today: date) -> dict[str, Any]:
    locale = page.visit.locale
    return {
        "id": str(rule.id),
        "kind": catalogue.kinds[rule.kind].name.in_locale(locale),
        "kind_code": rule.kind,
        "need": page.say(NEED_NAMES[rule.need]),
        "required": rule.need == "required",
        "any_of": rule.any_of if rule.any_of != rule.kind else "",
        "entities": [page.say(ENTITY_NAMES[one]) for one in ENTITIES if one in rule.entities],
        "market": page.say(MARKET_NAMES[rule.market]),
        "since": rule.since.isoformat(),
        "until": rule.until.isoformat() if rule.until else "",
        "coming": rule.since > today,
        "over": rule.until is not None and rule.until < today,
        "source": rule.source,
        "own": rule.category == code,
        "above": page.say("Every category")
        if rule.category == ALL
        else catalogue.path(rule.category, locale),
    }


HANDLERS = [
    show_catalogue,
    show_new_category,
    show_category,
    take_category,
    take_requirement,
    take_end,
]
