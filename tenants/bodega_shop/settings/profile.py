"""A shop's profile: its name, language, currency and rules, read once and kept until it changes."""

import time
from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.street.shop import Shop

KEEP_SECONDS = 60.0
FIRST_ACCENT = "#c2410c"

_SELECT = """
    select name, notice, contact, locale, currency, time_zone, theme, accent, icp_number, terms, hide_stock, low_stock,
           reserve_minutes, unpaid_per_contact, unpaid_per_address, accept_late, payback_days,
           auto_refund_minutes, voucher_years
      from profile"""


@dataclass(frozen=True)
class Profile:
    """What the owner set in the shop's settings."""

    name: str
    notice: str
    contact: str
    locale: str
    currency: str
    time_zone: str
    theme: str
    accent: str
    icp_number: str
    terms: str
    hide_stock: bool
    low_stock: int
    reserve_minutes: int
    unpaid_per_contact: int
    unpaid_per_address: int
    accept_late: bool
    payback_days: int = 7
    auto_refund_minutes: int | None = None
    voucher_years: int = 3


class Profiles:
    """Profiles of this process's shops; a shop's change makes every process forget it."""

    def __init__(self) -> None:
        self._kept: dict[UUID, tuple[float, Profile]] = {}

    async def of(self, shop: Shop) -> Profile:
        kept = self._kept.get(shop.id)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        async with shop_scope(shop) as scope:
            profile = await read_profile(scope)
        self._kept[shop.id] = (time.monotonic() + KEEP_SECONDS, profile)
        return profile

    def kept(self, shop: Shop) -> Profile:
        """The profile as far as it is known without asking: for pages that must not fail."""
        kept = self._kept.get(shop.id)
        return kept[1] if kept is not None else unknown_profile(shop)

    def forget(self, shop_id: UUID) -> None:
        self._kept.pop(shop_id, None)


async def read_profile(scope: Scope) -> Profile:
    """The profile of the shop that `scope` is in, as it stands now."""
    row = await scope.fetchrow(_SELECT)
    if row is None:
        raise LookupError("a shop has one profile, made when it was opened")
    return Profile(**dict(row))


def unknown_profile(shop: Shop) -> Profile:
    """What the registry alone says of a shop."""
    return Profile(
        name=shop.name,
        notice="",
        contact="",
        locale=shop.locale,
        currency="CNY",
        time_zone="UTC",
        theme="",
        accent=FIRST_ACCENT,
        icp_number="",
        terms="",
        hide_stock=True,
        low_stock=0,
        reserve_minutes=15,
        unpaid_per_contact=0,
        unpaid_per_address=0,
        accept_late=False,
    )
