"""The steps of a shop's top-up bonus: from so much paid in, so much is given on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.street.policy import Policy
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed

MOST_STEPS = 12


@dataclass(frozen=True)
class BonusStep:
    """Whoever pays in `least` or more gets `bonus` on top, until the next step is reached."""

    least: Money
    bonus: Money


async def list_bonus_steps(shop: Shop, currency: str) -> list[BonusStep]:
    """The smallest first."""
    async with shop_scope(shop) as scope:
        return await read_bonus_steps(scope, currency)


async def read_bonus_steps(scope: Scope, currency: str) -> list[BonusStep]:
    rows = await scope.fetch("select least, bonus from bonus_step order by least")
    return [BonusStep(Money(row["least"], currency), Money(row["bonus"], currency)) for row in rows]


def bonus_of_steps(steps: Sequence[BonusStep], policy: Policy, principal: Money) -> Money:
    """What comes on top of `principal` by the highest step that it reaches, within the platform's cap."""
    reached = [step.bonus for step in steps if step.least <= principal]
    return min(reached[-1], policy.most_bonus(principal)) if reached else Money.zero(principal.currency)


async def save_bonus_steps(shop: Shop, steps: Sequence[BonusStep], *, by: Actor, now: datetime) -> None:
    """Replace all steps. Raises `InvalidInput` for two steps of one sum, a bonus above the cap, or too many."""
    _check(steps, shop.policy)
    async with shop_scope(shop) as scope:
        await scope.execute("delete from bonus_step")
        for step in steps:
            await scope.execute(
                "insert into bonus_step (id, least, bonus, created_at) values ($1, $2, $3, $4)",
                new_id(), step.least.minor, step.bonus.minor, now,
            )  # fmt: skip
        await record_deed(
            scope, "wallet.bonus_changed", str(shop.id), by=by, now=now,
            steps=[[step.least.minor, step.bonus.minor] for step in steps],
        )  # fmt: skip


def _check(steps: Sequence[BonusStep], policy: Policy) -> None:
    if len(steps) > MOST_STEPS:
        raise InvalidInput("At most %(most)s steps, please.", most=MOST_STEPS)
    if len({step.least.minor for step in steps}) < len(steps):
        raise InvalidInput("Two steps begin at the same sum.")
    for step in steps:
        if not step.least.minor or not step.bonus.minor:
            raise InvalidInput("A step has a sum and a bonus, both above zero.")
        if step.bonus > policy.most_bonus(step.least):
            raise InvalidInput(
                "The platform allows a bonus of at most %(percent)s percent: %(most)s for %(least)s.",
                percent=policy.bonus_percent_most, most=policy.most_bonus(step.least), least=step.least,
            )  # fmt: skip
