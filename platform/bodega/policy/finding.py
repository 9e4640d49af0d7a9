"""What a check answers: something found at a place, or a fact that it would have needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import NamedTuple

from bodega.policy.said import Known
from bodega.policy.scope import Scope


class Mark(NamedTuple):
    """Where the words stand in the original text: code points, `end` not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """`params` fill the rule's message and suggestion."""

    scope: Scope
    field: str
    marks: tuple[Mark, ...] = ()
    params: Known = made_by(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The check could not say: this fact of the listing is missing."""

    fact: str


Answers = Iterator[Finding | Unknown]
