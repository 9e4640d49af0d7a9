"""Seal a personal number so that a page can show its end, a reviewer can compare it, and nobody reads it by accident."""

import base64
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from bodega.runtime import Runtime

_TABLE = "application"
_SHOWN = 4


def seal_personal(runtime: Runtime, application_id: UUID, what: str, value: str) -> dict[str, str]:
    """`tail` may be shown; `digest` is equal for equal numbers of all applicants; `sealed` opens for this application."""
    vault = runtime.platform_vault
    sealed = vault.seal(value, table=_TABLE, column=what, row_id=application_id)
    return {
        "sealed": base64.b64encode(sealed).decode(),
        "tail": value[-_SHOWN:],
        "digest": digest_of_personal(runtime, what, value),
    }


def digest_of_personal(runtime: Runtime, what: str, value: str) -> str:
    return runtime.platform_vault.fingerprint(value, f"application {what}").hex()


def open_personal(runtime: Runtime, application_id: UUID, what: str, kept: Mapping[str, Any]) -> str:
    """The number itself, for whoever wrote down first that they look at it. Raises `CannotOpen`."""
    sealed = base64.b64decode(str(kept["sealed"]))
    opened = runtime.platform_vault.open(sealed, table=_TABLE, column=what, row_id=application_id)
    return opened.decode()


def masked(kept: Mapping[str, Any]) -> str:
    """`•••• 0431`, and nothing for what is not there."""
    return f"•••• {kept['tail']}" if kept else ""
