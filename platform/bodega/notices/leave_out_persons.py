"""Leave out of a text that is published what tells who somebody is: addresses, numbers, and the names that are known."""

import re
from collections.abc import Iterable

BLANK = "＊＊＊"
_TELLING = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # Identity and credit codes, account and telephone numbers, however they are grouped.
    re.compile(r"(?<![A-Za-z0-9])\+?\d(?:[ -]?[0-9]){6,17}[Xx]?(?![A-Za-z0-9])"),
)
_SHORTEST_NAME = 2


def leave_out_persons(text: str, names: Iterable[str] = ()) -> str:
    for pattern in _TELLING:
        text = pattern.sub(BLANK, text)
    for name in sorted({name.strip() for name in names}, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            text = re.sub(re.escape(name), BLANK, text, flags=re.IGNORECASE)
    return text
