"""What an owner sees of the own identity: the details with what is personal masked, the papers, and what is asked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.identities.check import IdentityCheck, own_check, past_checks
from bodega.identities.identity import Identity, in_china, read_identity
from bodega.kernel.database import platform_scope
from bodega.qualifications.read_standing import read_standing
from bodega.qualifications.remind_owners import EndingPaper, ending_papers


@dataclass(frozen=True)
class OwnIdentity:
    """`missing` are papers that are asked for and not there, `ending` those that end within sixty days."""

    check: IdentityCheck
    identity: Identity | None
    in_china: bool
    missing: int
    ending: list[EndingPaper]
    past: list[tuple[datetime, str]]


async def look_at_own(shop_id: UUID, account_id: UUID, *, today: date) -> OwnIdentity:
    """Raises `NotFound` for somebody else's shop."""
    async with platform_scope() as scope:
        check = await own_check(scope, shop_id, account_id)
        standing = await read_standing(scope, on=today, shop_id=shop_id)
        return OwnIdentity(
            check,
            await read_identity(scope, shop_id),
            await in_china(scope, shop_id),
            len(standing.missing),
            await ending_papers(scope, shop_id, today=today),
            await past_checks(scope, shop_id),
        )


async def asked_shops(account_id: UUID, *, today: date) -> dict[UUID, tuple[date, bool]]:
    """By shop of the account that is asked to confirm: until when, and whether that is over."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select c.shop_id, c.due_on from identity_check c join shop s on s.id = c.shop_id"
            " where s.owner_id = $1 and c.state = 'open' and s.state not in ('closed', 'refused')",
            account_id,
        )
    return {row["shop_id"]: (row["due_on"], row["due_on"] < today) for row in rows}
