"""The clock the protocol speaks: UTC+8 without daylight saving, so no time-zone database is needed."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def beijing_text(ms: int | None) -> str:
    """Write a moment as `2026-08-23 12:00:00`; empty for a moment that has not come."""
    return "" if ms is None else f"{datetime.fromtimestamp(ms / 1000, BEIJING):%Y-%m-%d %H:%M:%S}"
