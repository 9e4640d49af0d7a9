"""List what the checks read: our packages, their sources, and every file that would be committed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORE = (ROOT / "platform" / "bodega", ROOT / "tenants" / "bodega_shop")
EXTENSION_FOLDERS = ("plugins", "payment_gateways", "themes")


def extensions() -> list[Path]:
    """The packages of the bundled extensions, such as `themes/counter/bodega_counter`."""
    return sorted(package for kind in EXTENSION_FOLDERS for package in (ROOT / kind).glob("*/bodega_*"))


def packages() -> list[Path]:
    return [*CORE, *extensions()]


def files_of(package: Path, suffix: str) -> list[Path]:
    return sorted(file for file in package.rglob(f"*{suffix}") if "__pycache__" not in file.parts)


def sources() -> list[Path]:
    return [file for package in packages() for file in files_of(package, ".py")]


def committed_files() -> Iterator[Path]:
    """Tracked files and those not yet added, without what .gitignore names."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git of the PATH
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in sorted(set(listed.split("\0")) - {""}):
        if (ROOT / name).is_file():
            yield ROOT / name


def named(file: Path) -> str:
    """A file as people name it, from the root of the project."""
    return file.relative_to(ROOT).as_posix()
