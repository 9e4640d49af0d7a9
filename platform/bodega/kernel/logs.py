"""Structured logs: one JSON line per event, with shop and request id, and no secrets."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO, cast

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_HIDDEN = frozenset(
    {"password", "key", "secret", "token", "code", "codes", "settings", "authorization", "cookie", "sign"}
)


def set_up_logs(level: str) -> None:
    """Write everything from `level` up as JSON to standard error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    # These two write whole addresses, which carry keys in some payment protocols.
    for noisy in ("httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            hide_secrets,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Local variables of a stack hold keys and codes.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _StandardError())),
        cache_logger_on_first_use=False,
    )


def hide_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace the values of keys that name secrets."""
    return {key: "[hidden]" if key.lower() in _HIDDEN else value for key, value in event.items()}


class _StandardError:
    """Whatever standard error is at the moment of writing: it can be replaced, and the one before closed."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()
