"""Give an account another e-mail address or mobile number, proved by a code that is sent to the new one."""

from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.contact import Contact, parse_contact
from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.customers.ask_proof import NEW_CONTACT, Wish, ask_proof, contact_digest, limit_proofs
from bodega_shop.customers.attach_orders import attach_orders
from bodega_shop.customers.check_code import WrongCode, check_code, use_up
from bodega_shop.customers.customer import Customer
from bodega_shop.customers.end_sessions import end_other_sessions
from bodega_shop.customers.reach_customers import require_reachable
from bodega_shop.customers.sign_in import check_password_of, limit_tries

_KNOWN = "select 1 from customer where email_digest = $1 or phone_digest = $1"


async def ask_new_contact(
    runtime: Runtime, shop: Shop, customer: Customer, contact: Contact, password: str, *,
    locale: str, address: str, now: datetime,
) -> UUID:  # fmt: skip
    """The id of the proof. Raises `InvalidInput` (contact, password), `Refused`, `TooManyRequests`.

    A contact of another account gets the same answer; its code never comes.
    """
    require_reachable(runtime, shop, contact)
    await limit_tries(runtime, shop, str(customer.id), address)
    if await check_password_of(shop, parse_contact(customer.address), password) != customer.id:
        raise InvalidInput("The password is not right.", field="password")
    await limit_proofs(runtime, shop, contact, address)
    async with shop_scope(shop) as scope:
        known = await scope.fetchval(_KNOWN, contact_digest(shop, contact.value))
        wish = Wish(NEW_CONTACT, contact, customer.id, {"locale": locale})
        return await ask_proof(scope, shop, wish, may_come_true=known is None, now=now)


async def change_contact(
    runtime: Runtime,
    shop: Shop,
    customer: Customer,
    proof_id: UUID,
    code: str,
    *,
    address: str,
    now: datetime,
) -> None:
    """The customer signs in with it from now on; other sessions end. Raises `WrongCode`, also for another's proof."""
    proof = await check_code(runtime, shop, proof_id, NEW_CONTACT, code, address=address, now=now)
    if proof.customer_id != customer.id:
        raise WrongCode
    kind = "email" if "@" in proof.contact else "phone"
    try:
        async with shop_scope(shop) as scope:
            await use_up(scope, proof, now=now)
            await scope.execute(
                f"update customer set {kind} = $2, {kind}_digest = $3, verified_at = $4 where id = $1",
                customer.id, proof.contact, proof.contact_digest, now,
            )  # fmt: skip
            await attach_orders(scope, customer.id, proof.contact_digest)
            await end_other_sessions(scope, customer.id, keep=customer.session_id)
    except asyncpg.UniqueViolationError:
        raise WrongCode from None
