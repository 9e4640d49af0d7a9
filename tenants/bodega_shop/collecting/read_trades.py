"""Read rates of commission by category of the street: a code, a blank and a percentage on each line."""

from collections.abc import Mapping

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.i18n import CHINESE
from bodega_shop.payments.read_channel_form import percent_text, read_percent

_MOST_LINES = 200


def read_trades(text: str, field: str) -> dict[str, int]:
    """Ten-thousandths by code. Raises `InvalidInput` for a line that is none."""
    found: dict[str, int] = {}
    for line in text.splitlines()[:_MOST_LINES]:
        trade, _, percent = line.strip().partition(" ")
        if not trade:
            continue
        if not percent.strip() or trade in found:
            raise InvalidInput(
                "Please write one category a line: its code, a blank, the percentage.", field=field
            )
        found[trade] = read_percent(percent.strip().removesuffix("%").strip(), field)
    return found


def trades_text(points: Mapping[str, int]) -> str:
    """As it is typed."""
    return "\n".join(f"{trade} {percent_text(rate) or '0'}" for trade, rate in sorted(points.items()))


async def check_trades(scope: Scope, points: Mapping[str, int]) -> None:
    """Raises `InvalidInput` naming the first category that the street does not have."""
    rows = await scope.fetch("select code from trade_category where code = any($1)", list(points))
    unknown = sorted(set(points) - {row["code"] for row in rows})
    if unknown:
        raise InvalidInput("There is no category %(code)s.", field="channel_trades", code=unknown[0])


async def named_rates(points: Mapping[str, int], locale: str) -> list[tuple[str, str]]:
    """For whoever pays them: the categories by their names, and percentages."""
    if not points:
        return []
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select code, name from trade_category where code = any($1) order by position, code", list(points)
        )
    language = "zh" if locale == CHINESE else "en"
    return [(row["name"][language], f"{percent_text(points[row['code']]) or '0'} %") for row in rows]
