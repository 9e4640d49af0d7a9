"""Run checks of the audit: each is a statement that finds rows which contradict one another, and a sentence for them.

A statement answers `subject`, what the difference is about, and the values its sentence names. `expected` and `found`
are sums of money where the row has a `currency`, and counts or words elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega.plugins.proof_door import Difference

MOST_NAMED = 500

_SUMS = ("expected", "found")


@dataclass(frozen=True)
class Check:
    """One question to the whole shop; no row is the right answer."""

    area: str
    text: str
    sql: str
    args: tuple[object, ...] = ()


async def find_differences(scope: Scope, checks: Sequence[Check]) -> list[Difference]:
    """Every difference that `checks` find, of each check the first `MOST_NAMED` and a count of the others."""
    return [difference for check in checks for difference in await _run(scope, check)]


async def _run(scope: Scope, check: Check) -> list[Difference]:
    rows = [dict(row) for row in await scope.fetch(check.sql, *check.args)]
    found = [Difference(check.area, str(row["subject"]), _sentence(check, row)) for row in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        found.append(Difference(check.area, "", f"{len(rows) - MOST_NAMED} more of the same kind"))
    return found


def _sentence(check: Check, row: dict[str, Any]) -> str:
    currency = row.get("currency")
    sums = {name: _money(row[name], currency) for name in _SUMS if currency and name in row}
    return check.text % {**row, **sums}


def _money(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).to_decimal_text()} {currency}"
