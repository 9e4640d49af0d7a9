"""Chain the audit trail's new entries, one after the other."""

from typing import Any

from bodega.kernel.database import Scope, platform_scope
from bodega.runtime import Runtime
from bodega.staff.audit_chain import BEFORE_FIRST, COLUMNS, link_digest

_AT_ONCE = 1_000
_ONE_CHAIN = 0x61756469_74736561

_WAITING = f"""
    select {COLUMNS} from audit_waiting w join audit_entry e on e.id = w.entry_id
     order by e.at, e.id limit $1"""


async def seal_audit(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job; run again, it finds nothing left to do."""
    while await seal_once(runtime) == _AT_ONCE:
        pass


async def seal_once(runtime: Runtime) -> int:
    """How many entries got their link, in one transaction that nobody who records waits for."""
    async with platform_scope() as scope:
        await scope.execute("select pg_advisory_xact_lock($1)", _ONE_CHAIN)
        seq, previous = await _last(scope)
        rows = await scope.fetch(_WAITING, _AT_ONCE)
        links = []
        for number, row in enumerate(rows, seq + 1):
            digest = link_digest(previous, number, dict(row))
            links.append((number, row["id"], previous, digest, runtime.clock.now()))
            previous = digest
        await scope.executemany(
            "insert into audit_link (seq, entry_id, previous, digest, sealed_at) values ($1, $2, $3, $4, $5)",
            links,
        )
        await scope.execute("delete from audit_waiting where entry_id = any($1)", [row["id"] for row in rows])
    return len(rows)


async def _last(scope: Scope) -> tuple[int, bytes]:
    row = await scope.fetchrow("select seq, digest from audit_link order by seq desc limit 1")
    return (row["seq"], row["digest"]) if row else (0, BEFORE_FIRST)
