"""A customer as the shop knows one who is signed in."""

from dataclasses import dataclass, field
from uuid import UUID

from bodega.kernel.money import Money


@dataclass(frozen=True)
class Customer:
    """One signed-in customer. `contact` and `channel` are those of the last order, for the next one.

    `consent` names the versions of the policy pages last agreed to. `principal` is the customer's own money, `bonus` what the shop gave on top; both are in the shop's currency.
    """

    id: UUID
    session_id: UUID
    email: str
    phone: str
    name: str
    contact: str = field(repr=False)
    channel: str
    principal: Money
    bonus: Money
    consent: str = ""

    @property
    def balance(self) -> Money:
        """What can be spent."""
        return self.principal + self.bonus

    @property
    def address(self) -> str:
        """Where the customer is reached: what the account was proved with."""
        return self.email or self.phone
