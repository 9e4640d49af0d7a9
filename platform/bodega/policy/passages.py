"""The texts of a listing, each with the scope it belongs to and the name of the field it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass

from bodega.policy.listing import Listing
from bodega.policy.scope import Scope


@dataclass(frozen=True, slots=True)
class Passage:
    """`field` leads back to the place: `title`, `texts.introduction`, `image_alts.0`, `promotions.1` …"""

    scope: Scope
    field: str
    text: str


def passages_of(listing: Listing) -> Iterator[Passage]:
    """Every text that is not empty."""
    for passage in _all(listing):
        if passage.text:
            yield passage


def _all(listing: Listing) -> Iterator[Passage]:
    yield Passage("shop_name", "shop_name", listing.shop_name or "")
    yield Passage("title", "title", listing.title or "")
    for name, text in (listing.texts or {}).items():
        yield Passage("text", f"texts.{name}", text)
    for rank, text in enumerate(listing.image_alts):
        yield Passage("image_alt", f"image_alts.{rank}", text)
    for rank, text in enumerate(listing.image_files):
        yield Passage("image_file", f"image_files.{rank}", text)
    for rank, text in enumerate(listing.promotions):
        yield Passage("promotion", f"promotions.{rank}", text)
    for rank, terms in enumerate(listing.shares):
        yield Passage("share", f"shares.{rank}.text", terms.text)
