"""Sends requests for `localhost` and `*.localhost` to this machine, as RFC 6761 says, whatever its resolver thinks."""

from collections.abc import Mapping

import httpx


def is_loopback_name(host: str) -> bool:
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def build_request(
    client: httpx.AsyncClient,
    method: str,
    address: str,
    *,
    data: Mapping[str, str] | None = None,
    **more: object,
) -> httpx.Request:
    """Build a request whose Host header is the address's own, though it may connect to 127.0.0.1.

    Raises httpx.InvalidURL for an address that cannot be one.
    """
    url = httpx.URL(address)
    if not is_loopback_name(url.host):
        return client.build_request(method, url, data=data, **more)  # type: ignore[arg-type]
    request = client.build_request(method, url.copy_with(host="127.0.0.1"), data=data, **more)  # type: ignore[arg-type]
    request.headers["Host"] = url.netloc.decode()
    request.extensions = {**request.extensions, "sni_hostname": url.host}
    return request
