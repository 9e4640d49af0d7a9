"""Where somebody with shops of their own can go on the platform's host."""

from bodega.staff.let_staff_in import RESELLERS
from bodega.web.visit import AnyRequest, provide_runtime, provide_visit
from bodega.web_assets.navigation import NavLink

# Address, msgid of the label, icon.
_PLACES = (
    (RESELLERS, "My shops", "shop"),
    (f"{RESELLERS}/offers", "Shops offered to me", "door"),
    (f"{RESELLERS}/plans", "Plans and bills", "receipt"),
    (f"{RESELLERS}/money", "Money", "wallet"),
    (f"{RESELLERS}/terms", "Rules and agreements", "shield"),
    (f"{RESELLERS}/account", "My account", "people"),
)


# What is about one shop, or on its way to one, belongs to the list of them.
_BELOW_HOME = (f"{RESELLERS}/shops/", f"{RESELLERS}/applications/")


def my_nav(request: AnyRequest) -> list[NavLink]:
    """The navigation for the page that is asked for."""
    say, locale = provide_runtime(request).translations.gettext, provide_visit(request).locale
    here = request.url.path.rstrip("/")
    return [
        NavLink(
            say(locale, label),
            url,
            here == url or here.startswith(_BELOW_HOME if url == RESELLERS else f"{url}/"),
            icon=icon,
        )
        for url, label, icon in _PLACES
    ]
