"""What the verdicts about the parts of an application amount to."""

from datetime import datetime

from bodega.kernel.errors import InvalidInput
from bodega.kernel.i18n import Text
from bodega.moderation.case import Case
from bodega.moderation.subjects import APPROVE, MORE, PENDING, REFUSE
from bodega.qualifications.catalogue import Need
from bodega.qualifications.china_day import china_day
from bodega.qualifications.judge_needs import MET, judge_needs


def add_up(case: Case, *, now: datetime) -> str:
    """approve, more, refuse, or pending for a second person.

    Raises `InvalidInput` while something is undecided, or when a category is approved whose papers are not.
    """
    verdicts = {subject: case.verdict(subject) for subject in case.subjects()}
    open_ones = [subject for subject, verdict in verdicts.items() if not verdict]
    if open_ones:
        raise InvalidInput(
            "%(count)s of the papers and categories are not decided yet.",
            field=f"verdict-{open_ones[0].key}",
            count=len(open_ones),
        )
    said = [*verdicts.values(), *(case.verdict(step) for step in case.steps())]
    if MORE in said:
        return MORE
    approved = [one.code for one in case.categories if _lets_in(case, one.code)]
    nothing_left = verdicts and all(verdict == REFUSE for verdict in verdicts.values())
    if nothing_left or (case.categories and not approved):
        return REFUSE
    # Whoever takes over a shop is judged by what it sells.
    sold = list(case.standing.facts.categories) if case.kind == "new_owner" else approved
    lacking = unmet(case, sold, now=now)
    if lacking:
        raise InvalidInput(
            "%(papers)s is asked for and not approved. Ask for more, or refuse the category or the whole.",
            papers=_names(lacking),
        )
    return PENDING if PENDING in said else APPROVE


def unmet(case: Case, categories: list[str], *, now: datetime) -> list[Need]:
    """What these categories demand of whoever asks and no approved paper shows."""
    if not categories:
        return []
    facts, today = case.standing.facts, china_day(now)
    needs = case.standing.catalogue.needs(
        categories, facts.entity, facts.market, on=today, domains=facts.domains
    )
    required = [need for need in needs if need.required]
    return [
        judged.need for judged in judge_needs(required, case.standing.papers, on=today) if judged.state != MET
    ]


def _names(needs: list[Need]) -> Text:
    names = [need.kinds[0].name for need in needs]
    return Text(en=", ".join(name.en for name in names), zh="、".join(name.zh for name in names))


def _lets_in(case: Case, code: str) -> bool:
    wanted = case.category(code)
    if wanted is None:
        return False
    refused = wanted.state in ("refused", "more")
    return not refused and (wanted.state == "approved" or wanted.needs_second)
