"""The launch checklist of a shop: what was measured, what is still missing, and whether it may ask to open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.i18n import Text

# An older figure says little about the shop as it is now.
COUNTS_FOR = timedelta(days=30)

REQUIRED: Mapping[str, Text] = {
    "rehearsal.orders": Text(en="Scripted rehearsal", zh="脚本彩排"),
    "rehearsal.delivery": Text(en="Delivery time", zh="发货时长"),
    "rehearsal.payments": Text(en="Payment success", zh="支付成功率"),
    "rehearsal.long": Text(en="72-hour run", zh="72 小时连续运行"),
    "shop.pages": Text(en="Pages and contact", zh="页面与联系方式"),
    "shop.goods": Text(en="Goods ready for sale", zh="商品就绪"),
    "shop.payments": Text(en="Payment channels", zh="支付渠道"),
}

_KEEP = """
    insert into launch_check (shop_id, code, state, title, figures, problems, measured_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (shop_id, code) do update set state = excluded.state, title = excluded.title,
           figures = excluded.figures, problems = excluded.problems, measured_at = excluded.measured_at"""


@dataclass(frozen=True)
class Check:
    """One line: `state` is passed, failed or open (nothing was measured yet, or too long ago)."""

    code: str
    title: Text
    state: str
    figures: Sequence[tuple[Text, str]] = ()
    problems: Sequence[Text] = ()
    measured_at: datetime | None = None


async def keep_checks(shop_id: UUID, checks: Sequence[Check], *, now: datetime, replacing: str = "") -> None:
    """Write what was measured; with `replacing`, older lines whose codes begin so and were not measured again go."""
    async with platform_scope() as scope:
        if replacing:
            await scope.execute(
                "delete from launch_check where shop_id = $1 and starts_with(code, $2) and code <> all($3::text[])",
                shop_id, replacing, [check.code for check in checks],
            )  # fmt: skip
        for check in checks:
            await scope.execute(
                _KEEP, shop_id, check.code, check.state, _stored(check.title),
                [[_stored(label), value] for label, value in check.figures],
                [_stored(problem) for problem in check.problems], now,
            )  # fmt: skip


async def read_checklist(scope: Scope, shop_id: UUID, *, now: datetime) -> list[Check]:
    """Every line that is demanded, whether measured or not, then what extensions added."""
    rows = await scope.fetch(
        "select code, state, title, figures, problems, measured_at from launch_check where shop_id = $1 order by code",
        shop_id,
    )
    found = {row["code"]: _check(dict(row), now) for row in rows}
    demanded = [found.pop(code, Check(code, title, "open")) for code, title in REQUIRED.items()]
    return [*demanded, *found.values()]


def is_clean(checks: Sequence[Check]) -> bool:
    """Whether the shop may ask to open: everything measured, everything passed."""
    return all(check.state == "passed" for check in checks)


def as_stored(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """The checklist as it goes into an application, for whoever decides and for the record."""
    return [
        {
            "code": check.code,
            "title": _stored(check.title),
            "state": check.state,
            "figures": [[_stored(label), value] for label, value in check.figures],
            "problems": [_stored(problem) for problem in check.problems],
            "measured_at": check.measured_at.isoformat() if check.measured_at else "",
        }
        for check in checks
    ]


def _check(row: dict[str, Any], now: datetime) -> Check:
    fresh = now - row["measured_at"] < COUNTS_FOR
    return Check(
        row["code"],
        _text(row["title"]),
        row["state"] if fresh else "open",
        tuple((_text(label), value) for label, value in row["figures"]),
        tuple(_text(problem) for problem in row["problems"]),
        row["measured_at"],
    )


def _stored(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _text(stored: Mapping[str, str]) -> Text:
    return Text(en=stored["en"], zh=stored["zh"])
