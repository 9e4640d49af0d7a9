"""A rule as data: what it is called, when and where it holds, how hard it strikes, what it looks for and why."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from bodega.kernel.errors import InvalidInput
from bodega.policy.kinds.registry import KINDS
from bodega.policy.said import InTwoLanguages, Said
from bodega.policy.scope import Scope
from bodega.policy.words.patterns import BadPattern

Severity = Literal["block", "review", "warn"]
Market = Literal["cn", "everywhere"]
Seen = Literal["text", "cited", "ours", "unverified"]
RuleId = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{2,63}$")]


class BadRule(InvalidInput):
    """A rule cannot be read."""

    kind = "bad-rule"


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a rule comes from: the name of a law, regulation or term of use, and the place in it.

    `seen` says what somebody held it against: the `text` of the article itself, or others who have `cited` it so; `ours` is
    the platform's own. An `unverified` one is from memory.
    """

    law: Said
    article: str = ""
    seen: Seen = "unverified"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule in one version. It holds from `effective_from` through `ends_on`, days of the platform's calendar.

    `parameters` are read by the rule's kind (`bodega.policy.kinds`); market `everywhere` holds in China too.
    """

    id: RuleId
    version: Annotated[int, msgspec.Meta(ge=1)]
    effective_from: date
    ends_on: date | None = None
    severity: Severity
    kind: str
    scope: frozenset[Scope] = frozenset()
    market: Market
    parameters: dict[str, Any] = msgspec.field(default_factory=dict)
    message: InTwoLanguages
    suggestion: InTwoLanguages
    sources: tuple[Source, ...]

    def holds_on(self, day: date) -> bool:
        return self.effective_from <= day and (self.ends_on is None or day <= self.ends_on)

    def holds_in(self, market: Market) -> bool:
        return self.market in {"everywhere", market}


class _Rules(msgspec.Struct, forbid_unknown_fields=True):
    rules: list[dict[str, Any]]


def read_rules(text: bytes) -> tuple[Rule, ...]:
    """The rules of a TOML document of `[[rules]]`. Raises BadRule, which names the rule and the field."""
    try:
        raw = msgspec.toml.decode(text, type=_Rules).rules
    except msgspec.DecodeError as error:
        raise BadRule("The rules cannot be read: %(why)s", why=str(error)) from error
    rules = tuple(rule_from(each) for each in raw)
    seen: set[tuple[str, int]] = set()
    for rule in rules:
        if (rule.id, rule.version) in seen:
            raise BadRule(
                "Rule %(id)s stands there twice in version %(version)s.", id=rule.id, version=rule.version
            )
        seen.add((rule.id, rule.version))
    return rules


def rule_from(raw: dict[str, Any]) -> Rule:
    """One rule from plain data (TOML, JSON, a row). Raises BadRule; its `field` is the path of what is wrong."""
    name = str(raw.get("id") or "?")
    try:
        rule = msgspec.convert(raw, Rule)
    except msgspec.ValidationError as error:
        raise _unreadable(name, error) from error
    if rule.kind not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise BadRule(
            "Rule %(id)s: there is no kind “%(kind)s”; there are %(known)s.",
            field="kind", id=name, kind=rule.kind, known=known,
        )  # fmt: skip
    if rule.ends_on is not None and rule.ends_on < rule.effective_from:
        raise BadRule("Rule %(id)s ends before it begins.", field="ends_on", id=name)
    _check_scope(rule)
    read_parameters(rule)
    return rule


def read_parameters(rule: Rule) -> Any:
    """The rule's parameters as its kind understands them. Raises BadRule."""
    try:
        return msgspec.convert(rule.parameters, KINDS[rule.kind].parameters)
    except (msgspec.ValidationError, ValueError) as error:
        raise _unreadable(rule.id, error, within="parameters") from error


def _check_scope(rule: Rule) -> None:
    allowed = KINDS[rule.kind].scopes
    if not rule.scope:
        raise BadRule("Rule %(id)s has no scope.", field="scope", id=rule.id)
    if wrong := sorted(rule.scope - allowed):
        raise BadRule(
            "Rule %(id)s: a rule of kind “%(kind)s” cannot look at %(wrong)s.",
            field="scope", id=rule.id, kind=rule.kind, wrong=", ".join(wrong),
        )  # fmt: skip


def _unreadable(name: str, error: Exception, within: str = "") -> BadRule:
    why, _, path = str(error).partition(" - at `$")
    place = f"{within}{path.rstrip('`')}".lstrip(".")
    if isinstance(error.__cause__, BadPattern):
        bad = error.__cause__
        return BadRule(bad.message, field=place, id=name, place=place, **bad.params)
    return BadRule(
        "Rule %(id)s, %(place)s: %(why)s", field=place or None, id=name, place=place or "…", why=why
    )
