"""A journey: what one buyer asks and does with each answer, as a generator that knows nothing of sockets.

It yields requests as the bytes that go over the wire, is sent the answers, and returns how it ended. A generator
costs a microsecond a step, where a coroutine with a future for each answer would cost ten: the client shares its cores
with what it measures.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

SEEN = "seen"


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is whole and undecoded."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Ended:
    """How a journey ended, in one word, with what the next journey of the same buyer needs and the codes received."""

    word: str
    handed: Any = None
    codes: tuple[str, ...] = ()


Journey = Generator[bytes, Answer, Ended]
Stand = Mapping[str, Any]


def look(stand: Stand, number: int) -> Journey:
    """Ask for the page of `stand` once; any answer but 200 ends with its status."""
    answer = yield page_request(str(stand["host"]), str(stand["page"]), number)
    return Ended(SEEN if answer.status == 200 else f"status {answer.status}")


def page_request(host: str, path: str, number: int) -> bytes:
    """What a browser asks for, through a proxy in front of us."""
    return (
        f"GET {path} HTTP/1.1\r\nhost: {host}\r\nuser-agent: bench\r\naccept: text/html\r\n"
        f"accept-language: zh-CN\r\nx-forwarded-for: {address_of(number)}\r\n\r\n"
    ).encode()


def address_of(number: int) -> str:
    """The client address of buyer `number`: another one for each of sixteen million."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
