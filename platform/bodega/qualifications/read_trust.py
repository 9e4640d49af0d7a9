"""What anybody may know of a shop's papers: which were verified, when, and until when they count."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.i18n import Text
from bodega.qualifications.catalogue import Catalogue, DocumentKind
from bodega.qualifications.china_day import china_day
from bodega.qualifications.mask_number import mask_number
from bodega.qualifications.paper import Paper
from bodega.qualifications.papers_of import papers_of
from bodega.qualifications.read_catalogue import read_catalogue

ICP_FILING = "icp_filing"
# In this order the first that a paper has is in whose name it is.
_HOLDERS = ("holder", "grantor")


@dataclass(frozen=True)
class Mark:
    """One verified paper, its number masked; only the number of a filing is public by law, and shown whole."""

    kind: str
    name: Text
    holder: str
    number: str
    host: str
    verified_on: date
    valid_until: date | None


@dataclass(frozen=True)
class Trust:
    """`marks` in the order of the catalogue; `trades` are the ways to what the shop is approved for."""

    marks: tuple[Mark, ...] = ()
    trades: tuple[Text, ...] = ()

    def filing_of(self, host: str) -> str:
        """The filing number of that domain, or of the one above it; "" without a verified one."""
        found = [mark for mark in self.marks if mark.kind == ICP_FILING and mark.host]
        return next((mark.number for mark in found if f".{host}".endswith(f".{mark.host}")), "")


async def read_trust(scope: Scope, shop_id: UUID, *, now: datetime) -> Trust:
    """Papers that count today and are of a kind that may be shown."""
    today, catalogue = china_day(now), await read_catalogue(scope)
    trades = await scope.fetchval("select trades from shop where id = $1 and not vouched", shop_id)
    shown = [
        (catalogue.kinds[paper.kind], paper)
        for paper in await papers_of(scope, shop_id=shop_id)
        if paper.counts(today) and catalogue.kinds[paper.kind].shown
    ]
    return Trust(
        marks=tuple(_mark(kind, paper) for kind, paper in sorted(shown, key=_place)),
        trades=tuple(_way(catalogue, code) for code in catalogue.leaves(trades or ()) if code in trades),
    )


def _place(shown: tuple[DocumentKind, Paper]) -> tuple[int, datetime]:
    return shown[0].position, shown[1].created_at


def _mark(kind: DocumentKind, paper: Paper) -> Mark:
    number = next((str(paper.fields.get(field.name, "")) for field in kind.fields if field.number), "")
    verified = paper.decided_at or paper.created_at
    return Mark(
        kind=kind.code,
        name=kind.name,
        holder=next((str(paper.fields[name]) for name in _HOLDERS if paper.fields.get(name)), ""),
        number=number if kind.code == ICP_FILING else mask_number(number),
        host=str(paper.fields.get("host", "")),
        verified_on=china_day(verified),
        valid_until=paper.valid_until,
    )


def _way(catalogue: Catalogue, code: str) -> Text:
    return Text(en=catalogue.path(code, "en"), zh=catalogue.path(code, "zh-CN"))
