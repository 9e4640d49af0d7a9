"""What stands below every page of the platform's host: the rules, who runs it, and by which licences."""

from dataclasses import dataclass
from datetime import datetime

from bodega.published.current_texts import CurrentTexts, current_texts, texts_at_hand
from bodega.published.facts import FACTS, ICP_REGISTER
from bodega.published.kinds import NAMES
from bodega.runtime import Runtime
from bodega.web.visit import Visit

_SHOWN = {"uscc": "licence_url", "icp": "", "telecom": "telecom_url", "police": "police_url"}


@dataclass(frozen=True)
class StreetFoot:
    """`texts` are names and addresses; `marks` what is shown of the licences, each with where it is proved, or nothing."""

    holder: str
    texts: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]


async def street_foot(runtime: Runtime, visit: Visit) -> StreetFoot:
    return _foot(await current_texts(runtime), visit.locale, visit.now)


def foot_at_hand(runtime: Runtime, visit: Visit) -> StreetFoot:
    """The same for a page that says a failure: it asks the database for nothing."""
    return _foot(texts_at_hand(runtime), visit.locale, visit.now)


def _foot(texts: CurrentTexts, locale: str, now: datetime) -> StreetFoot:
    facts = texts.licence(now)
    marks = []
    for name, link in _SHOWN.items():
        if facts.get(name):
            label = FACTS[name].label.in_locale(locale)
            url = ICP_REGISTER if name == "icp" else facts.get(link, "")
            marks.append((facts[name] if name in ("icp", "police") else f"{label} {facts[name]}", url))
    return StreetFoot(
        facts.get("holder", ""),
        tuple((NAMES[kind].in_locale(locale), f"/rules/{kind}") for kind in texts.in_force(now)),
        tuple(marks),
    )
