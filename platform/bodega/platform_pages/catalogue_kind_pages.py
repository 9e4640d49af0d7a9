"""Kinds of papers in the platform's console, and the versions of the whole catalogue."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.platform_pages.catalogue_forms import read_kind
from bodega.platform_pages.catalogue_pages import DECIDES, HOME, saved
from bodega.platform_pages.catalogue_words import (
    ABOUT_NAMES,
    CHANGE_NAMES,
    FIELD_KIND_NAMES,
    PART_NAMES,
    options,
)
from bodega.platform_pages.page_links import page_links, page_number
from bodega.qualifications.catalogue import Catalogue, DocumentKind
from bodega.qualifications.compare_versions import Change, list_versions, read_version
from bodega.qualifications.read_catalogue import current_catalogue, text_of
from bodega.qualifications.save_document_kind import MOST_FIELDS, save_document_kind
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

_EMPTY_ROWS = 2


@get("/catalogue/kinds/new", guards=DECIDES)
async def show_new_kind(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    return await page.show("catalogue_kind.html", **await _kind(page, staff, "", None))


@get("/catalogue/kinds/{code:str}", guards=[requires("review")])
async def show_kind(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], code: FromPath[str]
) -> Response[Any]:
    return await page.show("catalogue_kind.html", **await _kind(page, staff, code, None))


@post("/catalogue/kinds", guards=DECIDES)
async def take_kind(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    said, new = read_kind(form), form.value("new") == "1"
    try:
        form.require_ok()
        number = await save_document_kind(
            said, new=new, note=form.value("note"), by=staff, now=page.visit.now
        )
    except BodegaError as error:
        context = await _kind(page, staff, "" if new else said.code, form)
        return await page.show_again("catalogue_kind.html", context.pop("form"), error, **context)
    return await saved(page, staff, number, f"{HOME}/kinds/{said.code}")


@get("/catalogue/versions", guards=[requires("review")])
async def show_versions(page: NamedDependency[DoorPage]) -> Response[Any]:
    number = page_number(page.request.query_params.get("page", ""))
    versions, more = await list_versions(page=number)
    return await page.show(
        "catalogue_versions.html",
        versions=versions,
        links=page_links(f"{HOME}/versions", {}, number, more=more),
        moment=page.moment,
    )


@get("/catalogue/versions/{number:int}", guards=[requires("review")])
async def show_version(page: NamedDependency[DoorPage], number: FromPath[int]) -> Response[Any]:
    version, changes = await read_version(number)
    catalogue = await current_catalogue()
    return await page.show(
        "catalogue_version.html",
        version=version,
        at=page.moment(version.at),
        changes=[_said(page, catalogue, change) for change in changes],
    )


async def _kind(page: DoorPage, staff: StaffMember, code: str, form: Form | None) -> dict[str, Any]:
    catalogue = await current_catalogue()
    kind = catalogue.kinds.get(code)
    if code and kind is None:
        raise NotFound
    form = form or Form(_stored(kind))
    filled = [place for place in range(MOST_FIELDS) if form.filled(f"f{place}_name")]
    return {
        "form": form,
        "may_change": staff.may("staff"),
        "kind": kind,
        "kind_name": kind.name.in_locale(page.visit.locale) if kind else "",
        "abouts": options(page, ABOUT_NAMES),
        "field_kinds": options(page, FIELD_KIND_NAMES),
        "places": range(min(MOST_FIELDS, len(filled) + _EMPTY_ROWS)),
        "asked_by": [
            page.say("Every category")
            if rule.category == "*"
            else catalogue.path(rule.category, page.visit.locale)
            for rule in catalogue.requirements
            if rule.kind == code
        ],
    }


def _stored(kind: DocumentKind | None) -> dict[str, str]:
    if kind is None:
        return {"issued": "on", "shown": "on", "position": "100", "about": "category"}
    values = {
        "code": kind.code,
        "name_zh": kind.name.zh,
        "name_en": kind.name.en,
        "help_zh": kind.help.zh,
        "help_en": kind.help.en,
        "about": kind.about,
        "issued": "on" * kind.issued,
        "shown": "on" * kind.shown,
        "source": kind.source,
        "position": str(kind.position),
    }
    for place, field in enumerate(kind.fields):
        values |= {
            f"f{place}_name": field.name,
            f"f{place}_zh": field.label.zh,
            f"f{place}_en": field.label.en,
            f"f{place}_kind": field.kind,
            f"f{place}_optional": "on" * field.optional,
            f"f{place}_number": "on" * field.number,
            f"f{place}_length": str(field.length or ""),
        }
    return values


def _said(page: DoorPage, catalogue: Catalogue, change: Change) -> dict[str, Any]:
    locale, said = page.visit.locale, change.said
    if change.part == "requirements":
        kind = catalogue.kinds.get(said["kind"])
        where = (
            page.say("Every category")
            if said["category"] == "*"
            else catalogue.path(said["category"], locale)
        )
        name = f"{where}: {kind.name.in_locale(locale) if kind else said['kind']}"
    else:
        name = text_of(said["name"]).in_locale(locale)
    return {
        "part": page.say(PART_NAMES[change.part]),
        "what": page.say(CHANGE_NAMES[change.what]),
        "tone": {"added": "good", "removed": "bad", "changed": "info"}[change.what],
        "name": name,
        "key": change.key if change.part != "requirements" else "",
        "values": [(field, _plain(before), _plain(after)) for field, before, after in change.values]
        or [(field, "", _plain(value)) for field, value in said.items()],
    }


def _plain(value: Any) -> str:
    """A stored value on one line, as the catalogue's file would say it."""
    if isinstance(value, dict):
        return " / ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "; ".join(_plain(one) for one in value)
    return "" if value is None else str(value)


HANDLERS = [show_new_kind, show_kind, take_kind, show_versions, show_version]
