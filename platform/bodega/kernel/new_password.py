"""Make a password for somebody who will change it."""

import secrets

from bodega.kernel.ids import CROCKFORD

_GROUPS, _GROUP_LENGTH = 4, 5


def new_password() -> str:
    """A hundred random bits as twenty letters and digits, in groups that can be read out and typed."""
    groups = ("".join(secrets.choice(CROCKFORD) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups).lower()
