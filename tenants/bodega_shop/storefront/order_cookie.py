"""What a browser remembers of its orders: the last few numbers with their tokens, for its own eyes only."""

from collections.abc import Iterator
from typing import Any

from litestar import Response

from bodega_shop.storefront.render_page import Front

COOKIE = "orders"
MOST_ORDERS = 10
KEEP_SECONDS = 90 * 24 * 3600


def remembered(front: Front) -> Iterator[tuple[str, str]]:
    """The numbers and tokens this browser holds, newest first; what somebody made up is found out later."""
    for pair in front.request.cookies.get(COOKIE, "").split("/")[:MOST_ORDERS]:
        number, _, token = pair.partition(".")
        if number and token:
            yield number, token


def token_for(front: Front, number: str) -> str:
    """The token of that order, empty when this browser holds none."""
    return next((token for known, token in remembered(front) if known == number), "")


def remember(front: Front, response: Response[Any], number: str, token: str) -> None:
    """Put one more order in front; the oldest falls out."""
    pairs = [(number, token), *(pair for pair in remembered(front) if pair[0] != number)][:MOST_ORDERS]
    response.set_cookie(
        COOKIE,
        "/".join(f"{known}.{value}" for known, value in pairs),
        max_age=KEEP_SECONDS,
        httponly=True,
        samesite="lax",
        secure=front.secure,
    )
