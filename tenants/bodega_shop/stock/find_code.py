"""Find a code by its full text without opening any: by its fingerprint."""

from typing import Final
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.street.shop import Shop
from bodega_shop.stock.code_line import CANONICAL_SEPARATOR, SeparatorChoice
from bodega_shop.stock.mask_code import mask_code
from bodega_shop.stock.put_codes import FINGERPRINT_PURPOSE
from bodega_shop.stock.read_code_lines import read_code_lines

_SEPARATORS: Final[tuple[SeparatorChoice, ...]] = ("none", "dashes", "tab", "comma")


async def find_code(shop: Shop, text: str) -> UUID | None:
    """The code that is exactly this, whichever separator its fields are typed with.

    Raises `InvalidInput` for an empty text. The text is a secret: it belongs into no address and no log.
    """
    spellings = _spellings(text)
    if not spellings:
        raise InvalidInput("Please fill this in.", field="code")
    fingerprints = [shop.vault.fingerprint(spelling, FINGERPRINT_PURPOSE) for spelling in spellings]
    async with shop_scope(shop) as scope:
        code_id: UUID | None = await scope.fetchval(
            "select code_id from code_fingerprint where fingerprint = any($1) order by code_id limit 1",
            fingerprints,
        )
    return code_id


def mask_as_stored(text: str) -> str:
    """How a code of this text would be shown masked, so that those that look like it can be listed."""
    lines = read_code_lines(text).lines
    return mask_code(CANONICAL_SEPARATOR.join(lines[0].fields)) if lines else ""


def _spellings(text: str) -> list[str]:
    """The first line whole, and its fields as they are stored, for each separator that may have been meant."""
    found: dict[str, None] = {}
    for choice in _SEPARATORS:
        lines = read_code_lines(text, separator=choice).lines
        if lines:
            found.setdefault(CANONICAL_SEPARATOR.join(lines[0].fields))
    return list(found)
