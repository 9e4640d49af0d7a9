"""Call addresses that a tenant typed in, without lending the tenant our place in the network."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore
import httpx

from bodega.kernel.database import refuse_inside_scope
from bodega.kernel.errors import InvalidInput, Refused, TooLarge, Unavailable
from bodega.kernel.public_address import is_public

# Gives the IP addresses of a host name.
Resolver = Callable[[str], Awaitable[list[str]]]

LONGEST_ANSWER = "longest_answer"

_MOST_ADDRESSES_TRIED = 3
_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class OutboundPolicy:
    """Limits of every call. Private addresses are for the demo, tests and an operator who says so.

    A call that fetches a file says so with the request extension `longest_answer` in bytes; `most_response_bytes` is
    where that ends too.
    """

    allow_private: bool = False
    connect_seconds: float = 5.0
    total_seconds: float = 15.0
    max_response_bytes: int = 1_048_576
    most_response_bytes: int = 64 * 1_048_576


async def resolve(host: str) -> list[str]:
    """Ask the system; `localhost` and all names under it are this machine (RFC 6761 §6.3)."""
    if host == "localhost" or host.endswith(".localhost"):
        return ["127.0.0.1"]
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def outbound_client(
    policy: OutboundPolicy,
    *,
    resolver: Resolver = resolve,
    network: httpcore.AsyncNetworkBackend | None = None,
) -> httpx.AsyncClient:
    """A client that reaches public addresses only, and exactly the address that was checked.

    It verifies certificates, follows no redirect, keeps no cookie (so one client can serve all shops), takes no
    proxy or password from the environment. Close it when the process ends. Its calls raise `Refused` for an
    address or URL that is not allowed, `TooLarge` for a long answer, and `httpx.HTTPError` when the other side
    fails; a time-out says that the fate of the call is unknown.
    """
    return httpx.AsyncClient(
        transport=_GuardedTransport(
            policy, _GuardedNetwork(policy, resolver, network or httpcore.AnyIOBackend())
        ),
        timeout=httpx.Timeout(policy.total_seconds, connect=policy.connect_seconds),
        headers={"User-Agent": "Bodega", "Accept-Encoding": "identity"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        follow_redirects=False,
        trust_env=False,
    )


async def check_url(text: str, policy: OutboundPolicy, *, resolver: Resolver = resolve) -> str:
    """For settings forms: the URL, when it could be called at this moment. Every call is checked again.

    Raises `InvalidInput` for what is no URL or a host that is not found, `Refused` for an address not allowed.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise InvalidInput("This is not a web address.") from None
    if len(text) > _LONGEST_URL or not url.host:
        raise InvalidInput("This is not a web address.")
    _refuse_odd(url)
    try:
        await _allowed_addresses(url.host, policy, resolver)
    except httpcore.ConnectError:
        raise InvalidInput("There is no host called %(host)s.", host=url.host) from None
    return str(url)


def guarded_resolver(policy: OutboundPolicy, *, resolver: Resolver = resolve) -> Resolver:
    """For what is not the web, such as SMTP: gives those addresses of a host that may be reached.

    Whoever asks connects to one of them, not to the name, so that a second answer of the name server gains nothing.
    What comes back raises `Refused` for a host that is not allowed, `Unavailable` for one that is not found.
    """

    async def allowed(host: str) -> list[str]:
        try:
            return await _allowed_addresses(host, policy, resolver)
        except httpcore.ConnectError:
            raise Unavailable("There is no host called %(host)s.", host=host) from None

    return allowed


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """Bounds an exchange in time and size; where it leads is the network's business."""

    def __init__(self, policy: OutboundPolicy, network: httpcore.AsyncNetworkBackend) -> None:
        self._policy = policy
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(), keepalive_expiry=5.0, network_backend=network
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        refuse_inside_scope()
        _refuse_odd(request.url)
        deadline = asyncio.get_running_loop().time() + self._policy.total_seconds
        try:
            async with asyncio.timeout_at(deadline):
                response = await super().handle_async_request(request)
        except TimeoutError:
            raise httpx.ReadTimeout("no answer in time") from None
        if response.headers.get("content-encoding", "identity") != "identity":
            # A small packed body can unpack to gigabytes, and we asked for it plain.
            await response.aclose()
            raise httpx.DecodingError("the answer is packed")
        response.stream = _BoundedStream(response.stream, deadline, self._longest(request))
        return response

    def _longest(self, request: httpx.Request) -> int:
        asked = int(request.extensions.get(LONGEST_ANSWER, self._policy.max_response_bytes))
        return min(asked, self._policy.most_response_bytes)


class _BoundedStream(httpx.AsyncByteStream):
    """A body that may neither trickle for ever nor grow without end."""

    def __init__(self, stream: Any, deadline: float, max_bytes: int) -> None:
        self._stream = stream
        self._deadline = deadline
        self._max_bytes = max_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks, size = aiter(self._stream), 0
        while (chunk := await self._next(chunks)) is not None:
            size += len(chunk)
            if size > self._max_bytes:
                raise TooLarge("The answer is longer than %(limit)s bytes.", limit=self._max_bytes)
            yield chunk

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        try:
            async with asyncio.timeout_at(self._deadline):
                return await anext(chunks, None)
        except TimeoutError:
            raise httpx.ReadTimeout("the answer took too long") from None

    async def aclose(self) -> None:
        await self._stream.aclose()


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a name once per connection and connects to the address that was checked.

    So a name server that answers differently the next time gains nothing, while TLS and the Host header still see
    the name. Numeric forms such as `0177.0.0.1` are resolved by the system first and judged by what they mean.
    """

    def __init__(
        self, policy: OutboundPolicy, resolver: Resolver, network: httpcore.AsyncNetworkBackend
    ) -> None:
        self._policy = policy
        self._resolver = resolver
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the name in httpcore's contract
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failure: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError("no address")
        for address in (await _allowed_addresses(host, self._policy, self._resolver))[:_MOST_ADDRESSES_TRIED]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the name in httpcore's contract
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise Refused("A socket of this machine is no web address.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _refuse_odd(url: httpx.URL) -> None:
    if url.scheme not in {"http", "https"}:
        raise Refused("Only http and https addresses are called.")
    if url.userinfo:
        raise Refused("A web address must not carry a user name.")


async def _allowed_addresses(host: str, policy: OutboundPolicy, resolver: Resolver) -> list[str]:
    refuse_inside_scope()
    try:
        async with asyncio.timeout(policy.connect_seconds):
            found = await resolver(host.lower().rstrip("."))
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} was not found") from error
    allowed = [address for address in dict.fromkeys(found) if policy.allow_private or is_public(address)]
    if not allowed:
        raise Refused("%(host)s is not an address on the public Internet.", host=host)
    return allowed
