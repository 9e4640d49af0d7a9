"""The documents stay true: what they name exists."""

import re
from functools import cache
from pathlib import Path

import pytest

LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
NAMED_FILE = re.compile(r"`([\w./*{},<>-]*/[\w./*{},<>-]*|[\w-]+\.(?:md|toml|txt|yaml|html|css|js))`")
SETTING = re.compile(r"\bBODEGA_[A-Z_]+\b")
# Written by people or found on their machines, never in the tree.
NOT_OURS = re.compile(r"[<>{}*]|^/|^~|^DATA|^https?|^\.venv|^your|^my|^dist/|^\w+/$|\.po$")
STATIC = "platform/bodega/web_assets/static"  # pages name what lies there as bodega/<file>


@pytest.fixture(scope="module")
def documents(root: Path) -> list[Path]:
    tops = [root / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [path for path in [*tops, *sorted((root / "docs").rglob("*.md"))] if path.is_file()]


def test_every_link_leads_somewhere(documents, root, expect_none):
    broken = [
        f"{path.relative_to(root)}: {target}"
        for path in documents
        for target in LINK.findall(path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    expect_none(broken, "A link that leads nowhere")


def test_every_file_that_is_named_exists(documents, root, expect_none):
    missing = [
        f"{path.relative_to(root)}: {name}"
        for path in documents
        for name in NAMED_FILE.findall(_without_blocks(path.read_text("utf-8")))
        if not NOT_OURS.search(name) and not _exists(root, path, name)
    ]
    expect_none(missing, "A document names what is not there")


def test_every_setting_that_is_named_is_read_somewhere(documents, root, expect_none):
    read = {
        setting
        for folder in ("platform", "tenants", "plugins", "payment_gateways", "tests", "checks", ".ci")
        for path in (root / folder).rglob("*")
        if path.is_file() and path.suffix in {".py", ""}
        for setting in SETTING.findall(path.read_text("utf-8"))
    }
    settings = (root / "platform/bodega/kernel/settings.py").read_text("utf-8")
    read |= {
        f"BODEGA_{name.upper()}" for name in re.findall(r"""["'](?:BODEGA_)?([A-Za-z_]+)["']""", settings)
    }
    unknown = {
        f"{path.relative_to(root)}: {setting}"
        for path in documents
        for setting in SETTING.findall(path.read_text("utf-8"))
        if setting not in read and not setting.endswith("_")
    }
    expect_none(unknown, "A document names a setting that nobody reads")


def test_every_decision_has_its_four_parts(root, expect_none):
    parts = ("**Context.**", "**Decision.**", "## Consequences", "## Alternatives")
    incomplete = [
        f"{path.name} lacks {part}"
        for path in sorted((root / "docs" / "decisions").glob("*.md"))
        for part in parts
        if part not in path.read_text("utf-8")
    ]
    expect_none(incomplete, "A decision has four parts")


def test_every_document_is_in_the_index(root, expect_none):
    index = (root / "docs" / "README.md").read_text("utf-8")
    folder = root / "docs"
    missing = [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*.md"))
        if path != folder / "README.md" and f"({path.relative_to(folder)})" not in index
    ]
    expect_none(missing, "docs/README.md leads to every document")


def _without_blocks(text: str) -> str:
    return re.sub(r"(?ms)^```.*?^```", "", text)


def _exists(root: Path, document: Path, name: str) -> bool:
    """Named from where the document lies, from the root, or by as much of its path as tells it from others."""
    if (document.parent / name).exists() or (root / name).exists():
        return True
    return any(f"/{path}".endswith(f"/{name.rstrip('/')}") for path in _tree(root)) or (
        (root / STATIC / name.removeprefix("bodega/")).is_file()
    )


@cache
def _tree(root: Path) -> frozenset[str]:
    tops = ("platform", "tenants", "plugins", "payment_gateways", "themes", "tests", "checks", "docs")
    return frozenset(path.relative_to(root).as_posix() for top in tops for path in (root / top).rglob("*"))
