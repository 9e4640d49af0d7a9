"""What holds for every test, as a pytest plugin: the SQL it makes the product send is clean, and no skip is silent."""

import os
import sys
from collections.abc import Callable, Generator, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from lint_sql import faults_of

from bodega.kernel.database import Scope
from bodega_shop.conformance.skip_unless import NOT_OFFERED, OFFERED

TESTS = Path(__file__).parent.parent / "tests"
MIGRATIONS = (
    TESTS.parent / "platform" / "bodega" / "kernel" / "migrations.py"
)  # its files are linted as files
SENDING = ("fetch", "fetchrow", "fetchval", "execute", "executemany")

_judged: dict[str, list[str]] = {}
_sent: list[str] = []


def pytest_configure() -> None:
    for name in SENDING:
        setattr(Scope, name, _recorded(getattr(Scope, name)))


def _recorded(send: Callable[..., Any]) -> Callable[..., Any]:
    """The same method, which also remembers what the product sends; what a story asks by itself is its own affair."""

    @wraps(send)
    def record(scope: Scope, sql: str, *arguments: object) -> Any:
        asker = Path(sys._getframe(1).f_code.co_filename)  # noqa: SLF001 - who asks
        if asker != MIGRATIONS and not asker.is_relative_to(TESTS):
            _sent.append(sql)
        return send(scope, sql, *arguments)

    return record


@pytest.fixture(autouse=True)
def sql_is_clean() -> Iterator[None]:
    """Fail the story that makes the product send a statement which the lint refuses."""
    yield
    statements, _sent[:] = set(_sent), []
    for statement in statements - _judged.keys():
        _judged[statement] = faults_of(statement)
    bad = sorted(statement for statement in statements if _judged[statement])
    if bad:
        lines = [f"{' '.join(statement.split())}\n    {'; '.join(_judged[statement])}" for statement in bad]
        pytest.fail("\n  ".join(["This story made the product send:", *lines]), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("BODEGA_NO_SKIPS") == "1":
        why = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if why.removeprefix("Skipped: ").startswith((NOT_OFFERED, OFFERED)):
            return report
        report.outcome, report.longrepr = "failed", f"Skipped, and BODEGA_NO_SKIPS=1 allows none. {why}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and os.environ.get("BODEGA_NO_SKIPS") == "1":
        report.outcome, report.longrepr = (
            "failed",
            "A whole file is skipped, and BODEGA_NO_SKIPS=1 allows none.",
        )
    return report
