"""What the applicant says of itself, of its shop and its money, with what a machine can check of that."""

from collections.abc import Callable, Mapping
from typing import Any

from bodega.kernel.i18n import CHINESE
from bodega.moderation.check_facts import check_domains, check_entity
from bodega.moderation.look_at import Look
from bodega.onboarding.seal_personal import masked
from bodega.platform_pages.review_parts import say_checks
from bodega.platform_pages.review_words import ENTITY_KINDS, MARKET_WORDS, WAY_NAMES

Say = Callable[..., str]
Fact = tuple[str, str, list[tuple[str, str]]]


def facts_of(look: Look, say: Say, locale: str) -> dict[str, Any]:
    """Lists of (label, value, checks); what was not asked is left out."""
    answers = look.case.answers
    return {
        "entity": _entity(answers, say),
        "goods": _goods(answers, say),
        "settlement": _settlement(answers, say),
        "domains": _domains(look, say),
        "hits": [
            {
                "tone": "bad" if hit.severity == "block" else "warn",
                "words": hit.message.of(locale),
                "rule": hit.rule,
            }
            for hit in (look.name.hits if look.name else ())
        ],
        "reads_alike": look.name.look_alikes if look.name else (),
        "checklist": _checklist(answers, locale),
    }


def _entity(answers: Mapping[str, Any], say: Say) -> list[Fact]:
    said = answers.get("entity") or {}
    if not said:
        return []
    checks = {check.field: [check] for check in check_entity(answers)}
    rows = (
        ("Name", said.get("name", ""), ""),
        ("Kind", say(ENTITY_KINDS[said["kind"]]) if said.get("kind") in ENTITY_KINDS else "", ""),
        ("Unified Social Credit Code", said.get("uscc", ""), "uscc"),
        ("Registration number", said.get("number", ""), ""),
        ("Representative", said.get("representative", ""), ""),
        ("Identity number", masked(said.get("identity") or {}), ""),
        ("Phone number", said.get("phone", ""), ""),
        ("Address", said.get("address", ""), ""),
    )
    return _told(rows, checks, say)


def _goods(answers: Mapping[str, Any], say: Say) -> list[Fact]:
    said = answers.get("goods") or {}
    market = MARKET_WORDS.get(str(said.get("market", "")))
    return _told(
        (("Market", say(market) if market else "", ""), ("To whom", said.get("to_whom", ""), "")), {}, say
    )


def _settlement(answers: Mapping[str, Any], say: Say) -> list[Fact]:
    said = answers.get("settlement") or {}
    way = WAY_NAMES.get(str(said.get("way", "")))
    rows = (
        ("Kind", say(way) if way else "", ""),
        ("Account holder", said.get("holder", ""), "holder"),
        ("Bank", said.get("bank", ""), ""),
        ("Account", masked(said.get("account") or {}), ""),
    )
    return _told(rows, {check.field: [check] for check in check_entity(answers)}, say)


def _domains(look: Look, say: Say) -> list[Fact]:
    checks = {check.field: say_checks([check], say) for check in check_domains(look.case.answers)}
    said = look.case.answers.get("domains") or ()
    return [
        (str(one.get("host", "")), str(one.get("icp") or "—"), checks.get(str(one.get("host")), []))
        for one in said
    ]


def _told(rows: Any, checks: Mapping[str, Any], say: Say) -> list[Fact]:
    return [
        (say(label), str(value), say_checks(checks.get(field, []), say))
        for label, value, field in rows
        if value
    ]


def _checklist(answers: Mapping[str, Any], locale: str) -> list[dict[str, Any]]:
    """What a shop that wants to open measured, as its application keeps it."""

    def told(said: Any) -> str:
        if isinstance(said, Mapping):
            return str(said.get("zh" if locale == CHINESE else "en") or said.get(locale) or "")
        return str(said)

    return [
        {
            "title": told(one.get("title")),
            "state": one.get("state", ""),
            "figures": [(told(label), told(value)) for label, value in one.get("figures") or ()],
            "problems": [told(problem) for problem in one.get("problems") or ()],
        }
        for one in answers.get("checklist") or ()
    ]
