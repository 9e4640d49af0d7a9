"""Carry a mail to the server: to a checked address, under a verified certificate, within a limit of time."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage

import structlog
from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bodega_email.compose_mail import domain_of
from bodega_email.settings import STARTTLS, TLS, EmailSettings
from bodega_shop.extend import BodegaError, InvalidInput, MessageRefused, Unavailable, parse_email

TOTAL_SECONDS = 15.0

_MOST_ADDRESSES_TRIED = 3
_PERMANENT = 500

Resolve = Callable[[str], Awaitable[list[str]]]

log = structlog.get_logger()


async def carry_mail(settings: EmailSettings, resolve: Resolve, mail: EmailMessage, recipient: str) -> None:
    """Hand `mail` over to the server.

    Raises `MessageRefused` when the server will never take it, `InvalidInput` for a wrong setting, `Refused` for a
    server in a private network, `Unavailable` for everything that may pass.
    """
    async with _server(settings, resolve) as server:
        try:
            await server.send_message(mail, sender=parse_email(settings.from_address), recipients=[recipient])
        except SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0], MessageRefused()) from None
        except SMTPResponseException as error:
            raise _refusal(error, MessageRefused()) from None
        with suppress(SMTPException):
            await server.quit()


async def try_server(settings: EmailSettings, resolve: Resolve) -> None:
    """Connect, say hello, sign in, and leave. Raises as `carry_mail` does."""
    async with _server(settings, resolve) as server:
        await server.noop()
        with suppress(SMTPException):
            await server.quit()


@asynccontextmanager
async def _server(settings: EmailSettings, resolve: Resolve) -> AsyncIterator[SMTP]:
    """A session with the mail server, encrypted and signed in as the settings say."""
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            server = SMTP(
                hostname=settings.host,
                use_tls=settings.security == TLS,
                start_tls=False,
                tls_context=ssl.create_default_context(),
                local_hostname=domain_of(settings),
                timeout=TOTAL_SECONDS,
            )
            try:
                connection = await _connect(await resolve(settings.host), settings.port)
                await server.connect(sock=connection)
                await _greet(server, settings)
                yield server
            finally:
                server.close()
    except (SMTPException, OSError, ValueError) as error:
        _note(error)
        raise _meaning(error) from None


async def _connect(addresses: list[str], port: int) -> socket.socket:
    failure = OSError("no address")
    for address in addresses[:_MOST_ADDRESSES_TRIED]:
        connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        connection.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(connection, (address, port))
        except OSError as error:
            connection.close()
            failure = error
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    raise failure


async def _greet(server: SMTP, settings: EmailSettings) -> None:
    await server.ehlo()
    if settings.security == STARTTLS:
        if not server.supports_extension("starttls"):
            raise InvalidInput("The mail server offers no STARTTLS.", field="security")
        await server.starttls()
        await server.ehlo()
    if settings.user:
        if not server.supported_auth_methods:
            raise InvalidInput("The mail server does not ask for a user name.", field="user")
        try:
            await server.login(settings.user, settings.password)
        except SMTPAuthenticationError as error:
            wrong = InvalidInput(
                "The mail server does not accept this user name and password.", field="password"
            )
            raise _refusal(error, wrong) from None


def _refusal(error: SMTPResponseException, final: BodegaError) -> BodegaError:
    """Codes from 500 up are final (RFC 5321 §4.2.1); the others ask to come again."""
    _note(error)
    return final if error.code >= _PERMANENT else Unavailable("The mail server asks to come again later.")


def _meaning(error: Exception) -> BodegaError:
    cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return InvalidInput("The certificate of the mail server cannot be trusted.", field="host")
    if isinstance(cause, ssl.SSLError):
        return InvalidInput("The mail server does not speak this kind of encryption.", field="security")
    if isinstance(error, ValueError):
        return InvalidInput("The name of the mail server cannot be used.", field="host")
    return Unavailable("The mail server does not answer.")


def _note(error: Exception) -> None:
    """The kind and code of a failure; what the server said may name people."""
    log.warning("email_failed", kind=type(error).__name__, status=getattr(error, "code", None))
