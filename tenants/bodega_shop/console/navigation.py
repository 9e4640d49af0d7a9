"""Where a member of staff can go in the console, as far as their role reaches."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bodega.plugins.extensions import Extensions
from bodega.plugins.guard_routes import CONSOLE_PREFIX
from bodega.staff.staff_member import Role, StaffMember
from bodega.street.shop import Shop
from bodega.web_assets.navigation import NavLink


class Waiting(NamedTuple):
    """How many orders need a person, how many cases of the rules are open, how many complaints wait for the shop."""

    orders: int = 0
    cases: int = 0
    complaints: int = 0


class Place(NamedTuple):
    url: str
    label: str
    icon: str
    role: Role


class Group(NamedTuple):
    """Places under one heading, which folds away; those without a heading are always in sight."""

    heading: str
    places: tuple[Place, ...]


# The first four sit in the phone's bar.
DAILY = Group(
    "",
    (
        Place("/console", "Overview", "home", "support"),
        Place("/console/orders", "Orders", "receipt", "support"),
        Place("/console/exceptions", "Exceptions", "alert", "support"),
        Place("/console/products", "Products", "tag", "operator"),
        Place("/console/stock", "Codes", "key", "operator"),
    ),
)
GOODS = Group(
    "Shelf and selection",
    (
        Place("/console/categories", "Categories", "menu", "operator"),
        Place("/console/selection", "Selection", "chart", "operator"),
    ),
)
PEOPLE = Group(
    "Customers and claims",
    (
        Place("/console/customers", "Customers", "people", "support"),
        Place("/console/complaints", "Complaints", "chat", "support"),
        Place("/console/invoices", "Invoices", "receipt", "operator"),
    ),
)
RULES = Group(
    "Rules and data",
    (
        Place("/console/cases", "Rules", "shield", "operator"),
        Place("/console/notices", "Notices", "alert", "operator"),
        Place("/console/terms", "Policy pages", "receipt", "owner"),
        Place("/console/retention", "Data and retention", "lock", "owner"),
        Place("/console/evidence", "Evidence", "shield", "owner"),
    ),
)
MONEY = Group(
    "Money",
    (
        Place("/console/channels", "Payment channels", "wallet", "owner"),
        Place("/console/reconciliation", "Reconciliation", "chart", "operator"),
        Place("/console/books", "Books", "bank", "owner"),
    ),
)
# What extensions bring stands before the page on which they are switched.
EXTENSIONS = Group("Extensions", (Place("/console/plugins", "All extensions", "plug", "owner"),))
SHOP = Group(
    "The shop",
    (
        Place("/console/settings", "Shop settings", "cog", "owner"),
        Place("/console/opening", "Opening my shop", "check", "owner"),
        Place("/console/guests", "Guests", "people", "owner"),
        Place("/console/domains", "Domains", "door", "owner"),
        Place("/console/staff", "Staff", "key", "owner"),
    ),
)
GROUPS = (DAILY, GOODS, PEOPLE, RULES, MONEY, EXTENSIONS, SHOP)


def navigation(
    say: Callable[[str], str], staff: StaffMember, path: str, waiting: Waiting, more: Sequence[Place] = ()
) -> list[NavLink]:
    """`waiting` is how many orders and cases need a person, `more` the places of extensions, already in the reader's words."""
    links: list[tuple[str, str, Place]] = []
    for group in GROUPS:
        heading = say(group.heading) if group.heading else ""
        if group is EXTENSIONS:
            links.extend((heading, one.label, one) for one in more)
        links.extend((heading, say(place.label), place) for place in group.places)
    return [
        NavLink(label, place.url, _is_here(place, path), _waiting(place, waiting), place.icon, heading)
        for heading, label, place in links
        if staff.is_at_least(place.role)
    ]


def extension_places(extensions: Extensions, shop: Shop, locale: str) -> list[Place]:
    """The pages that the switched-on extensions of this shop bring into its console."""
    return [
        Place(
            f"{CONSOLE_PREFIX}{one.id}",
            one.console.label.in_locale(locale),
            one.console.icon,
            one.console.role,
        )
        for one in extensions.optional()
        if one.console is not None and one.id in shop.enabled
    ]


def _is_here(place: Place, path: str) -> bool:
    here = path.rstrip("/")
    return here == place.url or (place.url != "/console" and here.startswith(place.url + "/"))


def _waiting(place: Place, waiting: Waiting) -> int:
    counted = {
        "/console/exceptions": waiting.orders,
        "/console/cases": waiting.cases,
        "/console/complaints": waiting.complaints,
    }
    return counted.get(place.url, 0)
