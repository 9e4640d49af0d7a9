"""Ask the owner of a shop to be let into its console for a while."""

from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Conflict, NotFound
from bodega.kernel.ids import new_id
from bodega.mail.post_mail import post_mail
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

WAYS = ("read", "operator")
MOST_HOURS = 168

SUBJECT = "The platform asks to come into your shop's console"
TEXT = (
    "Hello %(name)s,\n\n%(staff)s of the platform asks to come into the console of %(shop)s for %(hours)s hours."
    " The reason: %(reason)s\n\nYou decide, here:\n\n%(link)s\n\nWithout your yes nobody gets in."
)

_OWNER = """
    select s.name as shop, a.email, a.name, a.locale,
           (select h.host from shop_host h where h.shop_id = s.id and h.canonical) as host
      from shop s join account a on a.id = s.owner_id where s.id = $1"""


async def ask_to_visit(
    runtime: Runtime, shop_id: UUID, staff: StaffMember, *, way: str, hours: int, reason: str, now: datetime
) -> None:
    """`way` is `read` or `operator`. Raises `NotFound`, and `Conflict` while an earlier question or visit is open."""
    async with platform_scope() as scope:
        owner = await scope.fetchrow(_OWNER, shop_id)
        if owner is None or owner["host"] is None:
            raise NotFound
        await scope.execute(
            "update shop_visit set ended_at = ends_at where shop_id = $1 and asked_by = $2 and ended_at is null"
            "   and ends_at <= $3",
            shop_id, staff.account_id, now,
        )  # fmt: skip
        try:
            await scope.execute(
                "insert into shop_visit (id, shop_id, asked_by, reason, way, hours, asked_at)"
                " values ($1, $2, $3, $4, $5, $6, $7)",
                new_id(), shop_id, staff.account_id, reason, way, hours, now,
            )  # fmt: skip
        except asyncpg.UniqueViolationError as error:
            raise Conflict("You have asked already, or you are let in.") from error
        await record(
            scope, deed="visit.asked", actor_id=staff.account_id, actor=staff.name, now=now, shop_id=shop_id,
            reason=reason, way=way, hours=hours,
        )  # fmt: skip
        await post_mail(
            scope, runtime, to=owner["email"], locale=owner["locale"], subject=SUBJECT, text=TEXT, now=now,
            name=owner["name"], staff=staff.name, shop=owner["shop"], hours=str(hours), reason=reason,
            link=runtime.settings.address_of(owner["host"], "/console/visits"),
        )  # fmt: skip
    await runtime.directory.announce_change(shop_id)
