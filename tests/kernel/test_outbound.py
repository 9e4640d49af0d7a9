import asyncio
import ssl
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpcore
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bodega.kernel.errors import InvalidInput, Refused, TooLarge
from bodega.kernel.outbound import LONGEST_ANSWER, OutboundPolicy, check_url, outbound_client, resolve

PUBLIC, OTHER_PUBLIC, PRIVATE = "93.184.215.14", "93.184.215.15", "10.0.0.5"
ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
OPEN = OutboundPolicy(allow_private=True)


@asynccontextmanager
async def serving(answer, **tls):
    """A real HTTP server; gives its port and the heads of the requests that it saw."""
    heads = []

    async def serve(reader, writer):
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if callable(answer):
            await answer(reader, writer)
        else:
            writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, **tls) as server:
        yield server.sockets[0].getsockname()[1], heads


class Internet(httpcore.AsyncNetworkBackend):
    """Stands for the wires: any address leads to our server, and every address asked for is written down."""

    def __init__(self, dead=()):
        self.called = []
        self.dead = dead

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # noqa: ASYNC109 - httpcore's name
        self.called.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("nobody there")
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", port, timeout)


def names(**answers):
    """A name server; a list of lists is what it answers first, second …"""

    async def resolver(host):
        answer = answers.get(host.replace(".", "_"))
        if answer is None:
            return await resolve(host)
        return answer.pop(0) if isinstance(answer[0], list) else answer

    return resolver


async def test_a_public_address_is_called_under_its_own_name():
    internet = Internet()
    async with (
        serving(ANSWER) as (port, heads),
        outbound_client(OutboundPolicy(), resolver=names(pay_example=[PUBLIC]), network=internet) as client,
    ):
        response = await client.get(f"http://pay.example:{port}/notify?a=1")
    assert (response.status_code, response.text) == (200, "ok")
    assert internet.called == [PUBLIC]
    assert heads[0].startswith("GET /notify?a=1 HTTP/1.1")
    assert f"Host: pay.example:{port}" in heads[0]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "localhost",
        "xinghai.localhost",
        "LOCALHOST.",
        "127。0。0。1",
        "①②⑦.⓪.⓪.①",
    ],
)
async def test_a_private_address_is_refused_in_whatever_form_it_is_written(host):
    internet = Internet()
    async with outbound_client(OutboundPolicy(), network=internet) as client:
        with pytest.raises((Refused, httpx.InvalidURL)):
            await client.get(f"http://{host}/")
    assert internet.called == []


async def test_a_name_that_leads_inside_is_refused():
    internet = Internet()
    resolver = names(inside_example=[PRIVATE, "::1"])
    async with outbound_client(OutboundPolicy(), resolver=resolver, network=internet) as client:
        with pytest.raises(Refused):
            await client.post("http://inside.example/")
    assert internet.called == []


async def test_of_mixed_answers_only_the_public_address_is_called():
    internet = Internet()
    resolver = names(mixed_example=[PRIVATE, PUBLIC])
    async with (
        serving(ANSWER) as (port, _),
        outbound_client(OutboundPolicy(), resolver=resolver, network=internet) as client,
    ):
        await client.get(f"http://mixed.example:{port}/")
    assert internet.called == [PUBLIC]


async def test_the_next_address_is_tried_when_one_is_dead():
    internet = Internet(dead=[PUBLIC])
    resolver = names(pay_example=[PUBLIC, OTHER_PUBLIC])
    async with (
        serving(ANSWER) as (port, _),
        outbound_client(OutboundPolicy(), resolver=resolver, network=internet) as client,
    ):
        assert (await client.get(f"http://pay.example:{port}/")).text == "ok"
    assert internet.called == [PUBLIC, OTHER_PUBLIC]


async def test_a_name_server_that_changes_its_mind_gains_nothing():
    internet = Internet()
    resolver = names(rebind_example=[[PUBLIC], ["127.0.0.1"]])
    client = outbound_client(OutboundPolicy(), resolver=resolver, network=internet)
    async with serving(ANSWER) as (port, heads), client:
        await client.get(f"http://rebind.example:{port}/first")
        with pytest.raises(Refused):
            await client.get(f"http://rebind.example:{port}/second")
    assert internet.called == [PUBLIC]
    assert len(heads) == 1


async def test_a_redirect_is_an_answer_and_not_followed():
    redirect = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/admin\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    resolver = names(pay_example=[PUBLIC])
    async with (
        serving(redirect) as (port, _),
        outbound_client(OutboundPolicy(), resolver=resolver, network=Internet()) as client,
    ):
        assert (await client.get(f"http://pay.example:{port}/")).status_code == 302
        with pytest.raises(Refused):
            await client.get(f"http://pay.example:{port}/", follow_redirects=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://lin@pay.example/",
        "http://pay.example:80@127.0.0.1/",
        "ftp://pay.example/",
        "file:///etc/passwd",
    ],
)
async def test_a_user_name_or_another_scheme_is_refused(url):
    async with outbound_client(OPEN, network=Internet()) as client:
        with pytest.raises((Refused, httpx.UnsupportedProtocol)):
            await client.get(url)
        with pytest.raises((Refused, InvalidInput)):
            await check_url(url, OPEN)


async def test_the_environment_cannot_turn_calls_aside(monkeypatch):
    internet = Internet()
    async with serving(ANSWER) as (port, _):
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{port}")
        async with outbound_client(OutboundPolicy(), network=internet) as client:
            with pytest.raises(Refused):
                await client.get(f"http://127.0.0.1:{port}/")


async def endless(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(2000):
        writer.write(b"x" * 1000)


async def trickle(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await asyncio.sleep(0.02)


async def silence(reader, writer):
    await reader.read()


async def test_an_answer_without_end_is_cut():
    async with serving(endless) as (port, _), outbound_client(OPEN) as client:
        with pytest.raises(TooLarge):
            await client.get(f"http://127.0.0.1:{port}/")


async def long_file(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000)
    await writer.drain()


async def test_a_file_may_be_longer_where_the_caller_says_so_and_not_beyond_the_limit():
    small = OutboundPolicy(allow_private=True, most_response_bytes=2_000_000)
    async with serving(long_file) as (port, _), outbound_client(OPEN) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/", extensions={LONGEST_ANSWER: 4_000_000})
        assert len(answer.content) == 3_000_000
        with pytest.raises(TooLarge):
            await client.get(f"http://127.0.0.1:{port}/")
    async with serving(long_file) as (port, _), outbound_client(small) as client:
        with pytest.raises(TooLarge):
            await client.get(f"http://127.0.0.1:{port}/", extensions={LONGEST_ANSWER: 4_000_000})


@pytest.mark.parametrize("slow", [trickle, silence])
async def test_a_slow_answer_is_given_up_even_if_it_keeps_trickling(slow):
    async with (
        serving(slow) as (port, _),
        outbound_client(OutboundPolicy(allow_private=True, total_seconds=0.3)) as client,
    ):
        with pytest.raises(httpx.ReadTimeout):
            await client.get(f"http://127.0.0.1:{port}/", timeout=None)


async def test_a_packed_answer_is_refused_before_it_can_unfold():
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00"
    async with serving(packed) as (port, heads), outbound_client(OPEN) as client:
        with pytest.raises(httpx.DecodingError):
            await client.get(f"http://127.0.0.1:{port}/")
    assert "Accept-Encoding: identity" in heads[0]


async def test_no_cookie_of_one_shop_is_sent_for_another():
    cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: shop=xinghai\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    async with serving(cookie) as (port, heads), outbound_client(OPEN) as client:
        for _ in range(2):
            await client.get(f"http://127.0.0.1:{port}/")
    assert "xinghai" not in heads[1]


async def test_the_demo_reaches_its_own_shops():
    async with serving(ANSWER) as (port, heads), outbound_client(OPEN) as client:
        assert (await client.get(f"http://xinghai.localhost:{port}/")).text == "ok"
    assert f"Host: xinghai.localhost:{port}" in heads[0]


async def test_an_unknown_host_is_a_failure_of_the_other_side():
    async def nowhere(host):
        raise OSError("no such name")

    async with outbound_client(OutboundPolicy(), resolver=nowhere) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("http://nowhere.example/")


@pytest.fixture
def self_signed(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pay.example")])
    start = datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), start, start + timedelta(days=9)
    )
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName("pay.example")]), critical=False
    )
    file = tmp_path / "pay.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + builder.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def tls(self_signed):
    """A server's side of TLS that writes down the names it was asked for."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(self_signed)
    context.names = []
    context.sni_callback = lambda _, name, context: context.names.append(name)
    return context


async def test_a_certificate_nobody_vouches_for_is_refused(tls):
    resolver = names(pay_example=[PUBLIC])
    async with (
        serving(ANSWER, ssl=tls) as (port, heads),
        outbound_client(OutboundPolicy(), resolver=resolver, network=Internet()) as client,
    ):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(f"https://pay.example:{port}/")
    assert heads == []


async def test_a_certificate_is_checked_against_the_name_and_not_the_address(tls, self_signed, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(self_signed))
    resolver = names(pay_example=[PUBLIC], other_example=[PUBLIC])
    async with (
        serving(ANSWER, ssl=tls) as (port, _),
        outbound_client(OutboundPolicy(), resolver=resolver, network=Internet()) as client,
    ):
        assert (await client.get(f"https://pay.example:{port}/")).text == "ok"
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(f"https://other.example:{port}/")
    assert tls.names == ["pay.example", "other.example"]


async def test_the_settings_form_says_at_once_what_is_wrong_with_a_url():
    resolver = names(pay_example=[PUBLIC], inside_example=[PRIVATE])
    assert await check_url("https://pay.example/submit.php", OutboundPolicy(), resolver=resolver)
    with pytest.raises(Refused):
        await check_url("https://inside.example/", OutboundPolicy(), resolver=resolver)
    for text in ("", "pay.example", "http://", "http://[", "https://pay.example/" + "a" * 3000):
        with pytest.raises((InvalidInput, Refused)):
            await check_url(text, OutboundPolicy(), resolver=resolver)
