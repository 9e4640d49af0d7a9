"""Rules and their versions as rows and choices, in the reader's language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bodega.platform_pages.navigation import PREFIX
from bodega.policy.kinds.registry import KINDS
from bodega.rulebook import rule_words
from bodega.rulebook.kept_rule import KeptRule
from bodega.rulebook.read_rule_form import SCOPES, parameter_fields
from bodega.rulebook.read_rules import ListedRule
from bodega.staff.door_page import DoorPage


def kind_options(page: DoorPage) -> list[tuple[str, str]]:
    return [(kind, page.say(word)) for kind, word in rule_words.KINDS.items()]


def rule_row(page: DoorPage, one: ListedRule) -> dict[str, Any]:
    content, state = one.shown.content, one.shown.state(page.visit.now.date())
    return {
        "id": one.shown.rule_id,
        "url": f"{PREFIX}/rules/{one.shown.rule_id}",
        "kind": page.say(rule_words.KINDS.get(content["kind"], content["kind"])),
        "severity": page.say(rule_words.SEVERITY_NAMES[content["severity"]]),
        "severity_tone": rule_words.SEVERITY_TONES[content["severity"]],
        "market": page.say(rule_words.MARKETS[content["market"]]),
        "state": page.say(rule_words.RULE_STATES[state]),
        "tone": rule_words.RULE_TONES[state],
        "drafted": one.newest.draft and not one.shown.draft,
        "version": str(one.shown.version),
        "cases": str(one.cases) if one.cases else "–",
    }


def version_rows(page: DoorPage, versions: Sequence[KeptRule], today: date) -> list[dict[str, Any]]:
    return [
        {
            "version": str(one.version),
            "state": page.say(rule_words.RULE_STATES[one.state(today)]),
            "tone": rule_words.RULE_TONES[one.state(today)],
            "begins": str(one.effective_from or "–"),
            "ends": str(one.ends_on or "–"),
            "by": one.changed_by,
            "at": page.moment(one.changed_at),
        }
        for one in versions
    ]


def write_choices(page: DoorPage, kind: str, rule_id: str) -> dict[str, Any]:
    """What the form of that kind offers."""
    return {
        "kind": kind,
        "rule_id": rule_id,
        "kind_name": page.say(rule_words.KINDS.get(kind, kind)),
        "severities": [(name, page.say(word)) for name, word in rule_words.SEVERITIES.items()],
        "markets": [(name, page.say(word)) for name, word in rule_words.MARKETS.items()],
        "scopes": [(s, page.say(rule_words.SCOPES[s])) for s in SCOPES if s in KINDS[kind].scopes],
        "parameters": [
            (field.name, page.say(rule_words.PARAMETERS.get(field.name, field.name)), field.sort)
            for field in parameter_fields(kind)
        ],
    }
