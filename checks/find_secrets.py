"""Fail when a committed file holds what looks like a key, a token or a default password."""

import re
import sys
from pathlib import Path

from list_files import committed_files, named

PATTERNS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\[rn]|[\s\"'])*[0-9A-Za-z+/]{40}"),
    "an access key of a cloud": re.compile(r"\b(?:AKIA|ASIA|LTAI)[0-9A-Za-z]{12,20}\b"),
    "a token of a code host": re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|glpat-[0-9A-Za-z_-]{20})\b"),
    "a key of a payment service": re.compile(r"\b(?:sk|rk|whsec)_(?:live_)?[0-9A-Za-z]{24,}\b"),
    "a token of a chat service": re.compile(
        r"\bxox[abprs]-[0-9A-Za-z-]{10,}|\b\d{8,10}:AA[0-9A-Za-z_-]{33}\b"
    ),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "an address with a password": re.compile(
        r"\b(?:postgres(?:ql)?|rediss?|amqp|mysql|smtps?)://[^\s:/@<>{}$]+:(?P<word>[^\s/@<>{}$]+)@"
    ),
    "a password in the code": re.compile(
        r"""(?i)(?<![a-z])(?:password|passwd|secret|master_?key|api_?key|merchant_?key)\s*=\s*["'](?P<word>[^"'\s%{}<>]{8,})["']"""
    ),
}
# Words that say of themselves that they open nothing.
INVENTED = re.compile(r"(?i)^(?:password|secret|change.?me|example|user|\*+|…|\.\.\.)$")
# Stories need passwords and keys of their own, invented there and good for nothing else.
STORIES = ("tests/",)
ONLY_IN_THE_PRODUCT = {"a password in the code", "an address with a password"}
BINARY = {".png", ".jpg", ".webp", ".ico", ".xlsx", ".zip", ".gif"}


def main() -> int:
    found = [
        sentence for file in committed_files() if file.suffix not in BINARY for sentence in secrets_in(file)
    ]
    for sentence in found:
        print(sentence)
    return 1 if found else 0


def secrets_in(file: Path) -> list[str]:
    text = file.read_text("utf-8", errors="replace")
    is_story = named(file).startswith(STORIES)
    return [
        f"{named(file)}:{text.count(chr(10), 0, match.start()) + 1}: this looks like {what}."
        for what, pattern in PATTERNS.items()
        if not (is_story and what in ONLY_IN_THE_PRODUCT)
        for match in pattern.finditer(text)
        if not INVENTED.match(match.groupdict().get("word") or "")
    ]


if __name__ == "__main__":
    sys.exit(main())
