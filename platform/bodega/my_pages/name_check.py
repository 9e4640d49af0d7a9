"""What a script asks while somebody types a name and an address."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from bodega.onboarding.check_wish import CheckedWish, check_wish
from bodega.staff.door_page import DoorPage
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

_LONGEST = 100


@get("/applications/{application_id:uuid}/name-checks")
async def check_typed_name(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], application_id: FromPath[UUID]
) -> CheckedWish:
    asked = page.request.query_params
    return await check_wish(
        page.runtime,
        staff.account_id,
        application_id,
        shop_name=" ".join(asked.get("shop_name", "").split())[:_LONGEST],
        slug=asked.get("slug", "").strip().lower()[:_LONGEST],
        locale=page.visit.locale,
        now=page.visit.now,
    )


HANDLERS = [check_typed_name]
