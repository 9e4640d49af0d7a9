"""Note in the shop's own list who works there, so that the shop can name them without the platform."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop


async def keep_in_shop(
    shop: Shop, account_id: UUID, name: str, email: str, role: str, *, now: datetime
) -> None:
    """A transaction of its own, as it is another schema; a sign-in repeats it, so a lost one heals."""
    async with shop_scope(shop) as scope:
        await scope.execute(
            "insert into staff (account_id, name, email, role, created_at) values ($1, $2, $3, $4, $5)"
            " on conflict (account_id) do update set name = excluded.name, email = excluded.email, role = excluded.role",
            account_id, name, email, role, now,
        )  # fmt: skip
