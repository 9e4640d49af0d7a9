"""The levers of the conformance suite over the practice gateway, with a road between that can break."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from itertools import count
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from bodega_epay.gateway import EpayGateway
from bodega_practice.program import ensure_merchant
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from bodega_shop.conformance.rig import Call, GatewayRig, Sent
from bodega_shop.extend import FormPost, Money, PaymentAction, QrCode, Redirect

How = Literal["unread", "silent", "error"]
CHINA = timezone(timedelta(hours=8))
KEY, COMING_KEY = "8f3e1c2b5a4d4e6f9a7b0c1d2e3f4a5b", "c0ffee1c2b5a4d4e6f9a7b0c1d2e3f4a"
PIDS = count(70001)
PATIENCE_SECONDS = 30
# How a call is known by its address, in either version.
CALLS: dict[str, Call] = {
    "/mapi.php": "create",
    "/api/pay/create": "create",
    "/api.php?act=order": "query",
    "/api/pay/query": "query",
    "/api.php?act=refund": "refund",
    "/api/pay/refund": "refund",
    "/api/pay/refundquery": "query_refund",
    "/api/pay/close": "close",
    "/api.php?act=orders": "bill",
    "/api/merchant/orders": "bill",
}


@dataclass
class Road:
    """A proxy in front of the service, which loses what it is told to lose."""

    service: str
    url: str = ""
    breaks: list[tuple[Call, How]] = field(default_factory=list)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            how = self._what_happens(head.split(b" ")[1].decode())
            if how != "unread":
                body = await reader.readexactly(_length(head))
                answer = b"HTTP/1.1 500 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                if how != "error":
                    answer = await self._ask(head, body)
                if how != "silent":
                    writer.write(answer)
                    await writer.drain()
        writer.close()

    def _what_happens(self, target: str) -> How | None:
        act = dict(parse_qsl(urlsplit(target).query)).get("act")
        call = CALLS.get(urlsplit(target).path + (f"?act={act}" if act else ""))
        for planned in self.breaks:
            if planned[0] == call:
                self.breaks.remove(planned)
                return planned[1]
        return None

    async def _ask(self, head: bytes, body: bytes) -> bytes:
        place = urlsplit(self.service)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        first, _, rest = head.partition(b"\r\n")
        kept = [line for line in rest.split(b"\r\n") if line and not line.lower().startswith(b"connection:")]
        writer.write(b"\r\n".join([first, *kept, b"connection: close", b"", b""]) + body)
        await writer.drain()
        answer = await reader.read()
        writer.close()
        return answer


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


class EpayRig(GatewayRig):
    """Two merchants at the practice gateway; `version` and `settings` as the form knows them."""

    plugin = "epay"

    def __init__(
        self, practice: str, token: str, road: Road, client: httpx.AsyncClient, answers: str, **form: str
    ) -> None:
        self._answers = answers
        self.gateway = EpayGateway()
        self.money = Money(9980, "CNY")
        self._practice = practice
        self._token = token
        self._road = road
        self._client = client
        self._form = {"version": "V1", "pay_type": "alipay", "refunds": "1", **form}
        self._pairs = [_pair("星海点卡行"), _pair("云听会员店")]
        self._pids = [str(next(PIDS)) for _ in range(2)]
        self._platform_keys: dict[str, str] = {}
        self._pages: dict[str, str] = {}

    async def register(self) -> None:
        """Open both accounts, and look the service's public keys up in its console."""
        for place in range(2):
            await self._register(place, KEY, "first")
        answer = await self._client.get(f"{self._practice}/practice/platform-keys", headers=self._badge())
        self._platform_keys = answer.json()

    async def _register(self, place: int, key: str, platform_key: str) -> None:
        # The second merchant's MD5 key is its own; the service's RSA key is the same for both.
        await ensure_merchant(
            self._practice,
            self._token,
            self._pids[place],
            key if place == 0 else key[::-1],
            ("星海点卡行", "云听会员店")[place],
            public_key=_public(self._pairs[place]),
            dialect={"platform_key": platform_key, "v2_answer": self._answers},
        )

    def settings(self) -> dict[str, str]:
        return self._typed(0)

    def settings_of_another(self) -> dict[str, str]:
        return self._typed(1)

    def _typed(self, place: int) -> dict[str, str]:
        account = {**self._form, "base_url": self._road.url, "pid": self._pids[place]}
        if self._form["version"] == "V1":
            return account | {"key": KEY if place == 0 else KEY[::-1]}
        return account | {
            "private_key": _private(self._pairs[place]),
            "platform_key": self._platform_keys["first"],
        }

    def settings_without_secret(self) -> dict[str, str]:
        return self.settings() | {"key": "", "private_key": ""}

    def settings_with_two_secrets(self) -> dict[str, str] | None:
        more = (
            {"other_key": COMING_KEY}
            if self._form["version"] == "V1"
            else {"other_platform_key": self._platform_keys["second"]}
        )
        return self.settings() | more

    async def rotate(self) -> None:
        await self._register(0, COMING_KEY, "second")

    async def follow(self, action: PaymentAction) -> None:
        match action:
            case Redirect(url) | QrCode(url):
                answer = await self._client.get(self._at_service(url), follow_redirects=True)
            case FormPost(url, fields):
                answer = await self._client.post(
                    self._at_service(url), data=dict(fields), follow_redirects=True
                )
            case _:
                raise AssertionError(f"nobody can follow {action}")
        assert answer.status_code == 200, answer.text
        facts = await self._trade(str(answer.url))
        self._pages[facts["trade"]["out_trade_no"]] = str(answer.url)

    def _at_service(self, url: str) -> str:
        """The buyer's road does not break."""
        return url.replace(self._road.url, self._practice)

    async def pay(self, out_trade_no: str, *, money: Money | None = None) -> None:
        page = self._pages[out_trade_no]
        if money is None or money == self.money:
            answer = await self._client.post(f"{page}/stay")
        else:
            answer = await self._client.post(f"{page}/less", data={"money": money.to_decimal_text()})
        assert answer.status_code == 303, answer.text

    async def messages(self, out_trade_no: str) -> list[Sent]:
        """The service answers the buyer's browser with the fields of the notify, signed now."""
        page = self._pages[out_trade_no]
        facts = await self._trade(page)
        if facts["trade"]["state"] != "paid":
            return []
        text = (await self._client.get(page)).text
        marked = text.split('class="button main" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
        return [Sent("GET", urlsplit(marked).query)]

    def tampered(self, sent: Sent) -> Sent:
        fields = dict(parse_qsl(sent.query, keep_blank_values=True)) | {"money": "0.01"}
        return replace(sent, query=urlencode(fields))

    async def break_next(self, call: Call, how: How) -> None:
        self._road.breaks.append((call, how))

    async def refund_at_service(self, out_trade_no: str, money: Money) -> list[Sent]:
        """Epay says nothing of it."""
        page = self._pages[out_trade_no]
        answer = await self._client.post(f"{page}/refund-here", data={"money": money.to_decimal_text()})
        assert answer.status_code == 303, answer.text
        return []

    async def bill_day(self) -> date:
        return datetime.now(CHINA).date()

    async def leave_out_of_bill(self, out_trade_no: str) -> None:
        answer = await self._client.post(f"{self._pages[out_trade_no]}/leave-out")
        assert answer.status_code == 303, answer.text

    async def _trade(self, page: str) -> dict[str, Any]:
        address = page.replace("/pay/", "/practice/trades/")
        facts: dict[str, Any] = (await self._client.get(address, headers=self._badge())).json()
        return facts

    def _badge(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}


@asynccontextmanager
async def open_rig(practice: str, token: str, *, answers: str = "way", **form: str) -> AsyncIterator[EpayRig]:
    """Two new merchants at a practice gateway that runs already; `form` is what the owner chooses besides."""
    road = Road(practice)
    server = await asyncio.start_server(road.carry, "127.0.0.1", 0)
    road.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as client:
        rig = EpayRig(practice, token, road, client, answers, **form)
        await rig.register()
        yield rig


@cache
def _pair(_name: str) -> rsa.RSAPrivateKey:
    """Made once for the run: it takes longer than a story."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _private(key: rsa.RSAPrivateKey) -> str:
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def _public(key: rsa.RSAPrivateKey) -> str:
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()
