"""Say line by line what differs between two texts."""

import difflib
from dataclasses import dataclass
from typing import Literal

Mark = Literal["added", "removed", "same"]


@dataclass(frozen=True)
class ChangedLine:
    """One line of a comparison."""

    mark: Mark
    text: str


def compare_texts(before: str, after: str) -> list[ChangedLine]:
    """Line by line; long stretches without a change are left out."""
    marks: dict[str, Mark] = {"+": "added", "-": "removed", " ": "same"}
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return [
        ChangedLine(marks[line[0]], line[1:])
        for line in lines
        if line[:1] in marks and not line.startswith(("+++", "---"))
    ]
