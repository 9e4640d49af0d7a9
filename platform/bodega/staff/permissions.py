"""What the platform's own people may do, by role."""

from collections.abc import Mapping
from typing import Final, Literal

Permission = Literal["look", "review", "moderate", "money", "support", "shops", "staff", "audit"]

PERMISSIONS: Final[tuple[Permission, ...]] = (
    "look",
    "review",
    "moderate",
    "money",
    "support",
    "shops",
    "staff",
    "audit",
)

# Everybody may look at the shops' files: a decision made without them would be a guess.
PERMISSIONS_OF: Final[Mapping[str, frozenset[Permission]]] = {
    "administrator": frozenset(PERMISSIONS),
    "reviewer": frozenset({"look", "review"}),
    "moderator": frozenset({"look", "moderate", "shops"}),
    "finance": frozenset({"look", "money"}),
    "support": frozenset({"look", "support"}),
}

PLATFORM_ROLES: Final = tuple(PERMISSIONS_OF)
