"""Read the published versions of a policy page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import CHINESE
from bodega.street.shop import Shop

_SELECT = """
    select kind, number, chinese, english, material, note, effective_at, published_at, published_by
      from terms_version where kind = $1 order by number desc"""


@dataclass(frozen=True)
class TermsVersion:
    """One published version, in both languages."""

    kind: str
    number: int
    chinese: str
    english: str
    material: bool
    note: str
    effective_at: datetime
    published_at: datetime
    published_by: str

    def text(self, locale: str) -> str:
        return self.chinese if locale == CHINESE else self.english


async def list_versions(shop: Shop, kind: str) -> list[TermsVersion]:
    """The newest first."""
    async with shop_scope(shop) as scope:
        return await read_versions(scope, kind)


async def read_versions(scope: Scope, kind: str) -> list[TermsVersion]:
    """As `list_versions`, inside a transaction."""
    return [TermsVersion(**dict(row)) for row in await scope.fetch(_SELECT, kind)]


def version_numbered(versions: Sequence[TermsVersion], number: int) -> TermsVersion:
    """Raises `NotFound`."""
    for version in versions:
        if version.number == number:
            return version
    raise NotFound
