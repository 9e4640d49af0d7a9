"""Give a new street the rules that are shipped: their sources are named in each of them."""

from datetime import UTC, datetime

from bodega.kernel.database import Scope
from bodega.policy.shipped import shipped_rules
from bodega.rulebook.kept_rule import content_of

SHIPPED = "Bodega"

_KEEP = """
    insert into rule_version (rule_id, version, draft, effective_from, ends_on, content, changed_at, changed_by)
    values ($1, $2, false, $3, $4, $5, $6, $7)"""


async def load_starting_rules(scope: Scope, *, now: datetime) -> bool:
    """Only where there is none: what a street has changed stays changed. Says whether they were loaded."""
    if await scope.fetchval("select exists (select 1 from rule_version)"):
        return False
    for rule in shipped_rules():
        await scope.execute(
            _KEEP, rule.id, rule.version, rule.effective_from, rule.ends_on, content_of(rule), now.astimezone(UTC),
            SHIPPED,
        )  # fmt: skip
    return True
