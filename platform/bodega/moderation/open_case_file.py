"""Show a reviewer a file of the application that is being looked at; it is written down that they saw it."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.moderation.draw_pdf import draw_pdf
from bodega.qualifications.open_file import OpenedFile, Reader, open_file
from bodega.qualifications.read_upload import JPEG, PDF
from bodega.runtime import Runtime
from bodega.staff.staff_member import StaffMember

_BELONGS = """
    select 1 from document_file f
      join document d on d.id = f.document_id
      join application a on a.id = $2 and a.state <> 'draft'
     where f.id = $1 and d.state <> 'draft'
       and (d.application_id = a.id or d.shop_id = a.shop_id
            or d.application_id in (select o.id from application o where o.shop_id = a.shop_id))"""


async def open_case_file(
    runtime: Runtime,
    application_id: UUID,
    file_id: UUID,
    *,
    by: StaffMember,
    address: str,
    drawn: bool,
    now: datetime,
) -> OpenedFile:
    """With `drawn` a PDF comes as a picture of its pages. Raises `NotFound` for what belongs to something else."""
    async with platform_scope() as scope:
        if not await scope.fetchval(_BELONGS, file_id, application_id):
            raise NotFound
    reader = Reader(by.account_id, by.name, address, reviews=True, why=f"application {application_id}")
    opened = await open_file(runtime, file_id, reader, now=now)
    if not drawn or opened.media_type != PDF:
        return opened
    return OpenedFile(await draw_pdf(opened.content), JPEG, f"{opened.name}.jpg")
