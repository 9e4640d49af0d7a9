"""Buyers of a benchmark: each places an order, plays the payment service that reports it paid, and fetches the code.

The answers of the shop are read as a program would read them. The payment service is only its signature: what it
would show to a person is not what is measured.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_plus, urlsplit

import msgspec

from bodega.bench.load.journey import Answer, Ended, Journey, Stand, address_of

ORDERED = "ordered"
PAID = "paid"
DELIVERED = "delivered"
SOLD_OUT = "sold out"

_KIND = re.compile(rb'"type":"urn:bodega:([a-z-]+)"')


class _Payment(msgspec.Struct, frozen=True):
    url: str


class _Placed(msgspec.Struct, frozen=True):
    number: str
    token: str
    payment: _Payment | None


class _Shown(msgspec.Struct, frozen=True):
    state: str
    codes: tuple[str, ...]


_placed = msgspec.json.Decoder(_Placed)
_shown = msgspec.json.Decoder(_Shown)


@dataclass(frozen=True)
class Handed:
    """What a buyer holds after ordering: the order, and the notify with which its payment is reported."""

    number: str
    token: str
    notify: bytes
    address: str


def order(stand: Stand, number: int) -> Journey:
    """Place an order and leave it unpaid."""
    return (yield from place(stand, number))


def buy(stand: Stand, number: int) -> Journey:
    """Place an order, have it reported paid, fetch its code."""
    ended = yield from place(stand, number)
    if ended.word != ORDERED:
        return ended
    paid = yield from pay(stand, ended.handed)
    if paid.word != PAID:
        return paid
    return (yield from collect(stand, ended.handed))


def place(stand: Stand, number: int) -> Journey:
    """Order one code under a contact and an address that nobody else has."""
    address = address_of(number)
    body = (
        f'{{"sku_id":"{stand["sku"]}","quantity":1,"contact":"buyer{number}@example.com",'
        f'"channel":"{stand["channel"]}"}}'
    ).encode()
    head = (
        f"POST /api/v1/orders HTTP/1.1\r\nhost: {stand['host']}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\nx-forwarded-for: {address}\r\n\r\n"
    )
    answer = yield head.encode() + body
    if answer.status != 201:
        return Ended(_refusal(answer))
    placed = _placed.decode(answer.body)
    if placed.payment is None:
        return Ended("nothing to pay")
    notify = signed_notify(stand, placed.payment.url)
    return Ended(ORDERED, Handed(placed.number, placed.token, notify, address))


def pay(_: Stand, handed: Handed) -> Journey:
    """Report the order paid, as the payment service does, and hear whether the shop takes note."""
    answer = yield handed.notify
    heard = answer.status == 200 and answer.body == b"success"
    return Ended(PAID if heard else f"notify {answer.status}", handed)


def collect(stand: Stand, handed: Handed) -> Journey:
    """Fetch the order with its code."""
    answer = yield (
        f"GET /api/v1/orders/{handed.number} HTTP/1.1\r\nhost: {stand['host']}\r\n"
        f"authorization: Bearer {handed.token}\r\nx-forwarded-for: {handed.address}\r\n\r\n"
    ).encode()
    if answer.status != 200:
        return Ended(_refusal(answer))
    shown = _shown.decode(answer.body)
    if len(shown.codes) != 1:
        return Ended(f"{shown.state} without a code")
    return Ended(DELIVERED, None, shown.codes)


def signed_notify(stand: Stand, payment_url: str) -> bytes:
    """The notify for the payment that the shop asked for at `payment_url`: signed as its protocol says (Epay V1)."""
    asked = dict(part.split("=", 1) for part in payment_url.partition("?")[2].split("&"))
    number = asked["out_trade_no"]
    # As they travel: signed is what they say, which for most of them is the same.
    fields = {
        "money": asked["money"],
        "name": asked["name"],
        "out_trade_no": number,
        "pid": str(stand["pid"]),
        "trade_no": f"T{number}",
        "trade_status": "TRADE_SUCCESS",
        "type": asked.get("type") or "alipay",
    }
    text = "&".join(f"{name}={_said(value)}" for name, value in fields.items())
    sign = hashlib.md5((text + str(stand["key"])).encode(), usedforsecurity=False).hexdigest()
    query = "&".join(f"{name}={value}" for name, value in fields.items())
    return (
        f"GET {_path(asked['notify_url'])}?{query}&sign={sign}&sign_type=MD5 HTTP/1.1\r\nhost: {stand['host']}\r\n"
        f"x-forwarded-for: 192.0.2.1\r\n\r\n"
    ).encode()


_said = lru_cache(maxsize=1024)(unquote_plus)


@lru_cache(maxsize=1024)
def _path(address: str) -> str:
    return urlsplit(unquote_plus(address)).path


def _refusal(answer: Answer) -> str:
    kind = _KIND.search(answer.body)
    if kind and kind[1] == b"out-of-stock":
        return SOLD_OUT
    return kind[1].decode() if kind else f"status {answer.status}"
