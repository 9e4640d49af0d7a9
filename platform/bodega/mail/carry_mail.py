"""Write a mail and hand it over to the platform's mail server."""

import asyncio
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from uuid import UUID

import structlog
from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from bodega.kernel.errors import Unavailable
from bodega.kernel.mail_server import STARTTLS, TLS, MailServer
from bodega.mail.post_mail import Letter

TOTAL_SECONDS = 15.0
_PERMANENT = 500
_LONGEST_SUBJECT = 300

log = structlog.get_logger()


class Refused(Exception):
    """The server will never take this mail; `code` is its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def carry_mail(
    server: MailServer, letter: Letter, recipient: str, mail_id: UUID, *, now: datetime
) -> None:
    """Raises `Refused` for a final answer about this mail, `Unavailable` for everything that may pass or be mended."""
    mail = compose(server, letter, recipient, mail_id, now=now)
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            await _hand_over(server, mail, recipient)
    except SMTPRecipientsRefused as error:
        raise _meaning(error.recipients[0]) from None
    except SMTPResponseException as error:
        raise _meaning(error) from None
    except (SMTPException, OSError) as error:
        log.warning("mail_failed", kind=type(error).__name__)
        raise Unavailable("The mail server does not answer.") from None


def compose(
    server: MailServer, letter: Letter, recipient: str, mail_id: UUID, *, now: datetime
) -> EmailMessage:
    """One mail to one person; the same `mail_id` gives the same Message-ID, so that a repeat can be told."""
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = Address(server.sender_name, addr_spec=server.sender)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = " ".join(letter.subject.split())[:_LONGEST_SUBJECT]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{mail_id}@{server.sender.rpartition('@')[2]}>"
    # RFC 3834: so that no absence note answers a machine.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    return mail


async def _hand_over(server: MailServer, mail: EmailMessage, recipient: str) -> None:
    client = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == TLS,
        start_tls=server.security == STARTTLS,
        tls_context=ssl.create_default_context(),
        username=server.user or None,
        password=server.password or None,
        timeout=TOTAL_SECONDS,
    )
    async with client:
        await client.send_message(mail, sender=server.sender, recipients=[recipient])


def _meaning(error: SMTPResponseException) -> Exception:
    """Codes from 500 up are final (RFC 5321 §4.2.1), but for a log-in that the operator can put right."""
    log.warning("mail_failed", kind=type(error).__name__, status=error.code)
    about_us = error.code in {530, 534, 535, 538}
    if error.code >= _PERMANENT and not about_us:
        return Refused(error.code)
    return Unavailable("The mail server asks to come again later.")
