"""Fill the variables of a text such as `{{shop_name}}`, and name those that have no value."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bodega.kernel.errors import InvalidInput
from bodega.kernel.markdown import LONGEST_MARKDOWN

_VARIABLE = re.compile(r"\{\{\s*([a-z_]{1,40})\s*\}\}")


@dataclass(frozen=True)
class Filled:
    """The text as readers see it; `missing` names variables without a value, `unknown` those that do not exist."""

    text: str
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.missing and not self.unknown


def fill_text(body: str, values: Mapping[str, str], known: Collection[str]) -> Filled:
    """What has no value stays as it was typed, so that the gap is seen."""
    named = dict.fromkeys(_VARIABLE.findall(body))
    text = _VARIABLE.sub(lambda found: values.get(found[1], "") or found[0], body)
    return Filled(
        text,
        missing=tuple(name for name in named if name in known and not values.get(name)),
        unknown=tuple(name for name in named if name not in known),
    )


def require_whole(filled: Filled) -> None:
    """Raises `InvalidInput` naming what is missing or unknown, or the most characters that fit."""
    if filled.unknown:
        raise InvalidInput("There is no variable %(names)s.", names=", ".join(filled.unknown))
    if filled.missing:
        raise InvalidInput("These are not filled in yet: %(names)s.", names=", ".join(filled.missing))
    if len(filled.text) > LONGEST_MARKDOWN:
        raise InvalidInput("At most %(most)s characters, please.", most=LONGEST_MARKDOWN)
