"""One code as the console shows it: masked, where it came from, where it went, and who opened it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop
from bodega_shop.stock.code_filter import CodeFilter
from bodega_shop.stock.list_codes import CodeRow, read_rows

MOST_REVEALS = 100

_REVEALS = "select at, actor, via, address from reveal where code_id = $1 order by at desc, id desc limit $2"


@dataclass(frozen=True)
class CodeReveal:
    at: datetime
    actor: str
    via: str
    address: str


@dataclass(frozen=True)
class CodeFile:
    """The latest reveals come first, at most a hundred."""

    code: CodeRow
    reveals: list[CodeReveal]


async def read_code(shop: Shop, code_id: UUID, *, today: date) -> CodeFile:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        found = await read_rows(scope, CodeFilter(ids=[code_id]), today=today, limit=1)
        reveals = await scope.fetch(_REVEALS, code_id, MOST_REVEALS)
    if not found:
        raise NotFound
    return CodeFile(found[0], [CodeReveal(**dict(row)) for row in reveals])
