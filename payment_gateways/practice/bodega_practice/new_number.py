"""Make a number for a trade or a refund: digits alone, as the real gateways number."""

import secrets
from datetime import datetime

from bodega_practice.beijing_time import BEIJING


def new_number(now_ms: int) -> str:
    """Answer the Beijing time to the second and ten random digits."""
    return f"{datetime.fromtimestamp(now_ms / 1000, BEIJING):%Y%m%d%H%M%S}{secrets.randbelow(10**10):010d}"
