"""One version of a rule as it is kept, and what it is today: a draft, scheduled, in force or ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from bodega.policy.rule import Rule, rule_from

RuleState = Literal["draft", "scheduled", "in_force", "ended"]

COLUMNS = "rule_id, version, draft, effective_from, ends_on, content, changed_at, changed_by"
_DATED = ("id", "version", "effective_from", "ends_on")


@dataclass(frozen=True)
class KeptRule:
    """`content` is the rule as data without its name, version and days."""

    rule_id: str
    version: int
    draft: bool
    effective_from: date | None
    ends_on: date | None
    content: Mapping[str, Any]
    changed_at: datetime
    changed_by: str

    def state(self, today: date) -> RuleState:
        if self.draft or self.effective_from is None:
            return "draft"
        if self.ends_on is not None and self.ends_on < today:
            return "ended"
        return "scheduled" if self.effective_from > today else "in_force"

    def as_rule(self, *, begins: date | None = None) -> Rule:
        """The rule itself; a draft is read as if it began on `begins`. Raises BadRule."""
        ends = None if self.ends_on is None else self.ends_on.isoformat()
        first = begins or self.effective_from
        return rule_from(
            {
                **self.content,
                "id": self.rule_id,
                "version": self.version,
                "effective_from": first.isoformat() if first else "",
                "ends_on": ends,
            }
        )


def kept_rule(row: Any) -> KeptRule:
    return KeptRule(**dict(row))


def content_of(rule: Rule) -> dict[str, Any]:
    """What is kept of a rule beside its name, version and days."""
    said: dict[str, Any] = msgspec.to_builtins(rule, order="deterministic")
    return {name: value for name, value in said.items() if name not in _DATED}
