"""The mail server of the platform itself, as the operator named it."""

from typing import Self

import msgspec

STARTTLS = "starttls"
TLS = "tls"
NONE = "none"
KINDS = (STARTTLS, TLS, NONE)
_USUAL_PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail is handed over and from whom it comes; without a `host` there is none, without a `user` nobody signs in."""

    host: str = ""
    port: int | None = None
    security: str = STARTTLS
    user: str = ""
    password: str = ""
    sender: str = ""
    sender_name: str = ""

    def __repr__(self) -> str:
        """Without the password: settings are printed when something is wrong with them."""
        return f"MailServer({self.host}:{self.port}, {self.security}, from {self.sender})"

    def completed(self, domain: str) -> Self | None:
        """With what goes without saying: the port of its kind, and a sender at `domain`. None where there is no server."""
        if not self.host:
            return None
        return msgspec.structs.replace(
            self,
            port=self.port or _USUAL_PORTS[self.security],
            sender=self.sender or f"no-reply@{domain}",
            sender_name=self.sender_name or "Bodega",
        )

    def as_environment(self) -> dict[str, str]:
        return {
            "BODEGA_MAIL_HOST": self.host,
            "BODEGA_MAIL_PORT": str(self.port or ""),
            "BODEGA_MAIL_SECURITY": self.security,
            "BODEGA_MAIL_USER": self.user,
            "BODEGA_MAIL_PASSWORD": self.password,
            "BODEGA_MAIL_FROM": self.sender,
            "BODEGA_MAIL_NAME": self.sender_name,
        }
