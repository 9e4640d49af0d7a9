"""The facts that are judged: a shop's name, one of its listings, or a part of either.

Everything may be left out. `None` means that nobody knows; a rule that needs the fact then says that it could not
judge. An empty collection means that there is none. Money is in minor units of the listing's currency.
"""

from datetime import datetime

import msgspec

from bodega.policy.said import InTwoLanguages


class FlashSale(msgspec.Struct, frozen=True, kw_only=True):
    """A price for a time. `usual` is what the good costs before and after; it must be higher than `price`."""

    starts_at: datetime
    ends_at: datetime
    price: int
    usual: int | None = None


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What one SKU costs. `struck` is the price shown struck through, `basis` what the shop says that it is.

    `lowest_in_seven_days` is the lowest price charged in the seven days before the reduction began; where nothing
    was sold in them, the last price charged before.
    """

    sku: str
    amount: int
    struck: int | None = None
    basis: str | None = None
    lowest_in_seven_days: int | None = None
    flash: FlashSale | None = None


class TopUp(msgspec.Struct, frozen=True, kw_only=True):
    """What must be said of a top-up: when it arrives, for which operators or games, what happens when it fails."""

    arrival: str = ""
    operators: str = ""
    on_failure: str = ""


class ShareTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign that invites others. `levels` counts how deep a reward reaches: 1 is the invited person's own order."""

    text: str = ""
    rewarded_for: str | None = None  # share, registration, settled_order
    levels: int = 1


class Chance(msgspec.Struct, frozen=True, kw_only=True):
    """One prize of a random good, and how likely it is said to be, in millionths."""

    prize: str
    millionths: int


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that the catalogue demands for this category: one of `any_of`; `name` is what people call it."""

    any_of: frozenset[str]
    name: InTwoLanguages


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One listing as its shop offers it. `texts` are its modules by field name: introduction, how_to, guarantee …

    `category` is the path of platform trade-category codes from the widest to the narrowest; `good` the kind of good
    (code, topup, file, text, manual, bundle, random, gift); `qualifications` the codes of documents that hold today;
    `demanded` what the catalogue
    demands of the category; `draws` how often each prize was drawn; `promotions` the terms of each promotion in words.
    """

    shop_name: str | None = None
    title: str | None = None
    texts: dict[str, str] | None = None
    image_alts: tuple[str, ...] = ()
    image_files: tuple[str, ...] = ()
    category: tuple[str, ...] | None = None
    good: str | None = None
    prices: tuple[Price, ...] = ()
    promotions: tuple[str, ...] = ()
    shares: tuple[ShareTerms, ...] = ()
    topup: TopUp | None = None
    odds: tuple[Chance, ...] | None = None
    draws: dict[str, int] | None = None
    qualifications: frozenset[str] | None = None
    demanded: tuple[Demand, ...] = ()
    authorised_brands: frozenset[str] | None = None
    notice_shown: bool | None = None

    @property
    def trade(self) -> str | None:
        """The narrowest category, which says most."""
        return self.category[-1] if self.category else None
