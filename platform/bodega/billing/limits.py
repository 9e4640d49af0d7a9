"""What the plan of a shop allows, as the shop's snapshot carries it, and the one place where a limit refuses."""

from dataclasses import dataclass
from typing import Literal

from bodega.kernel.errors import Refused

Limited = Literal["goods", "staff", "plugins", "domains"]


class PlanLimit(Refused):
    """The plan of this shop does not allow more."""

    kind = "plan-limit"


_MESSAGES: dict[Limited, str] = {
    "goods": "The plan “%(plan)s” allows %(most)s goods. Choose a larger one under “Plans and bills” on the platform, then go on here.",
    "staff": "The plan “%(plan)s” allows %(most)s people. Choose a larger one under “Plans and bills” on the platform, then go on here.",
    "plugins": "The plan “%(plan)s” allows %(most)s extensions. Choose a larger one under “Plans and bills” on the platform, then go on here.",
    "domains": "The plan “%(plan)s” allows %(most)s domains. Choose a larger one under “Plans and bills” on the platform, then go on here.",
}


@dataclass(frozen=True)
class Limits:
    """How many of each a shop may have; None is no limit. `plan` is the plan's name, `code` which one it is. `orders` are those of one month, and never refuse by themselves."""

    plan: str = ""
    code: str = ""
    goods: int | None = None
    staff: int | None = None
    orders: int | None = None
    plugins: int | None = None
    domains: int | None = None

    def allow_one_more(self, what: Limited, there_are: int) -> None:
        """Raises `PlanLimit`, naming the plan and the way up. What is there already stays, however much it is."""
        most: int | None = getattr(self, what)
        if most is not None and there_are >= most:
            raise PlanLimit(_MESSAGES[what], plan=self.plan, most=most)


NO_LIMITS = Limits()
