"""Ask a name server for the TXT records of a name."""

import dns.asyncresolver
import dns.exception
import dns.resolver

from bodega.kernel.database import refuse_inside_scope
from bodega.kernel.errors import SettingError, Unavailable

_SECONDS = 8.0


async def look_up_txt(name: str, name_server: str = "") -> list[str]:
    """Every TXT record of `name`, none when there is none; raises `Unavailable` when nobody could say.

    `name_server` is an address with its port; empty asks the servers of the system.
    """
    refuse_inside_scope()
    try:
        answer = await _resolver(name_server).resolve(f"{name}.", "TXT", lifetime=_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise Unavailable("The name servers of this domain did not answer.") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver(name_server: str) -> dns.asyncresolver.Resolver:
    if not name_server:
        return dns.asyncresolver.Resolver()
    host, _, port = name_server.rpartition(":")
    if not host or not port.isdecimal():
        raise SettingError(
            "BODEGA_NAME_SERVER is %(value)s. It must be an address and a port.", value=name_server
        )
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [host]
    resolver.port = int(port)
    return resolver
