"""What the address of a shop may look like."""

import re

from bodega.kernel.errors import InvalidInput

SLUG = re.compile(r"^[a-z0-9](-?[a-z0-9])*$")
# In front of the addresses of twins, in which shops rehearse.
TWIN = "rehearsal-"
KEPT_FOR_US = frozenset(
    {"www", "api", "admin", "platform", "static", "mail", "pay", "practice", "console", "queue"}
)


def check_slug(slug: str) -> str:
    """A shop's address in its only form; raises `InvalidInput`."""
    if not 3 <= len(slug) <= 40 or not SLUG.match(slug):
        raise InvalidInput(
            "A shop address has 3 to 40 lower-case letters, digits and single hyphens in between.",
            field="slug",
        )
    if slug in KEPT_FOR_US or slug.startswith(TWIN):
        raise InvalidInput(
            "The address %(slug)s is kept for the platform. Please choose another.", field="slug", slug=slug
        )
    return slug
