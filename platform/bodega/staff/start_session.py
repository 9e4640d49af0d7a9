"""Begin a session: a random token for the cookie, of which only the digest is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id

LIFETIME = timedelta(days=14)
IDLE = timedelta(hours=12)
_TOKEN_BYTES = 32


async def start_session(
    scope: Scope,
    account_id: UUID,
    audience: str,
    *,
    now: datetime,
    address: str = "",
    agent: str = "",
    second_factor: bool = False,
) -> str:
    """Sign the account in on one host; the token comes back and is known nowhere else.

    `second_factor` says that the person has proved it already in this very act.
    """
    token = new_token()
    await scope.execute(
        "insert into sign_in (id, token_digest, account_id, audience, second_factor, address, agent,"
        " created_at, seen_at, password_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9)",
        new_id(), digest_of(token), account_id, audience, second_factor, address, agent, now, now + LIFETIME,
    )  # fmt: skip
    return token


def new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
