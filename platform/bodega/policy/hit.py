"""What a judgement says: each thing that is against a rule, where, why, and what to do about it."""

import msgspec

from bodega.policy.finding import Finding, Mark
from bodega.policy.rule import Rule, Severity, Source
from bodega.policy.said import InTwoLanguages, Known, fill
from bodega.policy.scope import Scope


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One rule broken in one field. Plain data: `msgspec.to_builtins` makes it JSON, as it was said at the time.

    `marks` are the guilty words in the field's original text (code points); empty where a fact is wrong. `field` is
    the path in the listing: `title`, `texts.introduction`, `prices.0.struck` …
    """

    rule: str
    version: int
    severity: Severity
    kind: str
    scope: Scope
    field: str
    marks: tuple[Mark, ...]
    params: dict[str, str | InTwoLanguages]
    message: InTwoLanguages
    suggestion: InTwoLanguages
    sources: tuple[Source, ...]


class Unjudged(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that could not say, and the fact that it would have needed."""

    rule: str
    version: int
    fact: str


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    hits: list[Hit]
    unjudged: list[Unjudged]

    @property
    def blocks(self) -> bool:
        """Whether the listing may not be shown as it is."""
        return any(hit.severity == "block" for hit in self.hits)


def hit_of(rule: Rule, finding: Finding) -> Hit:
    """The hit that a finding is under this rule, with its sentences filled."""
    known: Known = finding.params
    return Hit(
        rule=rule.id,
        version=rule.version,
        severity=rule.severity,
        kind=rule.kind,
        scope=finding.scope,
        field=finding.field,
        marks=finding.marks,
        params=dict(known),
        message=fill(rule.message, known),
        suggestion=fill(rule.suggestion, known),
        sources=rule.sources,
    )
