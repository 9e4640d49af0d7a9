"""What an import of codes would do, as values that show no code in full."""

from dataclasses import dataclass, field

from bodega_shop.stock.code_line import FoundSeparator, Notice, Phrase


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to import. `text` is the secret itself: seal it, never show or log it."""

    number: int
    text: str = field(repr=False)
    fingerprint: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DuplicateLine:
    """The same code stands in line `earlier` of this source or, where that is None, in the shop's stock."""

    number: int
    shown: str
    earlier: int | None


@dataclass(frozen=True, slots=True)
class RefusedLine:
    number: int
    shown: str
    reason: Phrase


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """Every line of the source is in exactly one of `new`, `duplicates`, `refused` and the count `blank`.

    `labels` name the fields of a code by position. `samples` are the first new codes, masked field by field.
    """

    new: list[NewCode]
    duplicates: list[DuplicateLine]
    refused: list[RefusedLine]
    blank: int
    separator: FoundSeparator
    encoding: str
    labels: tuple[Phrase, ...]
    samples: list[tuple[str, ...]]
    notices: list[Notice]

    @property
    def total(self) -> int:
        return len(self.new) + len(self.duplicates) + len(self.refused) + self.blank
