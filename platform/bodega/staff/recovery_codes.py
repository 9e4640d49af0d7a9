"""Recovery codes: ten words to write down, each good for one sign-in without the authenticator app."""

import secrets
import unicodedata
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import CROCKFORD, new_id
from bodega.runtime import Runtime

HOW_MANY = 10
_LENGTH = 10
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


async def write_recovery_codes(scope: Scope, runtime: Runtime, account_id: UUID) -> list[str]:
    """Make new ones in place of the old; only what cannot be turned back is kept."""
    codes = ["".join(secrets.choice(CROCKFORD) for _ in range(_LENGTH)) for _ in range(HOW_MANY)]
    await scope.execute("delete from recovery_code where account_id = $1", account_id)
    await scope.executemany(
        "insert into recovery_code (id, account_id, digest) values ($1, $2, $3)",
        [(new_id(), account_id, _digest(runtime, account_id, code)) for code in codes],
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


async def use_recovery_code(
    scope: Scope, runtime: Runtime, account_id: UUID, typed: str, *, now: datetime
) -> bool:
    """Whether it was one that still counted; it does not any more."""
    used = await scope.execute(
        "update recovery_code set used_at = $3 where account_id = $1 and digest = $2 and used_at is null",
        account_id, _digest(runtime, account_id, _plain(typed)), now,
    )  # fmt: skip
    return used > 0


async def count_recovery_codes(scope: Scope, account_id: UUID) -> int:
    """How many are left."""
    return int(
        await scope.fetchval(
            "select count(*) from recovery_code where account_id = $1 and used_at is null", account_id
        )
    )


def _plain(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed[:50]).upper().translate(_MISREAD)
    return "".join(letter for letter in text if letter in CROCKFORD)


def _digest(runtime: Runtime, account_id: UUID, code: str) -> bytes:
    """Keyed, so that a copy of the table alone cannot be searched for these short words."""
    return runtime.platform_vault.fingerprint(code, f"recovery code {account_id}")
