"""The end of a server's log, for a message that says why it did not start."""

from pathlib import Path

_LINES = 12
_BYTES = 8_000


def log_ending(log: Path) -> str:
    """The last dozen lines, or a sentence when there are none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    return "\n".join(lines[-_LINES:]) or "(nothing was written)"
