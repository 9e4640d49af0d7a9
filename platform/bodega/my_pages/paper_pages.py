"""Papers of an application or a shop, under `/my`: what is asked, what is there, and the form for one more."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.my_pages.paper_form import LARGEST_FORM_BYTES, paper_form, sent_paper
from bodega.onboarding.fill_paper import fill_paper
from bodega.qualifications.add_paper import add_paper
from bodega.qualifications.china_day import china_day
from bodega.qualifications.open_file import Reader, open_file
from bodega.qualifications.own_papers import OwnPapers, Place, read_own_papers
from bodega.qualifications.serve_file import serve_file
from bodega.qualifications.show_needs import Reading, show_coming, show_needs
from bodega.qualifications.withdraw_paper import withdraw_paper
from bodega.staff.door_page import DoorPage
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

FILES, PAPERS = "/my/files/", "/my/papers/"


@get("/shops/{shop_id:uuid}/papers")
async def show_shop_papers(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    return await _papers(page, staff, Place(shop_id=shop_id))


@get("/applications/{application_id:uuid}/papers")
async def show_application_papers(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], application_id: FromPath[UUID]
) -> Response[Any]:
    return await _papers(page, staff, Place(application_id=application_id))


@get("/shops/{shop_id:uuid}/papers/new")
async def show_shop_form(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    return await _form(page, staff, Place(shop_id=shop_id))


@get("/applications/{application_id:uuid}/papers/new")
async def show_application_form(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], application_id: FromPath[UUID]
) -> Response[Any]:
    return await _form(page, staff, Place(application_id=application_id))


@post("/shops/{shop_id:uuid}/papers", request_max_body_size=LARGEST_FORM_BYTES)
async def take_shop_paper(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
) -> Response[Any]:
    return await _take(page, staff, form, Place(shop_id=shop_id))


@post("/applications/{application_id:uuid}/papers", request_max_body_size=LARGEST_FORM_BYTES)
async def take_application_paper(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    application_id: FromPath[UUID],
) -> Response[Any]:
    return await _take(page, staff, form, Place(application_id=application_id))


@post("/papers/{paper_id:uuid}/withdrawal")
async def take_back(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    paper_id: FromPath[UUID],
) -> Response[Any]:
    await withdraw_paper(paper_id, account_id=staff.account_id, actor=staff.name, now=page.visit.now)
    await page.leave(staff, "The paper is taken back.")
    return page.go(form.value("back"))


@get("/files/{file_id:uuid}")
async def show_file(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], file_id: FromPath[UUID]
) -> Response[bytes]:
    reader = Reader(staff.account_id, staff.name, page.visit.address)
    return serve_file(await open_file(page.runtime, file_id, reader, now=page.visit.now))


async def _papers(page: DoorPage, staff: StaffMember, place: Place) -> Response[Any]:
    own = await read_own_papers(place, staff.account_id, on=china_day(page.visit.now))
    reading = _reading(page, own)
    return await page.show(
        "my_papers.html",
        own=own,
        needs=show_needs(own.standing, reading),
        coming=show_coming(own.standing, reading),
        trades=[
            own.standing.catalogue.path(code, page.visit.locale) for code in own.standing.facts.categories
        ],
    )


async def _form(page: DoorPage, staff: StaffMember, place: Place) -> Response[Any]:
    own = await read_own_papers(place, staff.account_id, on=china_day(page.visit.now))
    asked = {name: page.request.query_params.get(name, "") for name in ("kind", "replaces", "host")}
    known = await fill_paper(place.application_id, staff.account_id, kind=asked["kind"], host=asked["host"])
    return await page.show("my_paper.html", **paper_form(page, own, Form({**known, **asked})))


async def _take(page: DoorPage, staff: StaffMember, form: Form, place: Place) -> Response[Any]:
    own = await read_own_papers(place, staff.account_id, on=china_day(page.visit.now))
    try:
        paper = await sent_paper(page.request, own, form, today=china_day(page.visit.now))
        await add_paper(
            page.runtime, paper, account_id=staff.account_id, actor=staff.name, now=page.visit.now
        )
    except BodegaError as error:
        context = paper_form(page, own, form)
        return await page.show_again("my_paper.html", context.pop("form"), error, **context)
    await page.leave(staff, "The paper is here. What it says can be changed by handing in a new one.")
    return page.go(place.url)


def _reading(page: DoorPage, own: OwnPapers) -> Reading:
    add = f"{own.place.url}/new" if own.open else ""
    return Reading(page.say, page.visit.locale, FILES, PAPERS, add, back=own.place.url)


HANDLERS = [
    show_shop_papers,
    show_application_papers,
    show_shop_form,
    show_application_form,
    take_shop_paper,
    take_application_paper,
    take_back,
    show_file,
]
