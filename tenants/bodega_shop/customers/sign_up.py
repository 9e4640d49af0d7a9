"""Open an account: ask for it with a contact and a password, then prove the contact with the code that was sent there."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bodega.kernel.contact import Contact
from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.passwords import hash_password
from bodega.kernel.weak_passwords import check_password
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.customers.ask_proof import SIGN_UP, Wish, ask_proof, contact_digest, limit_proofs
from bodega_shop.customers.attach_orders import attach_orders
from bodega_shop.customers.check_code import Proof, WrongCode, check_code, use_up
from bodega_shop.customers.reach_customers import require_reachable
from bodega_shop.customers.sign_in import Caller
from bodega_shop.customers.start_session import start_session
from bodega_shop.terms.agree_again import keep_consent

_KNOWN = "select id from customer where email_digest = $1 or phone_digest = $1"

_INSERT = """
    insert into customer (id, email, email_digest, phone, phone_digest, password_hash, locale, state, verified_at,
                          consent, consent_at, created_at, seen_at)
    values ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, $10, $8, $8)
    on conflict do nothing"""


@dataclass(frozen=True)
class NewCustomer:
    """Who wants an account. `consent` names the versions of the policy pages that were agreed to."""

    contact: Contact
    password: str = field(repr=False)
    locale: str
    consent: str


async def ask_sign_up(runtime: Runtime, shop: Shop, new: NewCustomer, *, address: str, now: datetime) -> UUID:
    """The id of the proof that `finish_sign_up` takes; the same for a contact that has an account, after the same work.

    Raises `Refused` and `InvalidInput` (contact, password), `TooManyRequests`.
    """
    require_reachable(runtime, shop, new.contact)
    check_password(new.password, new.contact.value)
    await limit_proofs(runtime, shop, new.contact, address)
    password_hash = await hash_password(new.password)
    async with shop_scope(shop) as scope:
        known = await scope.fetchval(_KNOWN, contact_digest(shop, new.contact.value))
        detail = {
            "password_hash": "" if known else password_hash,
            "locale": new.locale,
            "consent": new.consent,
            "consent_at": now.isoformat(),
            "consent_address": address,
        }
        wish = Wish(SIGN_UP, new.contact, known, detail)
        return await ask_proof(scope, shop, wish, may_come_true=known is None, now=now)


async def finish_sign_up(
    runtime: Runtime, shop: Shop, proof_id: UUID, code: str, caller: Caller, *, now: datetime
) -> str:
    """The token of the first session. Guest orders of this contact are the customer's from now on. Raises `WrongCode`."""
    proof = await check_code(runtime, shop, proof_id, SIGN_UP, code, address=caller.address, now=now)
    async with shop_scope(shop) as scope:
        await use_up(scope, proof, now=now)
        customer_id = await _insert(scope, proof, now=now)
        await attach_orders(scope, customer_id, proof.contact_digest)
        return await start_session(
            scope,
            customer_id,
            old_token=caller.old_token,
            address=caller.address,
            agent=caller.agent,
            now=now,
        )


async def _insert(scope: Scope, proof: Proof, *, now: datetime) -> UUID:
    """Two codes for one contact may both be out: the account is opened with the first."""
    customer_id, detail, digest = new_id(), proof.detail, proof.contact_digest
    email = (proof.contact, digest) if "@" in proof.contact else ("", None)
    phone = ("", None) if "@" in proof.contact else (proof.contact, digest)
    if not await scope.execute(
        _INSERT, customer_id, *email, *phone, detail["password_hash"], detail["locale"], now, detail["consent"],
        datetime.fromisoformat(detail["consent_at"]),
    ):  # fmt: skip
        raise WrongCode
    await keep_consent(
        scope,
        customer_id,
        "sign_up",
        detail["consent"],
        address=detail["consent_address"],
        now=datetime.fromisoformat(detail["consent_at"]),
    )
    return customer_id
