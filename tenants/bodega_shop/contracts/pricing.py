"""What changes a price: the contract of a price rule, such as a membership's tiers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from bodega.kernel.i18n import Text
from bodega.kernel.money import Money
from bodega.plugins.plugin_context import PluginContext


@dataclass(frozen=True)
class PricedGood:
    """What a rule may know of a good: its SKU, its product, and its category with those above it."""

    sku_id: UUID
    product_id: UUID
    category_ids: tuple[UUID, ...]
    list_price: Money


@dataclass(frozen=True)
class PriceStep:
    """The price of a single piece after a rule, and how it came to be in words for the buyer."""

    unit: Money
    why: Text


# What a rule made ready for one buyer: asked for each good with its quantity and its price so far; None changes nothing.
Pricer = Callable[[PricedGood, int, Money], PriceStep | None]


class PriceRule(ABC):
    """One reason for another price. A rule lowers prices or leaves them; it never raises one.

    Prices depend on the good, the quantity, and what a customer has earned by the shop's published rules, never on
    a profile of who asks.
    """

    code: ClassVar[str]

    @abstractmethod
    async def prepare(self, ctx: PluginContext, customer_id: UUID) -> Pricer | None:
        """Read what is needed for this customer's prices, once per order or page; None when nothing changes.

        Called outside any transaction, only for signed-in customers.
        """

    async def explain(self, ctx: PluginContext, customer_id: UUID) -> Sequence[Text]:
        """Sentences for the customer's own page: what applies, and what would bring more."""
        return ()
