"""Let a shop of the demo give something on top when its customers top up."""

from datetime import datetime

from bodega.kernel.money import parse_amount
from bodega.street.shop import Shop
from bodega_shop.demo.read_goods import DemoGoods
from bodega_shop.settings.record_deed import Actor
from bodega_shop.wallet.bonus_steps import BonusStep, list_bonus_steps, save_bonus_steps

CURRENCY = "CNY"  # the only one that the practice gateway's protocol knows


async def give_bonus(shop: Shop, goods: DemoGoods, *, by: Actor, now: datetime) -> None:
    """Steps that are there already stay."""
    steps = [
        BonusStep(parse_amount(step.least, CURRENCY), parse_amount(step.bonus, CURRENCY))
        for step in goods.bonus
    ]
    if steps and not await list_bonus_steps(shop, CURRENCY):
        await save_bonus_steps(shop, steps, by=by, now=now)
