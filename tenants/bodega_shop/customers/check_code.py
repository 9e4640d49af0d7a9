"""Check a code that somebody typed: every try counts, right or wrong, and a code is used once."""

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.customers.ask_proof import code_digest

MOST_TRIES = 5
TRIES_PER_ADDRESS = 40
PER_SECONDS = 900

_TRY = """
    update customer_proof set tries = tries + 1
     where id = $1 and purpose = $2 and used_at is null and expires_at > $3 and tries < $4
    returning contact, contact_digest, customer_id, code_digest, detail"""


class WrongCode(InvalidInput):
    """This code is not right, or it has expired. After five tries please ask for a new one."""

    kind = "wrong-code"

    def __init__(self) -> None:
        super().__init__(field="code")


@dataclass(frozen=True)
class Proof:
    """Somebody proved that `contact` is theirs."""

    id: UUID
    contact: str
    contact_digest: bytes
    customer_id: UUID | None
    detail: dict[str, Any]


async def check_code(
    runtime: Runtime, shop: Shop, proof_id: UUID, purpose: str, code: str, *, address: str, now: datetime
) -> Proof:
    """Raises `WrongCode` for whatever is wrong with it, `TooManyRequests` for an address that keeps guessing.

    The try is committed before the code is compared, so that nobody takes it back.
    """
    await runtime.throttle.admit(f"code address {address}", TRIES_PER_ADDRESS, PER_SECONDS)
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_TRY, proof_id, purpose, now, MOST_TRIES)
    typed = "".join(unicodedata.normalize("NFKC", code).split())
    if row is None or not hmac.compare_digest(row["code_digest"], code_digest(shop, proof_id, typed)):
        raise WrongCode
    return Proof(proof_id, row["contact"], row["contact_digest"], row["customer_id"], row["detail"])


async def use_up(scope: Scope, proof: Proof, *, now: datetime) -> None:
    """Raises `WrongCode` when somebody used it a moment ago."""
    if not await scope.execute(
        "update customer_proof set used_at = $2 where id = $1 and used_at is null", proof.id, now
    ):
        raise WrongCode


@dataclass(frozen=True)
class OpenProof:
    """What the page that asks for a code may show."""

    id: UUID
    purpose: str
    contact: str


async def read_proof(shop: Shop, proof_id: UUID) -> OpenProof:
    """Raises `NotFound`; whether a code can still be right is not told."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select id, purpose, contact from customer_proof where id = $1", proof_id)
    if row is None:
        raise NotFound
    return OpenProof(**dict(row))
