"""Send one posted mail, and forget what it said."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog

from bodega.kernel.database import platform_scope
from bodega.mail.carry_mail import Refused, carry_mail
from bodega.mail.post_mail import Letter
from bodega.runtime import Runtime

_KEEP = timedelta(days=90)

log = structlog.get_logger()


async def send_mail(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job. A crash after sending sends the same mail again, under the same Message-ID.

    Raises `Unavailable` for what may pass, so that the queue comes again.
    """
    mail_id = UUID(payload["mail_id"])
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select recipient, sealed from mail where id = $1 and sealed is not null", mail_id
        )
    server = runtime.settings.mail
    if row is None or server is None:
        return
    text = runtime.platform_vault.open(row["sealed"], table="mail", column="sealed", row_id=mail_id)
    letter, sent = msgspec.json.decode(text, type=Letter), True
    try:
        await carry_mail(server, letter, row["recipient"], mail_id, now=runtime.clock.now())
    except Refused as error:
        log.warning("mail_refused", mail=str(mail_id), status=error.code)
        sent = False
    now = runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute(
            f"update mail set sealed = null, {'sent_at' if sent else 'given_up_at'} = $2 where id = $1",
            mail_id, now,
        )  # fmt: skip
        # To whom something was written once is nobody's business for ever.
        await scope.execute("delete from mail where created_at < $1", now - _KEEP)
