"""Read the order's token that a program sends along."""

from bodega.kernel.errors import NotSignedIn
from bodega.web.visit import AnyScope, header_of

SCHEME = "bearer"
LONGEST = 200


class TokenMissing(NotSignedIn):
    """Send the token of the order in the Authorization header: Bearer, a blank, the token."""

    kind = "token-missing"


def read_token(scope: AnyScope) -> str:
    """What stands behind `Authorization: Bearer`, whether right or wrong. Raises `TokenMissing`."""
    scheme, _, token = header_of(scope, b"authorization").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != SCHEME or not token or len(token) > LONGEST:
        raise TokenMissing
    return token
