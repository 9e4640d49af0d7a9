"""Choose the last part of an address: made from the title where that is possible, and free to be changed."""

import re
import secrets
import unicodedata

from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import CROCKFORD

LONGEST = 80
_RANDOM_LENGTH = 6
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_FEWEST_LETTERS = 4


def slug_for(title: str, prefix: str) -> str:
    """`Star Card 100` becomes `star-card-100-x7k2mq`; a title without enough Latin letters `<prefix>-x7k2mq`.

    The random end makes it free without asking the database.
    """
    latin = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = _NOT_IN_A_SLUG.sub("-", latin).strip("-")[: LONGEST - _RANDOM_LENGTH - 1].strip("-")
    if len(re.findall("[a-z]", words)) < _FEWEST_LETTERS:
        words = prefix
    return f"{words}-{''.join(secrets.choice(CROCKFORD) for _ in range(_RANDOM_LENGTH)).lower()}"


def read_slug(text: str) -> str:
    """What an owner typed as an address, in its only form; raises `InvalidInput`."""
    slug = text.strip().lower()
    if len(slug) > LONGEST or not _SLUG.fullmatch(slug):
        raise InvalidInput(
            "An address has up to %(longest)s lower-case letters and digits, with single hyphens in between.",
            field="slug",
            longest=LONGEST,
        )
    return slug
