"""Write anew what pins every dependency: requirements.txt, requirements-dev.txt and the constraints in pyproject.toml.

`uv.lock` holds addresses of a registry and is not committed. The two exports hold names, versions and hashes; the
constraints make a plain `uv run` choose the same versions on a machine that has no lock.

    .venv/bin/python checks/export_pins.py              after a dependency was added or removed
    .venv/bin/python checks/export_pins.py --upgrade    to take the newest of everything
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "pyproject.toml"
# What builds our own packages comes from here too, where uv builds them apart from the environment.
BUILD_BACK_END = {"hatchling", "packaging", "pathspec", "pluggy", "trove-classifiers"}
EXPORTS = {
    "requirements.txt": ["--no-default-groups", "--group", "bundled"],
    "requirements-dev.txt": ["--all-groups"],
}


def main() -> None:
    upgrade = "--upgrade" in sys.argv[1:]
    if upgrade:
        write_constraints([])
    uv("lock", *(["--upgrade"] if upgrade else []))
    for name, groups in EXPORTS.items():
        uv(
            "export", "--quiet", "--format", "requirements-txt", "--all-packages", *groups,
            "--no-emit-workspace", "--no-header", "--no-annotate", "--output-file", name,
        )  # fmt: skip
    write_constraints(pins_of(ROOT / "requirements-dev.txt"))
    uv("lock")


def pins_of(export: Path) -> list[str]:
    """`name==version`, with its marker where it has one."""
    lines = export.read_text("utf-8").splitlines()
    return [line.removesuffix("\\").strip() for line in lines if re.match(r"[a-z0-9]", line)]


def write_constraints(pins: list[str]) -> None:
    text = PROJECT.read_text("utf-8")
    build = [pin for pin in pins if pin.partition("==")[0] in BUILD_BACK_END]
    for key, chosen in (("constraint-dependencies", pins), ("build-constraint-dependencies", build)):
        listed = "".join(f'    "{pin}",\n' for pin in chosen)
        text = re.sub(rf"(?m)^{key} = \[\n(?:    .*\n)*\]", f"{key} = [\n{listed}]", text)
    PROJECT.write_text(text, "utf-8")


def uv(*arguments: str) -> None:
    subprocess.run(["uv", *arguments], cwd=ROOT, check=True)  # noqa: S603, S607 - our own words


if __name__ == "__main__":
    main()
