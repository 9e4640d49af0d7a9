"""Ask somebody to prove that a contact is theirs: a six-digit code goes there, and only its digest is kept.

The answer is the same whether the contact belongs to an account or not; where nothing may come of it, no code is right.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.contact import Contact
from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop

SIGN_UP = "sign_up"
FORGOTTEN = "new_password"
NEW_CONTACT = "new_contact"

GOOD_FOR = timedelta(minutes=15)
SEND_JOB = "customers.send_code"
PER_CONTACT = 6
PER_ADDRESS = 20
PER_SECONDS = 3600
_KEPT_FOR = timedelta(days=1)
_DIGITS = 6

_INSERT = """
    insert into customer_proof (id, purpose, contact, contact_digest, customer_id, code_digest, detail, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""


@dataclass(frozen=True)
class Wish:
    """What a proof is for. `customer_id` is whose account the contact belongs to, or who wants it."""

    purpose: str
    contact: Contact
    customer_id: UUID | None
    detail: dict[str, Any]


async def limit_proofs(runtime: Runtime, shop: Shop, contact: Contact, address: str) -> None:
    """Raises `TooManyRequests`; known and unknown contacts are counted alike."""
    await runtime.throttle.admit(f"proof address {address}", PER_ADDRESS, PER_SECONDS)
    await runtime.throttle.admit(f"proof contact {shop.id} {contact.value}", PER_CONTACT, PER_SECONDS)


async def ask_proof(scope: Scope, shop: Shop, wish: Wish, *, may_come_true: bool, now: datetime) -> UUID:
    """Write the proof down and have the message sent after the commit; callers have limited the asking."""
    proof_id = new_id()
    digest = code_digest(shop, proof_id, code_of(shop, proof_id)) if may_come_true else os.urandom(32)
    await scope.execute("delete from customer_proof where expires_at < $1", now - _KEPT_FOR)
    await scope.execute(
        _INSERT, proof_id, wish.purpose, wish.contact.value, contact_digest(shop, wish.contact.value),
        wish.customer_id, digest, {**wish.detail, "may_come_true": may_come_true}, now, now + GOOD_FOR,
    )  # fmt: skip
    await enqueue(scope, SEND_JOB, {"proof_id": str(proof_id)})
    return proof_id


def contact_digest(shop: Shop, contact: str) -> bytes:
    """The same as an order keeps of its contact, so that a customer's orders are found."""
    return shop.vault.fingerprint(contact, "contact")


def code_of(shop: Shop, proof_id: UUID) -> str:
    """Made from the shop's key, so that no job and no table has to hold it."""
    number = int.from_bytes(shop.vault.fingerprint(str(proof_id), "proof code")[:8])
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def code_digest(shop: Shop, proof_id: UUID, code: str) -> bytes:
    return shop.vault.fingerprint(f"{proof_id} {code}", "proof")
