"""What the embedded servers say while they start: a closed list of msgids, for a progress display to translate."""

from collections.abc import Callable
from enum import StrEnum


class Progress(StrEnum):
    """One line of the progress display."""

    OPENING_FOLDERS = "Letting the unprivileged account nobody reach the servers' programs and data"
    WAITING_FOR_LEFT_OVERS = "Waiting for the servers of the last run to stop"
    CREATING_DATABASE = "Creating the database (first start only)"
    STARTING = "Starting PostgreSQL and Valkey"
    STILL_STARTING = "Still starting: after an unclean stop the servers read back what they had written"
    READY = "PostgreSQL and Valkey are ready"


Report = Callable[[Progress], None]
"""Called in the thread that starts the servers; a `Callable[[str], None]` will do."""


def say_nothing(_progress: Progress) -> None:
    """The report for callers without a display."""
