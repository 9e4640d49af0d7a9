"""The shop's own record of who changed what, appended in the transaction of the deed and never changed."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id


class Actor(Protocol):
    """Whoever does something: an account, none for the platform itself, and the name that the record keeps."""

    @property
    def account_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


async def record_deed(
    scope: Scope, deed: str, subject: str, *, by: Actor, now: datetime, **detail: Any
) -> None:
    """`deed` is a dotted word such as `channel.changed`, `subject` the id of what it was done to.

    The detail is shown to the shop's owner, so it holds no secret.
    """
    await scope.execute(
        "insert into deed (id, at, account_id, actor, deed, subject, detail) values ($1, $2, $3, $4, $5, $6, $7)",
        new_id(), now, by.account_id, by.name, deed, subject, detail,
    )  # fmt: skip
