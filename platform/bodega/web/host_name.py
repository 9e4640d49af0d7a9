"""Read the Host header as the name it stands for."""

import re

_HOST = re.compile(r"^(?P<name>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\])\.?(?::\d{1,5})?$")


def host_name(header: str) -> str | None:
    """The host in lower case, without port and trailing dot; None when it is no host name at all."""
    match = _HOST.match(header.strip().lower())
    return match["name"] if match else None
