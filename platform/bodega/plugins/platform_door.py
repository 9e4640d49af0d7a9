"""What the code of the shops has on the platform's own host: pages for administrators, and addresses for services."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler


@dataclass(frozen=True)
class PlatformDoor:
    """`pages()` stand under `/admin` behind the door of the platform's console: a session of one of the
    platform's people with a second factor, and each with a guard `requires(...)` that says which permission. `addresses()` are open to anybody, as services report to them, and verify for themselves.
    `templates` is the folder of the pages; `places` are their address, the msgid of their name, their icon, and the
    permission that opens them. `my_pages()` stand under `/my`, for whoever is signed in there, and each shows what is
    that person's own.
    """

    pages: Callable[[], Sequence["ControllerRouterHandler"]]
    addresses: Callable[[], Sequence["ControllerRouterHandler"]]
    templates: Path
    places: Sequence[tuple[str, str, str, str]]
    my_pages: Callable[[], Sequence["ControllerRouterHandler"]] | None = None
