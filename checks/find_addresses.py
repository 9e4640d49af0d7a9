"""Fail when a committed file names a package registry or a path of somebody's own machine."""

import re
import sys
from pathlib import Path

from list_files import committed_files, named

# Each is written in two parts, so that this file does not find itself.
REGISTRIES = (
    "pypi" + r"\.org", "files\\.python" + "hosted\\.org", "registry\\.npm" + "js\\.org", "crates" + r"\.io",
    "proxy\\.go" + "lang\\.org", "repo1?\\.maven" + r"\.", "deb\\.deb" + "ian\\.org", "pypi\\.tuna" + r"\.",
    r"mirrors\." + "aliyun", "index-" + "url", "extra-index-" + "url", "find-" + "links",
)  # fmt: skip
OWN_PATHS = (
    r"/ho" + r"me/\w+",
    r"/Us" + r"ers/\w+",
    r"/ro" + "ot/",
    r"(?<![\w.])/wo" + r"rk/",
    r"/tm" + "p/bodega/",
    r"C:\\\\Us" + "ers",
)
PATTERN = re.compile("|".join([*REGISTRIES, *OWN_PATHS]))
BINARY = {".png", ".jpg", ".webp", ".ico", ".xlsx", ".zip", ".gif"}


def main() -> int:
    found = [
        sentence for file in committed_files() if file.suffix not in BINARY for sentence in addresses_in(file)
    ]
    for sentence in found:
        print(sentence)
    return 1 if found else 0


def addresses_in(file: Path) -> list[str]:
    text = file.read_text("utf-8", errors="replace")
    return [
        f"{named(file)}:{number}: {match[0]} has no place in the project."
        for number, line in enumerate(text.splitlines(), 1)
        for match in PATTERN.finditer(line)
    ]


if __name__ == "__main__":
    sys.exit(main())
