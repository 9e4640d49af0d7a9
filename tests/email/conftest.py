"""Yunting's mail server: a real one on this machine, with a certificate made for the story."""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from bodega_email.notifier import EmailNotifier
from bodega_email.settings import EmailSettings
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bodega.kernel.clock import Clock, SetClock
from bodega.kernel.outbound import OutboundPolicy, guarded_resolver
from bodega_shop.extend import NotifierContext

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
USER, PASSWORD = "hello@yunting.example", "app-password-of-yunting"


@dataclass
class Post:
    """What the server took in, and what it says to whom."""

    envelopes: list[Envelope] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    to_sender: str = "250 OK"
    to_recipient: str = "250 OK"
    to_data: str = "250 OK"
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in self.envelopes]  # type: ignore[arg-type]

    async def handle_EHLO(  # noqa: N802 - the server's names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greetings.append(hostname)
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_data.startswith("250"):
            self.envelopes.append(envelope)
        return self.to_data

    def sign_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (
            USER,
            PASSWORD,
        )
        if right:
            self.users.append(data.login.decode())
        return AuthResult(success=right, handled=False)


class Server(Controller):
    """With the fields of a `Post`; implicit TLS when it gets an `ssl_context`."""

    def __init__(
        self, post: Post, *, starttls: ssl.SSLContext | None, auth: bool, tls: ssl.SSLContext | None
    ) -> None:
        self._starttls = starttls
        self._auth = auth
        super().__init__(post, hostname="127.0.0.1", port=0, ssl_context=tls)

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            tls_context=self._starttls,
            authenticator=self.handler.sign_in if self._auth else None,
            auth_require_tls=self.ssl_context is None,
            auth_exclude_mechanism=() if self._auth else ("LOGIN", "PLAIN"),
        )

    def _trigger_server(self) -> None:
        """The stock one connects to the port it was told, which is 0 here."""
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A certificate for localhost that signs itself; the key lies beside it."""
    return make_certificate(tmp_path, "localhost")


def make_certificate(folder: Path, host: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    # The computer's clock, for it is the computer that verifies.
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def trusted(authority: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This computer trusts whoever signed the mail server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    return authority


@pytest.fixture
def mail_server() -> Iterator[Callable[..., Post]]:
    """Start a mail server that offers what the story says."""
    servers = []

    def started(
        *, starttls: Path | None = None, tls: Path | None = None, auth: bool = False, **answers: str
    ) -> Post:
        post = Post(**answers)  # type: ignore[arg-type]
        server = Server(post, starttls=_context(starttls), auth=auth, tls=_context(tls))
        server.start()
        servers.append(server)
        post.port = server.port
        return post

    yield started
    for server in servers:
        server.stop()


def _context(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def notifier() -> EmailNotifier:
    return EmailNotifier()


@pytest.fixture
def clock() -> Clock:
    return SetClock(NOW)


@pytest.fixture
def shop_with(clock: Clock) -> Callable[..., NotifierContext]:
    """Yunting's mail settings; the operator of these stories allows mail servers on this machine."""

    def opened(
        *, allow_private: bool = True, shop_name: str = "云听会员店", **settings: Any
    ) -> NotifierContext:
        given = {"host": "localhost", "security": "none", "from_address": "hello@yunting.example"} | settings
        return NotifierContext(
            shop="yunting",
            shop_name=shop_name,
            settings=EmailSettings(**given),
            resolve=guarded_resolver(OutboundPolicy(allow_private=allow_private)),
            clock=clock,
            http=httpx.AsyncClient(),
        )

    return opened


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def login() -> dict[str, str]:
    return {"user": USER, "password": PASSWORD}
