"""What a browser remembers of its orders: the last few numbers with their tokens, for its own eyes only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Response

from bodega_shop.storefront.render_page import Front

COOKIE = "orders"
MOST_ORDERS = 10
KEEP_SECONDS = 90 * 24 * 3600


@dataclass(frozen=True)
class Remembered:
    """One order this browser knows. `placed_here` tells the paying browser from one that found the order later."""

    number: str
    token: str
    placed_here: bool


def remembered(front: Front) -> Iterator[Remembered]:
    """Newest first; what somebody made up is found out when the token is checked."""
    for entry in front.request.cookies.get(COOKIE, "").split("/")[:MOST_ORDERS]:
        parts = entry.split(".")
        if len(parts) == 3 and all(parts):
            yield Remembered(parts[0], parts[1], parts[2] == "placed")


def remembered_order(front: Front, number: str) -> Remembered | None:
    """What this browser holds for that order."""
    return next((entry for entry in remembered(front) if entry.number == number), None)


def remember(
    front: Front, response: Response[Any], number: str, token: str, *, placed_here: bool = False
) -> None:
    """Put one more order in front; the oldest falls out."""
    known = remembered_order(front, number)
    placed_here = placed_here or (known is not None and known.placed_here)
    entries = [Remembered(number, token, placed_here), *(e for e in remembered(front) if e.number != number)]
    response.set_cookie(
        COOKIE,
        "/".join(
            f"{e.number}.{e.token}.{'placed' if e.placed_here else 'found'}" for e in entries[:MOST_ORDERS]
        ),
        max_age=KEEP_SECONDS,
        httponly=True,
        samesite="lax",
        secure=front.secure,
    )
