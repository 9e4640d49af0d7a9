"""Which contacts this shop can write to, and so can verify: without one it offers no accounts."""

from bodega.kernel.contact import Contact
from bodega.kernel.errors import InvalidInput, Refused
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.notifier import ContactKind
from bodega_shop.floor import floor_of


def reachable_kinds(runtime: Runtime, shop: Shop) -> frozenset[ContactKind]:
    """The kinds of contacts that the shop's switched-on notifiers reach."""
    return frozenset(notifier.reaches for notifier in floor_of(runtime).notifiers.enabled_in(shop))


def require_reachable(runtime: Runtime, shop: Shop, contact: Contact) -> None:
    """Raises `Refused` where the shop sends no messages at all, `InvalidInput` for a contact it cannot write to."""
    kinds = reachable_kinds(runtime, shop)
    if not kinds:
        raise Refused("This shop offers no accounts at the moment.")
    if contact.kind not in kinds:
        raise InvalidInput(
            "Please enter an e-mail address." if "email" in kinds else "Please enter a mobile number.",
            field="contact",
        )
