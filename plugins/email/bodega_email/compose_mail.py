"""Write the mail: text, HTML where there is some, and headers that nobody's words can add a line to."""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bodega_email.settings import EmailSettings
from bodega_shop.extend import Message, parse_email

_LONGEST_HEADER = 300


def compose_mail(
    settings: EmailSettings, shop_name: str, message: Message, recipient: str, *, now: datetime
) -> EmailMessage:
    """One mail to one person. Every try for one `message.key` carries the same Message-ID, so repeats can be told."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _sender(settings, shop_name)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = _one_line(message.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = _message_id(settings, message.key)
    # RFC 3834: so that no absence note answers a machine.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def domain_of(settings: EmailSettings) -> str:
    """The domain that the mail comes from."""
    return parse_email(settings.from_address).rpartition("@")[2]


def _sender(settings: EmailSettings, shop_name: str) -> Address:
    name = _one_line(settings.from_name or shop_name)
    return Address(name, addr_spec=parse_email(settings.from_address))


def _message_id(settings: EmailSettings, key: str) -> str:
    digest = hashlib.sha256(f"{settings.from_address}\n{key}".encode()).hexdigest()[:40]
    return f"<{digest}@{domain_of(settings)}>"


def _one_line(text: str) -> str:
    """A line end in a header would start another header."""
    line = " ".join(text.split())
    return "".join(character for character in line if character.isprintable())[:_LONGEST_HEADER]
