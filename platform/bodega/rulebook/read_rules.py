"""Read the rules as staff see them: each by its newest version, and one with all of its versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.rulebook.kept_rule import COLUMNS, KeptRule, kept_rule

_ALL = f"select {COLUMNS} from rule_version order by rule_id, version desc"
_ONE = f"select {COLUMNS} from rule_version where rule_id = $1 order by version desc"
_CASES = """
    select rule_id, count(*)::integer as cases from rule_case
     where state in ('open', 'appealed', 'upheld') group by rule_id"""


@dataclass(frozen=True)
class ListedRule:
    """`shown` is the version in force, or the newest where none is; `newest` the last of all."""

    shown: KeptRule
    newest: KeptRule
    cases: int


async def list_rules(*, today: date) -> list[ListedRule]:
    async with platform_scope() as scope:
        rows = [kept_rule(row) for row in await scope.fetch(_ALL)]
        cases = {row["rule_id"]: row["cases"] for row in await scope.fetch(_CASES)}
    versions: dict[str, list[KeptRule]] = {}
    for row in rows:
        versions.setdefault(row.rule_id, []).append(row)
    return [
        ListedRule(in_force_of(those, today) or those[0], those[0], cases.get(name, 0))
        for name, those in versions.items()
    ]


async def read_versions(scope: Scope, rule_id: str) -> list[KeptRule]:
    """The newest first. Raises `NotFound`."""
    rows = await scope.fetch(_ONE, rule_id)
    if not rows:
        raise NotFound
    return [kept_rule(row) for row in rows]


async def find_versions(rule_id: str) -> list[KeptRule]:
    """The same, in a scope of its own."""
    async with platform_scope() as scope:
        return await read_versions(scope, rule_id)


def in_force_of(versions: Sequence[KeptRule], today: date) -> KeptRule | None:
    return next((one for one in versions if one.state(today) == "in_force"), None)
