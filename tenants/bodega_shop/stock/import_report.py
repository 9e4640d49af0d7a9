"""What an import would do, does or did, as it is stored beside its batch: counts, reasons and masked lines, no code."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from bodega_shop.stock.code_line import Notice, Phrase
from bodega_shop.stock.import_preview import DuplicateLine, ImportPreview, RefusedLine

MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Of each kind of line that is listed at most `MOST_LISTED` are kept; the counts are of all.

    `new` codes are not in stock, `repeated` lines stand in the same source before, `in_stock` codes are in the shop's
    stock already. `encoding` is empty for pasted text. `failure` says why an import could not go on.
    """

    new: int = 0
    repeated: int = 0
    in_stock: int = 0
    refused: int = 0
    blank: int = 0
    separator: str = ""
    encoding: str = ""
    labels: tuple[Phrase, ...] = ()
    samples: list[tuple[str, ...]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    notice_count: int = 0
    duplicate_lines: list[DuplicateLine] = field(default_factory=list)
    refused_lines: list[RefusedLine] = field(default_factory=list)
    failure: Phrase | None = None

    @property
    def duplicates(self) -> int:
        return self.repeated + self.in_stock

    @property
    def distinct(self) -> int:
        """The codes that an import tries: whether one is in stock is asked again when it is its turn."""
        return self.new + self.in_stock


def report_of(preview: ImportPreview) -> ImportReport:
    """What of a preview may be kept and shown."""
    in_stock = sum(line.earlier is None for line in preview.duplicates)
    return ImportReport(
        new=len(preview.new),
        repeated=len(preview.duplicates) - in_stock,
        in_stock=in_stock,
        refused=len(preview.refused),
        blank=preview.blank,
        separator=preview.separator,
        encoding=preview.encoding,
        labels=preview.labels,
        samples=preview.samples,
        notices=preview.notices[:MOST_LISTED],
        notice_count=len(preview.notices),
        duplicate_lines=preview.duplicates[:MOST_LISTED],
        refused_lines=preview.refused[:MOST_LISTED],
    )


def stored_report(stored: Any) -> ImportReport:
    """The report as it lies in the database, where a batch that was not imported has an empty one."""
    return msgspec.convert(stored, ImportReport)
