"""A mail to the owner of a shop about its plan."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.mail.post_mail import post_mail
from bodega.runtime import Runtime

_OWNER = """
    select a.email, a.name, a.locale, s.name as shop from account a join shop s on s.owner_id = a.id where s.id = $1"""

# A text, or what says it in the reader's language.
Said = str | Callable[[str], str]


async def tell_owner(
    scope: Scope, runtime: Runtime, shop_id: UUID, subject: str, text: str, *, path: str, now: datetime, **params: Said
) -> None:  # fmt: skip
    """`subject` and `text` are msgids; `path` is the page to read on, on the platform's host."""
    row = await scope.fetchrow(_OWNER, shop_id)
    if row is None:
        return
    said = {name: one if isinstance(one, str) else one(row["locale"]) for name, one in params.items()}
    link = runtime.settings.address_of(runtime.settings.base_domain, path)
    await post_mail(
        scope, runtime, to=row["email"], locale=row["locale"], subject=subject, text=text, now=now, name=row["name"],
        shop=row["shop"], link=link, **said,
    )  # fmt: skip
