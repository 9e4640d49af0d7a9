"""Say at once what each category demands, and of whom: the tree of the first step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bodega.kernel.i18n import Text
from bodega.qualifications.catalogue import ALL, ENTITIES, Catalogue, Requirement

ENTITY_NAMES = {"company": "Company", "sole_trader": "Sole trader", "individual": "Individual"}
_MARKETS = {"cn": "when sold to mainland China", "elsewhere": "when sold elsewhere"}

Say = Callable[..., str]


@dataclass(frozen=True)
class _Whom:
    """Papers that stand in for one another are one demand, as far as they are asked of the same people."""

    any_of: str
    entities: frozenset[str]
    market: str
    for_domains: bool


@dataclass(frozen=True)
class Leaf:
    """One line to tick; `group` is what stands between it and its root."""

    code: str
    name: str
    group: str
    note: str
    demands: Sequence[str]


@dataclass(frozen=True)
class Branch:
    """One root of the tree. `closed` are names of what is not for sale on this street."""

    code: str
    name: str
    note: str
    demands: Sequence[str]
    leaves: Sequence[Leaf]
    closed: Sequence[str]


def show_branches(catalogue: Catalogue, *, on: date, locale: str, say: Say) -> list[Branch]:
    """Every root with the open leaves below it."""
    return [
        _branch(catalogue, root.code, on, locale, say)
        for root in catalogue.children.get(None, ())
        if catalogue.leaves([root.code])
    ]


def demands_of_all(catalogue: Catalogue, *, on: date, locale: str, say: Say) -> list[str]:
    """What everybody shows, whatever is sold."""
    return _demands(catalogue, {ALL}, on, locale, say)


def _branch(catalogue: Catalogue, code: str, on: date, locale: str, say: Say) -> Branch:
    root = catalogue.categories[code]
    leaves = [_leaf(catalogue, leaf, root.code, on, locale, say) for leaf in catalogue.leaves([code])]
    closed = [
        category.name.in_locale(locale)
        for category in catalogue.categories.values()
        if category.state == "closed" and root in catalogue.line(category.code)
    ]
    return Branch(
        code,
        root.name.in_locale(locale),
        root.note.in_locale(locale),
        _demands(catalogue, {code}, on, locale, say),
        leaves,
        closed,
    )


def _leaf(catalogue: Catalogue, code: str, root: str, on: date, locale: str, say: Say) -> Leaf:
    line = catalogue.line(code)
    below = {category.code for category in line} - {root}
    between = [category.name.in_locale(locale) for category in line[1:-1]]
    own = line[-1]
    return Leaf(
        code,
        own.name.in_locale(locale),
        " › ".join(between),
        own.note.in_locale(locale) if code != root else "",
        _demands(catalogue, below, on, locale, say),
    )


def _demands(catalogue: Catalogue, asking: set[str], on: date, locale: str, say: Say) -> list[str]:
    found: dict[_Whom, list[Text]] = {}
    for rule in catalogue.requirements:
        if rule.category in asking and rule.need == "required" and _holds(rule, on):
            kind = catalogue.kinds.get(rule.kind)
            if kind is not None:
                whom = _Whom(rule.any_of, rule.entities, rule.market, kind.about == "domain")
                found.setdefault(whom, []).append(kind.name)
    return [_line(names, whom, locale, say) for whom, names in found.items()]


def _holds(rule: Requirement, on: date) -> bool:
    return rule.since <= on and (rule.until is None or on <= rule.until)


def _line(names: list[Text], whom: _Whom, locale: str, say: Say) -> str:
    papers = say(" or ").join(name.in_locale(locale) for name in names)
    entities = [say(ENTITY_NAMES[entity]) for entity in ENTITIES if entity in whom.entities]
    limits = [] if len(entities) == len(ENTITIES) else [say(", ").join(entities)]
    if whom.market in _MARKETS:
        limits.append(say(_MARKETS[whom.market]))
    if whom.for_domains:
        limits.append(say("for each domain of your own"))
    return say("%(papers)s (%(limits)s)", papers=papers, limits=say("; ").join(limits)) if limits else papers
