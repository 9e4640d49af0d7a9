"""Leave out of a text that is published what tells who somebody is: addresses, numbers, and the names that are known."""

import re
from collections.abc import Iterable

BLANK = "＊＊＊"
# The number of a registered right is shorter than any of these, and stays: it says which right is meant.
_TELLING = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    # Telephones: abroad, mobile, with an area code.
    re.compile(r"\+\d(?:[ -]?\d){6,14}"),
    re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"),
    # Identity and credit codes, accounts, however they are grouped.
    re.compile(r"(?<![A-Za-z0-9])[0-9A-Z](?:[ -]?[0-9A-Z]){13,18}[Xx]?(?![A-Za-z0-9])"),
)
_SHORTEST_NAME = 2


def leave_out_persons(text: str, names: Iterable[str] = ()) -> str:
    for pattern in _TELLING:
        text = pattern.sub(BLANK, text)
    for name in sorted({name.strip() for name in names}, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            text = re.sub(re.escape(name), BLANK, text, flags=re.IGNORECASE)
    return text
