"""Read the labelled texts that ship with the rules."""

import re
from importlib.resources import files
from typing import Literal, NamedTuple

from bodega.policy.listing import Listing, ShareTerms

Part = Literal["texts", "held_out", "fresh_before", "fresh_after"]
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


class Labelled(NamedTuple):
    """One text: what it is about, whether it breaks a rule, and in which field of a listing it stands."""

    about: str
    guilty: bool
    field: str
    text: str

    def as_listing(self) -> Listing:
        """A listing of which nothing but this text is known."""
        match self.field:
            case "shop_name":
                return Listing(shop_name=self.text)
            case "title":
                return Listing(title=self.text)
            case "promotion":
                return Listing(promotions=(self.text,))
            case "share":
                return Listing(shares=(ShareTerms(text=self.text),))
            case "image_alt":
                return Listing(image_alts=(self.text,))
            case "image_file":
                return Listing(image_files=(self.text,))
            case _:
                return Listing(texts={self.field: self.text})


def read_texts(part: Part) -> list[Labelled]:
    """`texts` may be looked at while rules are written; the others only to measure them.

    Those of `held_out` are quarters of sets whose rest was used; nothing of the fresh sets ever was.
    """
    lines = files(__package__).joinpath(f"{part}.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [
        Labelled(about, verdict == "guilty", field, _unescape(text)) for about, verdict, field, text in rows
    ]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
