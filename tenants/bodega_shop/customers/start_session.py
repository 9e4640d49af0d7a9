"""Begin a customer's session: a random token for the cookie, of which only the digest is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id

LIFETIME = timedelta(days=60)
IDLE = timedelta(days=14)
MOST_SESSIONS = 20
_TOKEN_BYTES = 32

_INSERT = """
    insert into customer_session (id, token_digest, customer_id, address, agent, created_at, seen_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $6, $7)"""

_END_OLD = """
    delete from customer_session
     where token_digest = $1 or (customer_id = $2 and (expires_at <= $3 or seen_at <= $4 or id = any(array(
               select id from customer_session where customer_id = $2 order by seen_at desc, id offset $5))))"""


async def start_session(
    scope: Scope, customer_id: UUID, *, old_token: str, address: str, agent: str, now: datetime
) -> str:
    """The token of the new session, known nowhere else.

    What this browser had before ends, whoever's it was, and so do the customer's lapsed and oldest sessions.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    await scope.execute(_END_OLD, digest_of(old_token), customer_id, now, now - IDLE, MOST_SESSIONS - 1)
    await scope.execute(_INSERT, new_id(), digest_of(token), customer_id, address, agent, now, now + LIFETIME)
    return token


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
