"""What differs between two versions of a rule, line by line."""

import difflib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from bodega.rulebook.read_rule_form import filled_form

_CONTEXT = 2


class DiffLine(NamedTuple):
    """`sort` is added, removed, same, or part for the name of what follows."""

    sort: Literal["added", "removed", "same", "part"]
    text: str


def compare_rules(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[DiffLine]:
    """By field of the form, those that are the same left out."""
    old, new = filled_form("", before), filled_form("", after)
    lines: list[DiffLine] = []
    for name in sorted(old.keys() | new.keys()):
        left, right = old.get(name, ""), new.get(name, "")
        if left != right:
            lines += [DiffLine("part", name.removeprefix("p_")), *_lines(left, right)]
    return lines


def _lines(left: str, right: str) -> list[DiffLine]:
    found = list(difflib.unified_diff(left.splitlines(), right.splitlines(), n=_CONTEXT, lineterm=""))[2:]
    sorts: dict[str, Literal["added", "removed", "same"]] = {"+": "added", "-": "removed", " ": "same"}
    return [DiffLine(sorts[line[0]], line[1:]) for line in found if line[0] in sorts]
