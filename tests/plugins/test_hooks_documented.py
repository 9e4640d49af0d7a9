"""Every hook says what it is for, is written down with its real arguments, and has a test that names it."""

import inspect
import re
from pathlib import Path

import pytest

from bodega_shop import extend, hookspecs

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "write-a-plugin.md"
HOOKS = {
    name: function
    for name, function in vars(hookspecs).items()
    if getattr(function, "bodega_spec", None) is not None
}


def test_there_are_hooks() -> None:
    assert {"payment_gateways", "notifiers", "themes", "order_delivered"} <= set(HOOKS)


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_a_hook_says_what_it_is_for(hook: str) -> None:
    assert len((inspect.getdoc(HOOKS[hook]) or "").split()) >= 5


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_a_hook_is_written_down_with_its_real_arguments(hook: str) -> None:
    arguments = ", ".join(inspect.signature(HOOKS[hook]).parameters)
    assert f"`{hook}({arguments})`" in DOCUMENT.read_text("utf-8")


def test_the_document_names_no_hook_that_is_gone() -> None:
    rows = re.findall(r"^\| `(\w+)\(", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert set(rows) == set(HOOKS)


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_a_hook_has_a_test_that_names_it(hook: str) -> None:
    tests = (path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__))
    assert any(re.search(rf"\b{hook}\b", path.read_text("utf-8")) for path in tests)


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_every_type_in_a_hook_can_be_imported_by_an_extension(hook: str) -> None:
    names = re.findall(r"\b[A-Z]\w+", re.sub(r"Sequence|None", "", str(inspect.signature(HOOKS[hook]))))
    assert {name.rpartition(".")[2] for name in names} <= set(extend.__all__)


def test_what_extend_offers_is_there() -> None:
    assert [name for name in extend.__all__ if not hasattr(extend, name)] == []
    assert len(extend.__all__) == len(set(extend.__all__))
