"""A file of a complaint or a notice, opened from the page of one of its sides by a link that is good for an hour."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from bodega.duties.open_file import open_by_link
from bodega.qualifications.serve_file import serve_file
from bodega.staff.door_page import DoorPage
from bodega.web.given import NamedDependency


@get("/duty-files/{file_id:uuid}/{side:str}/{until:str}/{token:str}")
async def show_duty_file(
    page: NamedDependency[DoorPage],
    file_id: FromPath[UUID],
    side: FromPath[str],
    until: FromPath[str],
    token: FromPath[str],
) -> Response[bytes]:
    """Always on the platform's host: nothing that somebody handed in is ever served from a shop's."""
    address, now = page.visit.address, page.visit.now
    return serve_file(await open_by_link(page.runtime, file_id, side, until, token, address=address, now=now))


HANDLERS = [show_duty_file]
