"""Someone who works here and is signed in: who, in which role, and how surely we know it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Role = Literal["support", "operator", "owner", "administrator"]

SHOP_ROLES: tuple[Role, ...] = ("support", "operator", "owner")
RECENT_PASSWORD = timedelta(minutes=15)


@dataclass(frozen=True)
class StaffMember:
    """A signed-in person on one host; `role` is their place in that shop, or `administrator` on the platform."""

    account_id: UUID
    name: str
    email: str
    locale: str
    role: Role
    session_id: UUID
    password_at: datetime
    has_second_factor: bool
    gave_second_factor: bool

    def is_at_least(self, role: Role) -> bool:
        """Whether this role may do what `role` may; the platform's role stands beside those of a shop."""
        if self.role not in SHOP_ROLES or role not in SHOP_ROLES:
            return self.role == role
        return SHOP_ROLES.index(self.role) >= SHOP_ROLES.index(role)

    def owes_second_factor(self) -> bool:
        return self.has_second_factor and not self.gave_second_factor

    def owes_set_up(self) -> bool:
        """Platform staff set up a second factor before anything else."""
        return self.role == "administrator" and not self.has_second_factor

    def gave_password_lately(self, now: datetime) -> bool:
        return now - self.password_at < RECENT_PASSWORD
