"""Whether an account is in the name of the entity that applies."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

OTHER_HOLDER = "The account must be in the name of the entity that applies: %(entity)s."

_NOISE = re.compile(r"[\W_]+")


def is_same_holder(holder: str, entity: Mapping[str, Any]) -> bool:
    """A sole trader's account may be in the person's own name; a company's is in the company's."""
    names = [str(entity.get("name", ""))]
    if entity.get("kind") == "sole_trader":
        names.append(str(entity.get("representative", "")))
    return bool(_plain(holder)) and _plain(holder) in {_plain(name) for name in names}


def _plain(name: str) -> str:
    """Brackets, blanks and width are typed in many ways."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()
