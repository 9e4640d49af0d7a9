"""Where the platform's people can go, by what they may do."""

from bodega.staff.require_role import staff_on
from bodega.web.visit import AnyRequest, provide_runtime, provide_visit
from bodega.web_assets.navigation import NavLink

PREFIX = "/admin"

# Address, msgid of the label, icon, permission.
_PLACES = (
    (PREFIX, "Overview", "home", "look"),
    (f"{PREFIX}/reviews", "Reviews", "check", "review"),
    (f"{PREFIX}/shops", "Shops", "shop", "look"),
    (f"{PREFIX}/identities", "Identities", "people", "review"),
    (f"{PREFIX}/cases", "Cases", "alert", "moderate"),
    (f"{PREFIX}/rules", "Rules", "shield", "moderate"),
    (f"{PREFIX}/complaints", "Complaints", "chat", "support"),
    (f"{PREFIX}/notices", "Notices", "shield", "moderate"),
    (f"{PREFIX}/policy", "Policy", "shield", "shops"),
    (f"{PREFIX}/terms", "Platform's texts", "receipt", "shops"),
    (f"{PREFIX}/catalogue", "Catalogue", "tag", "review"),
    (f"{PREFIX}/reasons", "Reasons", "chat", "review"),
    (f"{PREFIX}/calendar", "Calendar", "clock", "review"),
    (f"{PREFIX}/settlements", "Settlements", "wallet", "money"),
    (f"{PREFIX}/payouts", "Payouts", "wallet", "money"),
    (f"{PREFIX}/announcements", "Announcements", "chat", "support"),
    (f"{PREFIX}/staff", "Our people", "people", "staff"),
    (f"{PREFIX}/audit", "Audit trail", "receipt", "audit"),
    (f"{PREFIX}/extensions", "Extensions", "plug", "look"),
)


def platform_nav(request: AnyRequest) -> list[NavLink]:
    """The navigation of the platform's console for the page that is asked for."""
    say, locale = provide_runtime(request).translations.gettext, provide_visit(request).locale
    here = request.url.path.rstrip("/")
    doors = provide_runtime(request).extensions.platform_doors
    may = staff_on(request).permissions()
    places = [*_PLACES, *(place for door in doors for place in door.places)]
    return [
        NavLink(
            say(locale, label), url, here == url or (url != PREFIX and here.startswith(f"{url}/")), icon=icon
        )
        for url, label, icon, permission in places
        if permission in may
    ]
