"""Where a member of staff can go in the console, as far as their role reaches."""

from collections.abc import Callable
from typing import NamedTuple

from bodega.staff.staff_member import Role, StaffMember
from bodega.web_assets.navigation import NavLink


class Place(NamedTuple):
    url: str
    label: str
    icon: str
    role: Role


# The first four sit in the phone's bar.
PLACES = (
    Place("/console", "Overview", "home", "support"),
    Place("/console/orders", "Orders", "receipt", "support"),
    Place("/console/exceptions", "Exceptions", "alert", "support"),
    Place("/console/products", "Products", "tag", "operator"),
    Place("/console/stock", "Codes", "key", "operator"),
    Place("/console/categories", "Categories", "menu", "operator"),
    Place("/console/customers", "Customers", "people", "support"),
    Place("/console/reconciliation", "Reconciliation", "chart", "operator"),
    Place("/console/invoices", "Invoices", "receipt", "operator"),
    Place("/console/books", "Books", "bank", "owner"),
    Place("/console/evidence", "Evidence", "shield", "owner"),
    Place("/console/channels", "Payment channels", "wallet", "owner"),
    Place("/console/plugins", "Extensions", "plug", "owner"),
    Place("/console/staff", "Staff", "shield", "owner"),
    Place("/console/settings", "Shop settings", "cog", "owner"),
)


def navigation(say: Callable[[str], str], staff: StaffMember, path: str, waiting: int) -> list[NavLink]:
    """`waiting` is how many orders need a person."""
    return [
        NavLink(say(place.label), place.url, _is_here(place, path), _waiting(place, waiting), place.icon)
        for place in PLACES
        if staff.is_at_least(place.role)
    ]


def _is_here(place: Place, path: str) -> bool:
    here = path.rstrip("/")
    return here == place.url or (place.url != "/console" and here.startswith(place.url + "/"))


def _waiting(place: Place, orders: int) -> int:
    return orders if place.url == "/console/exceptions" else 0
