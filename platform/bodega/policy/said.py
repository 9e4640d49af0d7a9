"""What is said to people about a rule, in both languages."""

import re
from collections.abc import Mapping
from typing import Annotated

import msgspec

Said = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
_BLANK = re.compile(r"\{(\w+)\}")


class InTwoLanguages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence in both languages; `{name}` is a blank, filled by what is known of a hit."""

    zh: Said
    en: Said

    def of(self, locale: str) -> str:
        """The Chinese sentence for every Chinese locale, the English one for all others."""
        return self.zh if locale.lower().startswith("zh") else self.en


Known = Mapping[str, str | InTwoLanguages]


def fill(said: InTwoLanguages, known: Known) -> InTwoLanguages:
    """The sentence with its blanks filled. A blank of which nothing is known stays empty; nothing else is read."""
    return InTwoLanguages(zh=_fill(said.zh, known, "zh"), en=_fill(said.en, known, "en"))


def join(parts: list[InTwoLanguages]) -> InTwoLanguages:
    """Several words as one list."""
    return InTwoLanguages(zh="、".join(part.zh for part in parts), en=", ".join(part.en for part in parts))


def _fill(text: str, known: Known, locale: str) -> str:
    def value(blank: re.Match[str]) -> str:
        found = known.get(blank[1], "")
        return found.of(locale) if isinstance(found, InTwoLanguages) else found

    return _BLANK.sub(value, text)
