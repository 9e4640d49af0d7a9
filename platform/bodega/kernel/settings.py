"""The operator's settings, read from the environment once; a missing or bad one says which and what to do."""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Self

import msgspec

from bodega.kernel.errors import SettingError
from bodega.kernel.mail_server import KINDS, STARTTLS, MailServer

Network = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
LARGEST_PORT = 65_535


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an operator can say; `docs/operating.md` explains each."""

    database_url: str
    owner_database_url: str = ""
    redis_url: str
    master_key: str
    base_domain: str
    public_scheme: str = "https"
    public_port: int | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    worker_port: int | None = None
    processes: int = 2
    pool_size: int = 4
    trusted_proxies: tuple[Network, ...] = ()
    allow_private_urls: bool = False
    open_shops_at_once: bool = False
    limit_unpaid_per_address: bool = True
    sign_in_attempts: int = 10
    mail_server: MailServer = MailServer()
    prove_addresses: bool = True
    name_server: str = ""
    metrics_from: tuple[Network, ...] = LOOPBACK
    log_level: str = "info"
    files_url: str = ""
    practice_url: str = ""
    practice_token: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read `BODEGA_…`; raises `SettingError` naming the first setting that cannot be used."""
        read = _Reader(environment)
        return cls(
            database_url=read.required("DATABASE_URL", "the application's PostgreSQL log-in"),
            owner_database_url=read.text("OWNER_DATABASE_URL"),
            redis_url=read.required("REDIS_URL", "the Redis or Valkey server"),
            master_key=read.required("MASTER_KEY", "32 random bytes in base64"),
            base_domain=read.required("BASE_DOMAIN", "the domain under which shops live").lower().strip("."),
            public_scheme=read.choice("PUBLIC_SCHEME", "https", ("https", "http")),
            public_port=read.number("PUBLIC_PORT", None, LARGEST_PORT),
            host=read.text("HOST", "127.0.0.1"),
            port=read.number("PORT", 8000, LARGEST_PORT) or 8000,
            worker_port=read.number("WORKER_PORT", None, LARGEST_PORT),
            processes=read.number("PROCESSES", 2) or 2,
            pool_size=read.number("POOL_SIZE", 4) or 4,
            trusted_proxies=read.networks("TRUSTED_PROXIES"),
            allow_private_urls=read.switch("ALLOW_PRIVATE_URLS"),
            open_shops_at_once=read.switch("OPEN_SHOPS_AT_ONCE"),
            limit_unpaid_per_address=not read.switch("NO_ADDRESS_LIMIT"),
            sign_in_attempts=read.number("SIGN_IN_ATTEMPTS", 10) or 10,
            mail_server=_mail_server(read),
            prove_addresses=not read.switch("NO_ADDRESS_PROOF"),
            name_server=read.text("NAME_SERVER"),
            metrics_from=read.networks("METRICS_FROM") or LOOPBACK,
            files_url=read.text("FILES_URL"),
            practice_url=read.text("PRACTICE_URL").rstrip("/"),
            practice_token=read.text("PRACTICE_TOKEN"),
            log_level=read.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        )

    def as_environment(self) -> dict[str, str]:
        """The same settings as variables, for a child process."""
        return {
            "BODEGA_DATABASE_URL": self.database_url,
            "BODEGA_OWNER_DATABASE_URL": self.owner_database_url,
            "BODEGA_REDIS_URL": self.redis_url,
            "BODEGA_MASTER_KEY": self.master_key,
            "BODEGA_BASE_DOMAIN": self.base_domain,
            "BODEGA_PUBLIC_SCHEME": self.public_scheme,
            "BODEGA_PUBLIC_PORT": str(self.public_port or ""),
            "BODEGA_HOST": self.host,
            "BODEGA_PORT": str(self.port),
            "BODEGA_WORKER_PORT": str(self.worker_port or ""),
            "BODEGA_PROCESSES": str(self.processes),
            "BODEGA_POOL_SIZE": str(self.pool_size),
            "BODEGA_TRUSTED_PROXIES": ",".join(map(str, self.trusted_proxies)),
            "BODEGA_ALLOW_PRIVATE_URLS": "1" if self.allow_private_urls else "",
            "BODEGA_OPEN_SHOPS_AT_ONCE": "1" if self.open_shops_at_once else "",
            "BODEGA_NO_ADDRESS_LIMIT": "" if self.limit_unpaid_per_address else "1",
            "BODEGA_SIGN_IN_ATTEMPTS": str(self.sign_in_attempts),
            **self.mail_server.as_environment(),
            "BODEGA_NO_ADDRESS_PROOF": "" if self.prove_addresses else "1",
            "BODEGA_NAME_SERVER": self.name_server,
            "BODEGA_METRICS_FROM": ",".join(map(str, self.metrics_from)),
            "BODEGA_LOG_LEVEL": self.log_level,
            "BODEGA_FILES_URL": self.files_url,
            "BODEGA_PRACTICE_URL": self.practice_url,
            "BODEGA_PRACTICE_TOKEN": self.practice_token,
        }

    @property
    def mail(self) -> MailServer | None:
        """The platform's own mail server, ready to use; None where the operator named none."""
        return self.mail_server.completed(self.base_domain)

    @property
    def asks_for_proof(self) -> bool:
        """Whether an account proves its e-mail address: only where a link can be sent to it."""
        return self.mail is not None and self.prove_addresses

    def address_of(self, host: str, path: str = "/") -> str:
        """The public address of `path` on `host`."""
        port = f":{self.public_port}" if self.public_port else ""
        return f"{self.public_scheme}://{host}{port}{path}"


def _mail_server(read: "_Reader") -> MailServer:
    return MailServer(
        host=read.text("MAIL_HOST"),
        port=read.number("MAIL_PORT", None, LARGEST_PORT),
        security=read.choice("MAIL_SECURITY", STARTTLS, KINDS),
        user=read.text("MAIL_USER"),
        password=read.text("MAIL_PASSWORD"),
        sender=read.text("MAIL_FROM"),
        sender_name=read.text("MAIL_NAME"),
    )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str = "") -> str:
        return self._environment.get(f"BODEGA_{name}", "").strip() or default

    def required(self, name: str, what: str) -> str:
        value = self.text(name)
        if not value:
            raise SettingError(
                "BODEGA_%(name)s is not set. Set it to %(what)s; docs/operating.md has an example.",
                name=name,
                what=what,
            )
        return value

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise SettingError(
                "BODEGA_%(name)s is %(value)s. It must be one of: %(choices)s.",
                name=name,
                value=value,
                choices=", ".join(choices),
            )
        return value

    def number(self, name: str, default: int | None, most: int = 1_000_000) -> int | None:
        value = self.text(name)
        if not value:
            return default
        if not value.isdecimal():
            raise SettingError(
                "BODEGA_%(name)s is %(value)s. It must be a whole number.", name=name, value=value
            )
        if int(value) > most:
            raise SettingError(
                "BODEGA_%(name)s is %(value)s. It must be at most %(most)s.",
                name=name,
                value=value,
                most=most,
            )
        return int(value)

    def switch(self, name: str) -> bool:
        value = self.text(name).lower()
        if value not in ("", "0", "1", "no", "yes", "false", "true"):
            raise SettingError("BODEGA_%(name)s is %(value)s. It must be yes or no.", name=name, value=value)
        return value in ("1", "yes", "true")

    def networks(self, name: str) -> tuple[Network, ...]:
        try:
            return tuple(ip_network(part.strip()) for part in self.text(name).split(",") if part.strip())
        except ValueError as error:
            raise SettingError(
                "BODEGA_%(name)s must be networks such as 10.0.0.0/8, parted by commas: %(why)s",
                name=name,
                why=str(error),
            ) from error
