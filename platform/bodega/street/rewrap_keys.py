"""Wrap every data key anew under the first master key, so that an older one can be retired."""

from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.vault import MasterKey

AT_ONCE = 500


async def rewrap_keys(master: MasterKey) -> int:
    """The number of keys that were still under another master key. Cut short, it can be run again.

    What the data keys sealed stays as it is. Raises `CannotOpen` for a key that none of the master keys wrapped.
    """
    changed, after = 0, UUID(int=0)
    while True:
        count, last = await _rewrap_shops(master, after)
        changed += count
        if last is None:
            break
        after = last
    # Last, because it is what tells at a start whether the new key alone is enough.
    return changed + await _rewrap_platform(master)


async def _rewrap_shops(master: MasterKey, after: UUID) -> tuple[int, UUID | None]:
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select id, wrapped_key from shop where id > $1 order by id limit $2 for update", after, AT_ONCE
        )
        outdated = [row for row in rows if master.is_outdated(row["wrapped_key"])]
        await scope.executemany(
            "update shop set wrapped_key = $2, version = version + 1 where id = $1",
            [
                (row["id"], master.wrap(master.unwrap(row["wrapped_key"], row["id"]), row["id"]))
                for row in outdated
            ],
        )
    return len(outdated), rows[-1]["id"] if rows else None


async def _rewrap_platform(master: MasterKey) -> int:
    async with platform_scope() as scope:
        rows = await scope.fetch("select id, wrapped_key from keyring for update")
        outdated = [row for row in rows if master.is_outdated(row["wrapped_key"])]
        await scope.executemany(
            "update keyring set wrapped_key = $2 where id = $1",
            [
                (row["id"], master.wrap(master.unwrap(row["wrapped_key"], row["id"]), row["id"]))
                for row in outdated
            ],
        )
    return len(outdated)
