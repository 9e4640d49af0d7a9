"""Where the platform's people can go, by what they may do."""

from collections.abc import Mapping, Sequence

from bodega.plugins.platform_door import PlatformDoor
from bodega.staff.require_role import staff_on
from bodega.web.visit import AnyRequest, provide_runtime, provide_visit
from bodega.web_assets.navigation import NavLink

PREFIX = "/admin"

# Address, msgid of the label, icon, permission, by the heading under which they fold away; the first four sit in the
# phone's bar.
_GROUPS: Mapping[str, Sequence[tuple[str, str, str, str]]] = {
    "": (
        (PREFIX, "Overview", "home", "look"),
        (f"{PREFIX}/reviews", "Reviews", "check", "review"),
        (f"{PREFIX}/shops", "Shops", "shop", "look"),
        (f"{PREFIX}/cases", "Cases", "alert", "moderate"),
    ),
    "Desks": (
        (f"{PREFIX}/complaints", "Complaints", "chat", "support"),
        (f"{PREFIX}/notices", "Notices", "shield", "moderate"),
        (f"{PREFIX}/identities", "Identities", "people", "review"),
        (f"{PREFIX}/announcements", "Announcements", "chat", "support"),
    ),
    "Rules and texts": (
        (f"{PREFIX}/rules", "Rules", "shield", "moderate"),
        (f"{PREFIX}/terms", "Platform's texts", "receipt", "shops"),
        (f"{PREFIX}/policy", "Policy", "lock", "shops"),
        (f"{PREFIX}/catalogue", "Catalogue", "tag", "review"),
        (f"{PREFIX}/reasons", "Reasons", "chat", "review"),
        (f"{PREFIX}/calendar", "Calendar", "clock", "review"),
    ),
    "Money": (
        (f"{PREFIX}/settlements", "Settlements", "wallet", "money"),
        (f"{PREFIX}/payouts", "Payouts", "bank", "money"),
    ),
    "The platform": (
        (f"{PREFIX}/staff", "Our people", "people", "staff"),
        (f"{PREFIX}/reports", "Reports", "receipt", "audit"),
        (f"{PREFIX}/retention", "Retention", "clock", "audit"),
        (f"{PREFIX}/audit", "Audit trail", "receipt", "audit"),
        (f"{PREFIX}/extensions", "Extensions", "plug", "look"),
    ),
}
# Where the places stand that extensions bring, by the permission that they ask for.
_HEADINGS = {"money": "Money", "moderate": "Rules and texts", "support": "Desks", "review": "Desks"}
_ELSEWHERE = "The platform"


def platform_nav(request: AnyRequest) -> list[NavLink]:
    """The navigation of the platform's console for the page that is asked for."""
    say, locale = provide_runtime(request).translations.gettext, provide_visit(request).locale
    here = request.url.path.rstrip("/")
    doors = provide_runtime(request).extensions.platform_doors
    may = staff_on(request).permissions()
    return [
        NavLink(
            say(locale, label), url, here == url or (url != PREFIX and here.startswith(f"{url}/")), icon=icon,
            group=say(locale, heading) if heading else "",
        )
        for heading, places in _GROUPS.items()
        for url, label, icon, permission in (*places, *_brought(doors, heading))
        if permission in may
    ]  # fmt: skip


def _brought(doors: Sequence[PlatformDoor], heading: str) -> list[tuple[str, str, str, str]]:
    """What extensions bring under that heading."""
    return [
        place for door in doors for place in door.places if _HEADINGS.get(place[3], _ELSEWHERE) == heading
    ]
