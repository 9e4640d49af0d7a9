"""The tree as the house rules see it: which files are ours, and what each of them says."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
OWN_FOLDERS = ("platform", "tenants", "plugins", "payment_gateways", "themes", "checks", "tests")


@dataclass(frozen=True)
class Source:
    """One Python file of ours."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [
            node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]


@pytest.fixture(scope="session")
def expect_none() -> Callable[[Iterable[object], str], None]:
    """Fail with the rule and with everything that breaks it, one line each."""

    def check(found: Iterable[object], rule: str) -> None:
        lines = sorted(str(one.relative_to(ROOT) if isinstance(one, Path) else one) for one in found)
        if lines:
            pytest.fail("\n  ".join([f"{rule}:", *lines]), pytrace=False)

    return check


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def everything(root: Path) -> list[Path]:
    """Every file of ours, whatever it holds."""
    found = [path for folder in OWN_FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    return sorted(path for path in found if not {"__pycache__", "node_modules"} & set(path.parts))


@pytest.fixture(scope="session")
def all_sources(everything: list[Path]) -> list[Source]:
    read = [(path, path.read_text("utf-8")) for path in everything if path.suffix == ".py"]
    return [Source(path, text, ast.parse(text)) for path, text in read]


@pytest.fixture(scope="session")
def sources(all_sources: list[Source]) -> list[Source]:
    """The product's own sources: no stories, no checks."""
    return [source for source in all_sources if not source.name.startswith(("tests/", "checks/"))]
