"""Say sentence by sentence what differs between two texts."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Mark = Literal["added", "removed", "same"]


_END_OF_SENTENCE = re.compile(r"(?<=[。；！？])|(?<=[^0-9][.;!?]) +")


@dataclass(frozen=True)
class ChangedLine:
    """One line of a comparison: a sentence, a heading, or a row of a table."""

    mark: Mark
    text: str


def compare_texts(before: str, after: str) -> list[ChangedLine]:
    """In their order; long stretches without a change are left out."""
    marks: dict[str, Mark] = {"+": "added", "-": "removed", " ": "same"}
    lines = difflib.unified_diff(list(_sentences(before)), list(_sentences(after)), lineterm="", n=2)
    return [
        ChangedLine(marks[line[0]], line[1:])
        for line in lines
        if line[:1] in marks and not line.startswith(("+++", "---"))
    ]


def _sentences(text: str) -> Iterator[str]:
    """A paragraph is one line of Markdown, and too long to be read for one word that changed."""
    for line in text.splitlines():
        if line.startswith(("|", "#")):
            yield line
        else:
            yield from (part for part in _END_OF_SENTENCE.split(line) if part)
