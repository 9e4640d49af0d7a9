"""Check what a machine can check of an application: check digits, forms of numbers, and whether papers and words agree."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from bodega.kernel.errors import InvalidInput
from bodega.onboarding.same_holder import is_same_holder
from bodega.qualifications.catalogue import DocumentKind
from bodega.qualifications.check_icp import check_icp, check_licence
from bodega.qualifications.check_uscc import check_uscc
from bodega.qualifications.paper import Paper

Tone = Literal["good", "warn", "bad"]
ENDS_SOON = timedelta(days=60)

_CHECKS: Mapping[str, Callable[[str], str]] = {"uscc": check_uscc, "icp": check_icp, "licence": check_licence}
_FIT: Mapping[str, str] = {
    "uscc": "The check digit fits.",
    "icp": "It has the form of a filing's number.",
    "licence": "It has the form of a licence's number.",
}


@dataclass(frozen=True)
class Check:
    """`field` is what was checked, `message` a msgid with `params`."""

    field: str
    tone: Tone
    message: str
    params: Mapping[str, object]


def check_entity(answers: Mapping[str, Any]) -> list[Check]:
    """Of what the applicant says of itself."""
    entity, settlement = _part(answers, "entity"), _part(answers, "settlement")
    found: list[Check] = []
    if entity.get("uscc"):
        found.append(_form("uscc", "uscc", str(entity["uscc"])))
    if settlement.get("holder"):
        found.append(_same("holder", str(settlement["holder"]), entity))
    return found


def check_domains(answers: Mapping[str, Any]) -> list[Check]:
    return [
        _form(str(said.get("host", "")), "icp", str(said["icp"]))
        for said in answers.get("domains") or ()
        if said.get("icp")
    ]


def check_paper(paper: Paper, kind: DocumentKind, answers: Mapping[str, Any], *, today: date) -> list[Check]:
    """By the names of the paper's fields."""
    return list(_of_paper(paper, kind, _part(answers, "entity"), _part(answers, "settlement"), today))


def _of_paper(
    paper: Paper, kind: DocumentKind, entity: Mapping[str, Any], settlement: Mapping[str, Any], today: date
) -> Iterator[Check]:
    for field in kind.fields:
        value = str(paper.fields.get(field.name, ""))
        if field.kind in _CHECKS and value:
            yield _form(field.name, field.kind, value)
        if field.kind == "uscc" and value and entity.get("uscc"):
            yield _equal(field.name, value, str(entity["uscc"]))
        if field.name == "holder" and value and entity.get("name"):
            yield _same(field.name, value, entity)
        if field.name == "last_digits" and value and _part(settlement, "account").get("tail"):
            yield _equal(field.name, value, str(_part(settlement, "account")["tail"]))
    if paper.valid_until is not None:
        yield from _ends("valid_until", paper.valid_until, today)
    if paper.valid_from is not None and paper.valid_from > today:
        yield Check("valid_from", "bad", "It has not begun yet.", {})


def _ends(field: str, last: date, today: date) -> Iterator[Check]:
    if last < today:
        yield Check(field, "bad", "It is over.", {})
    elif last - today <= ENDS_SOON:
        yield Check(field, "warn", "It ends in %(days)s days.", {"days": (last - today).days})


def _form(field: str, kind: str, value: str) -> Check:
    try:
        _CHECKS[kind](value)
    except InvalidInput as error:
        return Check(field, "bad", error.message, error.params)
    return Check(field, "good", _FIT[kind], {})


def _equal(field: str, value: str, said: str) -> Check:
    if value == said:
        return Check(field, "good", "It is what the application says.", {})
    return Check(field, "bad", "The application says %(said)s.", {"said": said})


def _same(field: str, value: str, entity: Mapping[str, Any]) -> Check:
    if is_same_holder(value, {**entity, "kind": "sole_trader"}):
        return Check(field, "good", "It is the applicant's name.", {})
    return Check(field, "warn", "It is not the applicant's name: %(name)s.", {"name": entity.get("name", "")})


def _part(answers: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return answers.get(name) or {}
