"""Tell the time, so that every deed can be handed its `now` and a test can choose it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, aware and in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """Stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def advance(self, **time: float) -> datetime:
        """Forward by hours, minutes, seconds … as `timedelta` takes them; returns the new moment."""
        self._moment += timedelta(**time)
        return self._moment
