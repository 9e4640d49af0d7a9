"""The published figures of a shop, said to a person: shares and seconds, and never how much it sells."""

from bodega.staff.door_page import DoorPage
from bodega.storefinder.find_shops import Known

_MINUTE, _HOUR = 60, 3_600


def figures_of(page: DoorPage, known: Known) -> list[tuple[str, str]]:
    """What is said of it, and the value."""
    figures = [(page.say("Delivered right"), share(known.correct))]
    if known.median_seconds is not None:
        figures.append((page.say("Usually delivered in"), duration(page, known.median_seconds)))
    figures.append((page.say("Waited for a person"), share(known.exceptions)))
    return figures


def share(part: float) -> str:
    """Cut off and not rounded up: only what was always right is a hundred."""
    return f"{int(part * 1000 + 1e-9) / 10:g} %"


def duration(page: DoorPage, seconds: int) -> str:
    if seconds < _MINUTE:
        return page.say("%(number)s s", number=max(seconds, 1))
    if seconds < _HOUR:
        return page.say("%(number)s min", number=round(seconds / _MINUTE))
    return page.say("%(number)s h", number=round(seconds / _HOUR))
