"""Read a domain as its owner types it: the name as name servers know it."""

import re

import idna

from bodega.kernel.errors import InvalidInput

LONGEST_HOST = 253

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def read_domain(text: str, base_domain: str) -> str:
    """The host in lower case, a Chinese name in its ASCII form (IDNA 2008, RFC 5891).

    An address pasted whole is taken for its host. Raises `InvalidInput` for what is no domain, and for names under
    `base_domain`, which the platform gives out itself.
    """
    host = _host_in(text)
    labels = host.split(".")
    if len(host) > LONGEST_HOST or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise InvalidInput("This is not a domain. It looks like shop.example.com.", field="host")
    if labels[-1].isdigit():
        raise InvalidInput("Please give a domain, not an IP address.", field="host")
    if host == base_domain or host.endswith(f".{base_domain}"):
        raise InvalidInput(
            "Addresses under %(domain)s belong to the platform.", field="host", domain=base_domain
        )
    return host


def shown_domain(host: str) -> str:
    """The name as people read it."""
    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host


def _host_in(text: str) -> str:
    host = text.strip().lower().partition("://")[2] or text.strip().lower()
    host = re.split(r"[/?#]", host)[0].rpartition("@")[2].partition(":")[0].rstrip(".。")
    try:
        return idna.encode(host, uts46=True).decode() if host else ""
    except idna.IDNAError:
        return ""
