"""Which steps the reviewer asked to see again, with the reviewer's words.

A request is a category or a paper in state `more`, or a decision about the application with the verdict `more`, whose
`subject_id` is the name of a step; any other `subject_id` opens every step. Decisions count for their own revision.
"""

from collections.abc import Mapping

from bodega.kernel.database import Scope
from bodega.onboarding.application import MORE, REFUSED, Application
from bodega.onboarding.steps import STEPS, Step

_DECIDED = """
    select d.subject_id, d.verdict, d.reason from decision d
     where d.application_id = $1 and d.revision = $2 and d.subject = 'application' and d.verdict in ('more', 'approve')
     order by d.at, d.id"""
_REFUSED = """
    select d.reason from decision d
     where d.application_id = $1 and d.revision = $2 and d.subject = 'application' and d.verdict = 'refuse'
     order by d.at, d.id"""
_CATEGORIES = """
    select c.category, t.name, c.reason from application_category c join trade_category t on t.code = c.category
     where c.application_id = $1 and c.state in ('more', 'refused') order by t.position, c.category"""
_PAPERS = """
    select k.name, d.reason from document d join document_kind k on k.code = d.kind
     where d.application_id = $1 and d.state in ('more', 'refused') order by k.position, d.id"""

WALKED: tuple[Step, ...] = STEPS[:-1]


async def asked_steps(scope: Scope, application: Application, locale: str) -> Mapping[Step, list[str]]:
    """The steps that are open again and what was said to each; empty unless the platform asked for more."""
    if application.state != MORE:
        return {}
    words: dict[Step, list[str]] = {}
    for row in await scope.fetch(_CATEGORIES, application.id):
        words.setdefault("goods", []).append(_line(row["name"], row["reason"], locale))
    for row in await scope.fetch(_PAPERS, application.id):
        words.setdefault("papers", []).append(_line(row["name"], row["reason"], locale))
    everywhere: list[str] = []
    for row in await scope.fetch(_DECIDED, application.id, application.revision):
        _take(words, everywhere, row["subject_id"], row["verdict"], row["reason"])
    if everywhere or not words:
        return {step: [*words.get(step, []), *everywhere] for step in WALKED}
    return words


async def why_refused(scope: Scope, application: Application) -> list[str]:
    """The reasons that were written to the applicant; empty for an application that was not refused."""
    if application.state != REFUSED:
        return []
    rows = await scope.fetch(_REFUSED, application.id, application.revision)
    return [row["reason"] for row in rows if row["reason"]]


def _take(
    words: dict[Step, list[str]], everywhere: list[str], subject_id: str, verdict: str, reason: str
) -> None:
    step = next((step for step in WALKED if step == subject_id), None)
    if verdict == "approve":
        if step is not None:
            words.pop(step, None)
    elif step is None:
        everywhere.append(reason)
    else:
        words.setdefault(step, []).append(reason)


def _line(name: Mapping[str, str], reason: str, locale: str) -> str:
    said = name.get(locale) or name.get("en", "")
    return f"{said}: {reason}" if reason else said
