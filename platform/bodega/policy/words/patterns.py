"""Regular expressions of rules, refused with a word when they are none."""

import re

_LONGEST = 500


def require_pattern(text: str) -> None:
    """Raises ValueError, which the reader of rules turns into one that names the rule."""
    if len(text) > _LONGEST:
        raise ValueError(f"a pattern is longer than {_LONGEST} characters")
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"“{text}” is no pattern: {error}") from error
