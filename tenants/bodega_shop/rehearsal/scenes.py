"""The scenes of the scripted rehearsal: one order of each kind, and each of the ways in which things go wrong.

A scene raises `Unexpected` with what went wrong. One that pays gives the milliseconds until the goods were there.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from bodega.kernel.i18n import Text
from bodega_shop.orders.states import DELIVERED
from bodega_shop.rehearsal.give_back import give_back
from bodega_shop.rehearsal.pay_by_balance import buy_with_balance
from bodega_shop.rehearsal.practice_buyer import Ordered, PracticeBuyer, Unexpected
from bodega_shop.rehearsal.practice_goods import CARD, EMPTY, GIFT, SECOND, practice_sku

NOT_PAID_STATES = ("pending", "exception")
_DONE = (DELIVERED, "exception")


@dataclass
class Stage:
    """Where a scene plays; it writes the number of its order here, so that a failed one can be looked at."""

    buyer: PracticeBuyer
    sku_id: UUID | None = None
    number: str = ""
    milliseconds: int | None = None
    seen: set[str] = field(default_factory=set)

    def own(self, kind: str) -> UUID:
        return practice_sku(self.buyer.twin, kind)

    async def order(self, *skus: UUID) -> Ordered:
        placed = await self.buyer.order(*skus)
        self.number = placed.number
        return placed


Scene = Callable[[Stage], Awaitable[None]]


async def sell_good(stage: Stage) -> None:
    """One of the shop's own goods."""
    if stage.sku_id is None:
        raise Unexpected("There is no good to sell.")
    await _sell(stage, stage.sku_id)


async def sell_card(stage: Stage) -> None:
    await _sell(stage, stage.own(CARD))


async def sell_several(stage: Stage) -> None:
    await _sell(stage, stage.own(CARD), stage.own(SECOND))


async def give_gift(stage: Stage) -> None:
    placed = await stage.order(stage.own(GIFT))
    seen = await stage.buyer.wait(placed, (DELIVERED,), 5)
    _count(seen["codes"], 1)


async def pay_with_balance(stage: Stage) -> None:
    placed = await buy_with_balance(stage.buyer, stage.own(CARD))
    stage.number = placed.number
    _count((await stage.buyer.wait(placed, (DELIVERED,), 5))["codes"], 1)


async def lose_notify(stage: Stage) -> None:
    """The gateway took the money and never says so: asking it finds the payment."""
    placed = await stage.order(stage.own(CARD))
    await stage.buyer.press(placed.pay_url, "never-notify")
    if (await stage.buyer.look(placed))["state"] != "pending":
        raise Unexpected("An order was delivered of which nobody had told.")
    await stage.buyer.submit(placed, "checks")
    _count((await stage.buyer.wait(placed, (DELIVERED,)))["codes"], 1)


async def repeat_notify(stage: Stage) -> None:
    """Told three times of one payment, the shop delivers once."""
    placed = await stage.order(stage.own(CARD))
    trade = await stage.buyer.press(placed.pay_url, "stay")
    first = await stage.buyer.wait(placed, (DELIVERED,))
    for _ in range(2):
        await stage.buyer.press_again(trade, "notify-again")
    again = await stage.buyer.look(placed)
    if again["codes"] != first["codes"]:
        raise Unexpected("A repeated message changed what was delivered.")


async def reorder_notifies(stage: Stage) -> None:
    """The second order's payment is told first."""
    early, late = await stage.order(stage.own(CARD)), await stage.order(stage.own(SECOND))
    silent = await stage.buyer.press(early.pay_url, "never-notify")
    await stage.buyer.press(late.pay_url, "stay")
    _count((await stage.buyer.wait(late, (DELIVERED,)))["codes"], 1)
    await stage.buyer.press_again(silent, "notify-again")
    _count((await stage.buyer.wait(early, (DELIVERED,)))["codes"], 1)


async def sell_out(stage: Stage) -> None:
    """Nothing is left: the buyer is told at once, and pays nothing."""
    if (why := await stage.buyer.refusal(stage.own(EMPTY))) != "out-of-stock":
        raise Unexpected("A good without stock was not refused as sold out: %(why)s", why=why or "taken")


async def pay_too_little(stage: Stage) -> None:
    placed = await stage.order(stage.own(CARD))
    await stage.buyer.press(placed.pay_url, "less")
    await stage.buyer.submit(placed, "checks")
    seen = await stage.buyer.look(placed)
    if seen["state"] not in NOT_PAID_STATES or seen["codes"]:
        raise Unexpected("Half the price bought the goods.")


async def cancel(stage: Stage) -> None:
    placed = await stage.order(stage.own(CARD))
    await stage.buyer.submit(placed, "cancellation")
    await stage.buyer.wait(placed, ("cancelled",), 5)


async def refund(stage: Stage) -> None:
    placed = await stage.order(stage.own(CARD))
    await stage.buyer.press(placed.pay_url, "stay")
    await stage.buyer.wait(placed, _DONE)
    await give_back(stage.buyer.runtime, stage.buyer.twin, placed.number)
    await stage.buyer.wait(placed, ("refunded",))


async def _sell(stage: Stage, *skus: UUID) -> None:
    placed = await stage.order(*skus)
    began = time.perf_counter()
    if placed.pay_url:
        await stage.buyer.press(placed.pay_url, "stay")
    seen = await stage.buyer.wait(placed, _DONE)
    stage.milliseconds = round((time.perf_counter() - began) * 1000)
    if seen["state"] != DELIVERED:
        raise Unexpected("The order was paid and not delivered.")
    _count(seen["codes"], len(skus))


def _count(codes: list[str], wanted: int) -> None:
    if len(codes) != wanted or len(set(codes)) != wanted:
        raise Unexpected("%(found)s codes came in place of %(wanted)s.", found=len(codes), wanted=wanted)


SCENES: Mapping[str, tuple[Scene, Text]] = {
    "card": (sell_card, Text(en="A card is bought and paid", zh="购买一张卡并付款")),
    "several": (sell_several, Text(en="Several goods in one order", zh="一单多件商品")),
    "gift": (give_gift, Text(en="A gift: an order of 0.00", zh="零元赠品单")),
    "balance": (pay_with_balance, Text(en="Paid from a balance that was topped up", zh="充值后用余额付款")),
    "lost_notify": (lose_notify, Text(en="The payment's message is lost", zh="支付通知丢失（掉单）")),
    "repeated": (repeat_notify, Text(en="The payment's message comes three times", zh="支付通知重复三次")),
    "reordered": (reorder_notifies, Text(en="Messages come in the wrong order", zh="支付通知乱序到达")),
    "sold_out": (sell_out, Text(en="A good without stock", zh="库存为空的商品")),
    "short": (pay_too_little, Text(en="Half the price is paid", zh="只付一半的钱")),
    "cancelled": (cancel, Text(en="The buyer calls it off", zh="买家取消订单")),
    "refund": (refund, Text(en="The money goes back", zh="退款")),
}  # fmt: skip
GOOD = "good"
GOOD_TITLE = Text(en="One of the shop's own goods", zh="店铺自有商品")


def title_of(kind: str) -> Text:
    return SCENES[kind][1] if kind in SCENES else GOOD_TITLE
