"""Put sealed codes into stock, those left out that are there already: each fingerprint stands once in a shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.delivery.reveal_codes import seal_code
from bodega_shop.stock.mask_code import mask_code

FINGERPRINT_PURPOSE: Final = "code"

# Fingerprints are taken in their own order, so that two who bring the same codes wait for one another and never cross;
# codes lie in the order in which they will be sold.
_PUT = """
    with given as materialized (
        select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[], $5::bigint[])
            as given (id, sealed, fingerprint, hint, rank)
    ), fresh as (
        insert into code_fingerprint (fingerprint, code_id) select fingerprint, id from given order by fingerprint
        on conflict (fingerprint) do nothing
        returning code_id
    )
    insert into code (id, sku_id, batch_id, sealed, hint, fields, rank, state, expires_on, purchase_id, sold_at)
    select id, $6, $7, sealed, hint, $8, rank, case when $10::uuid is null then 'free' else 'sold' end, $9, $10, $11
      from given join fresh on fresh.code_id = given.id
     order by rank
    returning id"""


@dataclass(frozen=True, slots=True)
class SealedCode:
    """One code as its row will hold it: `hint` is how it begins, the lowest `rank` is sold first."""

    id: UUID
    sealed: bytes
    fingerprint: bytes
    hint: str
    rank: int


@dataclass(frozen=True)
class Place:
    """Where codes go: a batch of a denomination, and straight to the order `sold_to` when it waits for them."""

    sku_id: UUID
    batch_id: UUID
    fields: int = 1
    expires_on: date | None = None
    sold_to: UUID | None = None
    sold_at: datetime | None = None


def sealed_code(shop: Shop, text: str, rank: int, *, as_new: bool = False) -> SealedCode:
    """`text` as it goes into stock; `as_new` lets it in again however often it came before."""
    code_id = new_id()
    known_by = f"{code_id}:{text}" if as_new else text
    return SealedCode(
        code_id,
        seal_code(shop, code_id, text),
        shop.vault.fingerprint(known_by, FINGERPRINT_PURPOSE),
        mask_code(text),
        rank,
    )


async def put_codes(scope: Scope, place: Place, codes: Sequence[SealedCode]) -> set[UUID]:
    """The ids of those that were put there; the others' fingerprints were known."""
    rows = await scope.fetch(
        _PUT,
        [code.id for code in codes], [code.sealed for code in codes], [code.fingerprint for code in codes],
        [code.hint for code in codes], [code.rank for code in codes],
        place.sku_id, place.batch_id, place.fields, place.expires_on, place.sold_to, place.sold_at,
    )  # fmt: skip
    return {row["id"] for row in rows}
