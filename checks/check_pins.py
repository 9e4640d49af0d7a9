"""Fail when the two exports, the constraints and the declared dependencies do not say the same."""

import re
import sys
import tomllib
from collections.abc import Container
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
MEMBERS = ("plugins", "payment_gateways", "themes")
AGAIN = "Run .venv/bin/python checks/export_pins.py and commit what it wrote."


def main() -> int:
    wrong = list(find_disagreements())
    for sentence in wrong:
        print(sentence)
    if wrong:
        print(AGAIN)
    return 1 if wrong else 0


def find_disagreements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    running, developing = read_export("requirements.txt"), read_export("requirements-dev.txt")
    return [
        *constraints_that_differ(project["tool"]["uv"], developing),
        *(
            f"requirements.txt and requirements-dev.txt disagree on {pin}."
            for pin, hashes in running.items()
            if developing.get(pin) != hashes
        ),
        *(f"{pin} carries no hash." for pin, hashes in developing.items() if not hashes),
        *declared_but_not_pinned(project, running, developing),
    ]


def read_export(name: str) -> dict[str, tuple[str, ...]]:
    """Each pin of an export with its hashes."""
    pins: dict[str, tuple[str, ...]] = {}
    pin = ""
    for line in (ROOT / name).read_text("utf-8").splitlines():
        text = line.removesuffix("\\").strip()
        if text.startswith("--hash="):
            pins[pin] = (*pins[pin], text)
        else:
            pin = text
            pins[pin] = ()
    return pins


def constraints_that_differ(settings: dict[str, Any], developing: dict[str, tuple[str, ...]]) -> list[str]:
    constraints = set(settings["constraint-dependencies"])
    build = set(settings["build-constraint-dependencies"])
    return [
        *(f"{pin} is in requirements-dev.txt only." for pin in sorted(set(developing) - constraints)),
        *(f"{pin} is among the constraints only." for pin in sorted(constraints - set(developing))),
        *(f"{pin} is among the build constraints only." for pin in sorted(build - constraints)),
    ]


def declared_but_not_pinned(
    project: dict[str, Any], running: dict[str, tuple[str, ...]], developing: dict[str, tuple[str, ...]]
) -> list[str]:
    folders = [ROOT, *(folder for kind in MEMBERS for folder in sorted((ROOT / kind).iterdir()))]
    files = [folder / "pyproject.toml" for folder in folders]
    projects = [tomllib.loads(file.read_text("utf-8")) for file in files if file.is_file()]
    own = {canonicalize_name(one["project"]["name"]) for one in projects}
    used = [text for one in projects for text in one["project"]["dependencies"]]
    return [
        *unpinned(used, running, "requirements.txt", own),
        *unpinned(project["dependency-groups"]["dev"], developing, "requirements-dev.txt", own),
    ]


def unpinned(texts: list[str], pins: dict[str, tuple[str, ...]], file: str, own: Container[str]) -> list[str]:
    versions = {match[1]: match[2] for pin in pins if (match := re.match(r"([^=]+)==([^ ]+)", pin))}
    found = []
    for text in texts:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        if name not in own and not requirement.specifier.contains(versions.get(name, "0"), prereleases=True):
            found.append(f"{text} is declared, and {file} has {versions.get(name, 'nothing')} for it.")
    return found


if __name__ == "__main__":
    sys.exit(main())
