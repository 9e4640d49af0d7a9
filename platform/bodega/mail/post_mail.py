"""Post a mail of the platform's own: sealed into a table in the transaction that decided it, sent by a job."""

from datetime import datetime

import msgspec

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime

MAIL_JOB = "mail.send"


class Letter(msgspec.Struct, frozen=True):
    """What a mail says, in the language of whoever reads it."""

    subject: str
    text: str


async def post_mail(
    scope: Scope,
    runtime: Runtime,
    *,
    to: str,
    locale: str,
    subject: str,
    text: str,
    now: datetime,
    once: str | None = None,
    **params: str,
) -> bool:
    """Whether it goes out: an installation without a mail server sends none, and a second one of the key `once` neither.

    `subject` and `text` are msgids, said in `locale` with `params`. A link in it is a secret, so the table holds the
    letter sealed, and no longer than until it is sent.
    """
    if runtime.settings.mail is None:
        return False
    say = runtime.translations.gettext
    letter = Letter(say(locale, subject, **params), say(locale, text, **params))
    mail_id = new_id()
    sealed = runtime.platform_vault.seal(
        msgspec.json.encode(letter).decode(), table="mail", column="sealed", row_id=mail_id
    )
    if not await scope.execute(
        "insert into mail (id, recipient, once, sealed, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        mail_id, to, once, sealed, now,
    ):  # fmt: skip
        return False
    await enqueue(scope, MAIL_JOB, {"mail_id": str(mail_id)})
    return True
