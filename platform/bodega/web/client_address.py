"""Whose request this is: the peer's address, or what a trusted proxy says of it, and nothing else."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

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
    address = _parse(peer)
    if address is None:
        return peer or "unknown"
    hops = [hop.strip() for line in forwarded_for for hop in line.split(",")]
    while hops and _is_trusted(address, trusted):
        next_address = _parse(hops.pop())
        if next_address is None:
            break
        address = next_address
    return str(address)


# A program, and a visitor who reads on, come again and again by the same way.
_remembered = lru_cache(maxsize=4096)(_walk)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _is_trusted(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)
