"""Say of each need how it stands: which paper meets it, what is still missing, who must act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bodega.qualifications.catalogue import Need
from bodega.qualifications.paper import APPROVED, DRAFT, LAPSED, MORE, REFUSED, SUBMITTED, Paper

MISSING, READY, WAITING, MET, OPTIONAL = "missing", "ready", "waiting", "met", "optional"

# The state of a need, from the best of the papers for it to none.
_AS_STATE = ((SUBMITTED, WAITING), (DRAFT, READY), (MORE, MORE), (REFUSED, REFUSED), (LAPSED, LAPSED))


@dataclass(frozen=True)
class JudgedNeed:
    """`state`: met, waiting (for the platform), ready (to hand in), more, refused, lapsed or missing (the owner's turn).

    A need that is only accepted and for which there is no paper is `optional`. `uncovered` are the categories for which
    no paper was handed in yet, `unmet` those without an approved one.
    """

    need: Need
    state: str
    papers: tuple[Paper, ...]
    uncovered: tuple[str, ...]
    unmet: tuple[str, ...]

    @property
    def owners_turn(self) -> bool:
        return self.state in (MISSING, MORE, REFUSED, LAPSED)


def judge_needs(needs: Iterable[Need], papers: Sequence[Paper], *, on: date) -> list[JudgedNeed]:
    """In the order of `needs`."""
    return [_judge(need, papers, on) for need in needs]


def missing(needs: Iterable[Need], papers: Sequence[Paper], *, on: date) -> list[JudgedNeed]:
    """What has to be added before the papers can be handed in: required, and nobody's turn but the owner's."""
    return [
        judged for judged in judge_needs(needs, papers, on=on) if judged.need.required and judged.owners_turn
    ]


def _judge(need: Need, papers: Sequence[Paper], on: date) -> JudgedNeed:
    fitting = tuple(paper for paper in papers if fits(need, paper))
    standing = [paper for paper in fitting if paper.state in (DRAFT, SUBMITTED) or paper.counts(on)]
    good = [paper for paper in standing if paper.state == APPROVED]
    uncovered, unmet = _without(need, standing), _without(need, good)
    return JudgedNeed(need, _state(need, fitting, uncovered, unmet, on), fitting, uncovered, unmet)


def fits(need: Need, paper: Paper) -> bool:
    """Whether the paper is one that the need asks for, for one of its categories or its domain."""
    if paper.kind not in {kind.code for kind in need.kinds}:
        return False
    if need.about == "domain":
        return str(paper.fields.get("host", "")) == need.domain
    return need.about != "category" or not paper.categories or bool(paper.categories & set(need.categories))


def _without(need: Need, papers: Sequence[Paper]) -> tuple[str, ...]:
    """The categories of the need that none of the papers covers; one that names none covers all."""
    if need.about != "category" or any(not paper.categories for paper in papers):
        return () if papers else need.categories
    covered = {code for paper in papers for code in paper.categories}
    return tuple(code for code in need.categories if code not in covered)


def _state(
    need: Need, fitting: Sequence[Paper], uncovered: Sequence[str], unmet: Sequence[str], on: date
) -> str:
    if not unmet:
        return MET
    states = {LAPSED if paper.state == APPROVED and paper.is_over(on) else paper.state for paper in fitting}
    if not uncovered:
        return WAITING if SUBMITTED in states else READY
    asked = next((said for state, said in _AS_STATE[2:] if state in states), MISSING)
    return asked if need.required or asked != MISSING else OPTIONAL
