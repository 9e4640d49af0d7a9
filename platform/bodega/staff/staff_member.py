"""Someone who is signed in: who, in which role on this host, and how surely we know it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bodega.staff.permissions import PERMISSIONS_OF, Permission

Role = Literal[
    "support", "operator", "owner", "administrator", "reviewer", "moderator", "finance", "reseller"
]

SHOP_ROLES: tuple[Role, ...] = ("support", "operator", "owner")
RESELLER: Role = "reseller"
RECENT_PASSWORD = timedelta(minutes=15)


@dataclass(frozen=True)
class StaffMember:
    """A signed-in person on one host.

    `role` is their place in that shop. On the platform's host (`on_platform`) it is their role among the platform's
    staff, and `reseller` for everybody else: they have shops of their own, and nothing else to do there.
    `only_reads` is somebody of the platform's staff whom the owner let in to look.
    """

    account_id: UUID
    name: str
    email: str
    locale: str
    role: Role
    session_id: UUID
    password_at: datetime
    has_second_factor: bool
    gave_second_factor: bool
    on_platform: bool = False
    only_reads: bool = False

    def is_at_least(self, role: Role) -> bool:
        """Whether this role may do what `role` may; the platform's roles stand beside those of a shop."""
        if self.on_platform or self.role not in SHOP_ROLES or role not in SHOP_ROLES:
            return self.role == role and role not in SHOP_ROLES
        return SHOP_ROLES.index(self.role) >= SHOP_ROLES.index(role)

    def permissions(self) -> frozenset[Permission]:
        """What this person may do on the platform: nothing in a shop, nothing as a reseller."""
        return PERMISSIONS_OF.get(self.role, frozenset()) if self.on_platform else frozenset()

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions()

    def works_for_platform(self) -> bool:
        return bool(self.permissions())

    def owes_second_factor(self) -> bool:
        return self.has_second_factor and not self.gave_second_factor

    def owes_set_up(self) -> bool:
        """Platform staff set up a second factor before anything else."""
        return self.works_for_platform() and not self.has_second_factor

    def gave_password_lately(self, now: datetime) -> bool:
        return now - self.password_at < RECENT_PASSWORD
