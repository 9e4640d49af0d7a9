"""Whose request this is: the peer's address, or what a trusted proxy says of it, and nothing else."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from socket import AF_INET, inet_pton

from bodega.kernel.settings import Network

LONGEST_REMEMBERED = 100


def client_address(peer: str, forwarded_for: Sequence[str], trusted: Sequence[Network]) -> str:
    """The client's address, read from the right: the last address that is not one of our own proxies.

    `forwarded_for` holds the X-Forwarded-For header lines. They are believed only as far as trusted proxies wrote
    them; a text that is no address ends the walk.
    """
    lines = tuple(forwarded_for)
    # Strangers may write long headers, but not into our memory.
    walk = _remembered if sum(map(len, lines)) <= LONGEST_REMEMBERED else _walk
    return walk(peer, lines, tuple(trusted))


def _walk(peer: str, forwarded_for: tuple[str, ...], trusted: tuple[Network, ...]) -> str:
    address, believed = _believed(peer, trusted)
    if not address:
        return peer or "unknown"
    hops = [hop.strip() for line in forwarded_for for hop in line.split(",")]
    while hops and believed:
        next_address = _plain(hops.pop())
        if not next_address:
            break
        address = next_address
        believed = bool(hops) and _believed(address, trusted)[1]
    return address


# A program, and a visitor who reads on, come again and again by the same way.
_remembered = lru_cache(maxsize=4096)(_walk)


def _believed(text: str, trusted: tuple[Network, ...]) -> tuple[str, bool]:
    """The address as it is written everywhere, empty for what is none, and whether it is one of our own proxies."""
    return (_weighed if len(text) <= LONGEST_REMEMBERED else _weigh)(text, trusted)


def _weigh(text: str, trusted: tuple[Network, ...]) -> tuple[str, bool]:
    plain = _plain(text)
    if not plain:
        return "", False
    address = ip_address(plain)
    return plain, any(address.version == network.version and address in network for network in trusted)


# Proxies are few.
_weighed = lru_cache(maxsize=256)(_weigh)


def _plain(text: str) -> str:
    """The one way to write that address; empty for what is none."""
    try:
        # Strict, and its own one way to write it; the library's own reading takes ten times as long.
        inet_pton(AF_INET, text)
    except (OSError, ValueError):
        return _plain_slowly(text)
    return text


def _plain_slowly(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    return str(address.ipv4_mapped or address) if isinstance(address, IPv6Address) else str(address)
