"""The time of V2 messages: Unix seconds, and at most five minutes off."""

import re
from datetime import datetime, timedelta, timezone

from bodega_shop.extend import ChannelContext

MOST_SECONDS_OFF = 300
# Every date in the protocol is in China's time, which has had no daylight saving since 1991.
CHINA = timezone(timedelta(hours=8))

_UNIX = re.compile(r"[0-9]{9,11}", re.ASCII)


def unix_seconds(ctx: ChannelContext) -> int:
    return int(ctx.clock.now().timestamp())


def is_now(ctx: ChannelContext, text: str) -> bool:
    """Whether a signed time is close enough to ours: an old message that somebody kept is not."""
    return bool(_UNIX.fullmatch(text)) and abs(unix_seconds(ctx) - int(text)) <= MOST_SECONDS_OFF


def read_china_time(text: str) -> datetime | None:
    """`2026-08-23 12:00:00`; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
