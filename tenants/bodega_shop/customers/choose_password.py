"""Choose a new password with a code that was sent to the account's contact; every session ends but the new one."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.contact import Contact
from bodega.kernel.database import shop_scope
from bodega.kernel.passwords import hash_password
from bodega.kernel.weak_passwords import check_password
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.customers.ask_proof import FORGOTTEN, Wish, ask_proof, contact_digest, limit_proofs
from bodega_shop.customers.check_code import WrongCode, check_code, read_proof, use_up
from bodega_shop.customers.end_sessions import end_all_sessions
from bodega_shop.customers.reach_customers import require_reachable
from bodega_shop.customers.sign_in import Caller
from bodega_shop.customers.start_session import start_session

_ACTIVE = "select id from customer where (email_digest = $1 or phone_digest = $1) and state = 'active'"


async def ask_new_password(
    runtime: Runtime, shop: Shop, contact: Contact, *, locale: str, address: str, now: datetime
) -> UUID:
    """The id of the proof; the same for a contact without an account, to which nothing is sent.

    Raises `Refused`, `InvalidInput` for a contact the shop cannot write to, `TooManyRequests`.
    """
    require_reachable(runtime, shop, contact)
    await limit_proofs(runtime, shop, contact, address)
    async with shop_scope(shop) as scope:
        customer_id = await scope.fetchval(_ACTIVE, contact_digest(shop, contact.value))
        wish = Wish(FORGOTTEN, contact, customer_id, {"locale": locale})
        return await ask_proof(scope, shop, wish, may_come_true=customer_id is not None, now=now)


async def choose_password(
    runtime: Runtime, shop: Shop, proof_id: UUID, code: str, password: str, caller: Caller, *, now: datetime
) -> str:
    """The token of the new session. Raises `InvalidInput` for a weak password, which costs no try, and `WrongCode`."""
    check_password(password, (await read_proof(shop, proof_id)).contact)
    proof = await check_code(runtime, shop, proof_id, FORGOTTEN, code, address=caller.address, now=now)
    password_hash = await hash_password(password)
    async with shop_scope(shop) as scope:
        await use_up(scope, proof, now=now)
        if proof.customer_id is None or not await scope.execute(
            "update customer set password_hash = $2 where id = $1 and state = 'active'",
            proof.customer_id, password_hash,
        ):  # fmt: skip
            raise WrongCode
        await end_all_sessions(scope, proof.customer_id)
        return await start_session(
            scope, proof.customer_id, old_token=caller.old_token, address=caller.address, agent=caller.agent,
            now=now,
        )  # fmt: skip
