"""Compute the audit trail's chain again, and name the first link that does not hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bodega.kernel.database import platform_scope
from bodega.staff.audit_chain import BEFORE_FIRST, COLUMNS, link_digest

_AT_ONCE = 2_000

_LINKS = f"""
    select l.seq, l.entry_id, l.previous, l.digest, {COLUMNS}
      from audit_link l left join audit_entry e on e.id = l.entry_id
     where l.seq > $1 order by l.seq limit $2"""

_UNCHAINED = """
    select e.id from audit_entry e
     where not exists (select from audit_link l where l.entry_id = e.id)
       and not exists (select from audit_waiting w where w.entry_id = e.id)
     limit 1"""


@dataclass(frozen=True)
class AuditVerdict:
    """`links` hold, the last with `digest` (hexadecimal); `waiting` entries have none yet. `broken` names what does not."""

    links: int
    digest: str
    waiting: int
    broken: str = ""


async def verify_audit(expected: tuple[int, str] | None = None) -> AuditVerdict:
    """`expected` is a link's number and digest that were written down earlier, outside this database.

    Who owns the database can write a whole new chain; a digest kept elsewhere tells it from the old one.
    """
    seq, digest, broken, seen = 0, BEFORE_FIRST, "", expected is None
    while True:
        async with platform_scope() as scope:
            rows = await scope.fetch(_LINKS, seq, _AT_ONCE)
        for row in rows:
            broken = _fault(dict(row), seq, digest)
            if broken:
                return AuditVerdict(seq, digest.hex(), await _waiting(), broken)
            seq, digest = row["seq"], row["digest"]
            if expected is not None and seq == expected[0]:
                seen = digest.hex() == expected[1].lower()
        if len(rows) < _AT_ONCE:
            break
    if not seen and expected is not None:
        broken = f"link {expected[0]} is not the one that was written down"
    return AuditVerdict(seq, digest.hex(), await _waiting(), broken or await _unchained())


def _fault(row: Mapping[str, Any], seq: int, digest: bytes) -> str:
    if row["seq"] != seq + 1:
        return f"link {seq + 1} is missing"
    if row["id"] is None:
        return f"the entry of link {row['seq']} ({row['entry_id']}) is missing"
    if row["previous"] != digest:
        return f"link {row['seq']} does not follow the one before"
    if row["digest"] != link_digest(digest, row["seq"], row):
        return f"the entry of link {row['seq']} ({row['entry_id']}) was changed"
    return ""


async def _waiting() -> int:
    async with platform_scope() as scope:
        return int(await scope.fetchval("select count(*) from audit_waiting"))


async def _unchained() -> str:
    async with platform_scope() as scope:
        entry_id = await scope.fetchval(_UNCHAINED)
    return f"the entry {entry_id} has no link and waits for none" if entry_id else ""
