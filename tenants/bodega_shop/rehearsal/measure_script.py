"""Turn the scenes of a scripted rehearsal into lines of the launch checklist."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from uuid import UUID

from bodega.kernel.i18n import Text
from bodega.lifecycle.checklist import REQUIRED, Check, keep_checks
from bodega.street.shop import Shop
from bodega_shop.rehearsal.keep_run import Step, read_steps
from bodega_shop.rehearsal.scenes import title_of

# Seconds, not minutes: the slowest of a dozen may have waited for something else once.
MEDIAN_MS = 10_000
SLOWEST_MS = 30_000
# Scenes in which money is on its way to an order that must arrive.
PAYING = frozenset({"good", "card", "several", "lost_notify", "repeated", "reordered", "refund"})


async def measure_script(twin: Shop, run_id: UUID, *, now: datetime) -> bool:
    """Write the three lines of the shop's checklist; whether all of them are passed."""
    if twin.rehearses is None:
        return False
    steps = await read_steps(twin, run_id)
    checks = [orders_check(steps), delivery_check(steps), payments_check(steps)]
    await keep_checks(twin.rehearses, checks, now=now)
    return all(check.state == "passed" for check in checks)


def orders_check(steps: Sequence[Step]) -> Check:
    wrong = [step for step in steps if step.outcome != "right"]
    return Check(
        "rehearsal.orders",
        REQUIRED["rehearsal.orders"],
        "failed" if wrong or not steps else "passed",
        (
            (
                Text(en="Scenes that went as they must", zh="按预期完成的场景"),
                f"{len(steps) - len(wrong)} / {len(steps)}",
            ),
        ),
        tuple(_told(step) for step in wrong),
    )


def delivery_check(steps: Sequence[Step]) -> Check:
    took = [step.milliseconds for step in steps if step.milliseconds is not None]
    good = bool(took) and median(took) <= MEDIAN_MS and max(took) <= SLOWEST_MS
    figures = (
        (Text(en="Seconds from paying to holding the goods, median", zh="付款到拿到商品（秒），中位数"), _seconds(median(took))),
        (Text(en="The slowest", zh="最慢一单（秒）"), _seconds(max(took))),
        (Text(en="Orders measured", zh="测量的订单数"), str(len(took))),
    ) if took else ()  # fmt: skip
    slow = Text(en="Delivery takes longer than it may: 10 seconds in the median, 30 at most.",
                zh="发货过慢：中位数须在 10 秒以内，最慢不超过 30 秒。")  # fmt: skip
    return Check(
        "rehearsal.delivery", REQUIRED["rehearsal.delivery"], "passed" if good else "failed", figures,
        () if good else (slow,),
    )  # fmt: skip


def payments_check(steps: Sequence[Step]) -> Check:
    paid = [step for step in steps if step.kind in PAYING]
    right = sum(step.outcome == "right" for step in paid)
    rate = f"{right / len(paid):.1%}" if paid else "0%"
    return Check(
        "rehearsal.payments",
        REQUIRED["rehearsal.payments"],
        "passed" if paid and right == len(paid) else "failed",
        (
            (
                Text(en="Payments that reached their order", zh="成功到账的支付"),
                f"{right} / {len(paid)} ({rate})",
            ),
        ),
        tuple(_told(step) for step in paid if step.outcome != "right"),
    )


def _told(step: Step) -> Text:
    title, why = title_of(step.kind), step.problem or step.outcome
    number = f" ({step.order_number})" if step.order_number else ""
    return Text(en=f"{title.en}{number}: {why}", zh=f"{title.zh}{number}：{why}")


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.2f}"
