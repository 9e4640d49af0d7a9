"""List the shops of the street, the newest first, by state and by what somebody remembers of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import platform_scope

PAGE_SIZE = 50
STUCK_AFTER = timedelta(minutes=5)

_SELECT = """
    select s.id, s.slug, s.name, s.state, s.state_reason, s.created_at, s.opened_at, s.migration_failure,
           a.email as owner_email, a.name as owner_name,
           coalesce((select h.host from shop_host h where h.shop_id = s.id and h.canonical), '') as host
      from shop s left join account a on a.id = s.owner_id
     where s.rehearses is null and ($1 = '' or s.state = $1 or ($1 = 'trouble' and s.migration_failure <> ''))
       and ($2 = '' or s.slug like $2 or lower(s.name) like $2 or a.email like $2
            or exists (select 1 from shop_host h where h.shop_id = s.id and h.host like $2))
     order by s.created_at desc, s.id desc
     limit $3 offset $4"""


@dataclass(frozen=True)
class ListedShop:
    """One line of the list."""

    id: UUID
    slug: str
    name: str
    state: str
    state_reason: str
    created_at: datetime
    opened_at: datetime | None
    migration_failure: str
    owner_email: str | None
    owner_name: str | None
    host: str


async def list_shops(*, state: str = "", search: str = "", page: int = 1) -> tuple[list[ListedShop], bool]:
    """One page of shops, and whether there are more; the state `trouble` means tables that are not up to date, `search` looks into names, addresses, hosts and owners."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_SELECT, state, _pattern(search), PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    return [ListedShop(**dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


@dataclass(frozen=True)
class Troubles:
    """Shops that something went wrong with: an opening that stopped, tables that are not up to date."""

    stuck: int
    not_migrated: int


async def count_troubles(now: datetime) -> Troubles:
    """An opening takes seconds; one that takes minutes needs somebody."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select count(*) filter (where state = 'opening' and created_at < $1) as stuck,"
            " count(*) filter (where migration_failure <> '') as not_migrated from shop",
            now - STUCK_AFTER,
        )
    return Troubles(**dict(row or {}))


async def count_shops() -> dict[str, int]:
    """How many shops are in each state."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select state, count(*) as shops from shop where rehearses is null group by state"
        )
    return {row["state"]: row["shops"] for row in rows}


def _pattern(search: str) -> str:
    """A LIKE pattern that finds the text as it was typed; `%` and `_` are no wild cards there."""
    text = search.strip().lower()
    for letter in ("\\", "%", "_"):
        text = text.replace(letter, "\\" + letter)
    return f"%{text}%" if text else ""
