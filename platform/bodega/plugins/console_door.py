"""The door through which an extension brings pages into the shops' consoles."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.form import Form
from bodega.kernel.i18n import Style, Text
from bodega.kernel.money import Money
from bodega.staff.staff_member import Role

if TYPE_CHECKING:
    from litestar import Response
    from litestar.response import Redirect
    from litestar.types import ControllerRouterHandler

T = TypeVar("T")


class Sitter(Protocol):
    """Who sits at the desk: an account, and the name that records keep."""

    @property
    def account_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


class ConsoleDesk(Protocol):
    """One request of one member of staff in one shop's console; asked for as `desk`.

    `asked` is the query of the address. `say` translates a text of the extension's own catalog, `text` picks the
    reader's language, `money` and `when` write for the reader, in the shop's currency and time zone.
    """

    @property
    def staff(self) -> Sitter: ...
    @property
    def now(self) -> datetime: ...
    @property
    def today(self) -> date: ...
    @property
    def asked(self) -> Mapping[str, str]: ...

    def say(self, message: str, **params: object) -> str: ...
    def text(self, text: Text) -> str: ...
    def money(self, amount: int | Money) -> str: ...
    def when(self, moment: datetime | None, style: Style = "medium") -> str: ...

    async def page(
        self, template: str, *, form: Form | None = None, refused: bool = False, **context: Any
    ) -> "Response[str]":
        """Render one of the extension's templates inside the console; a `form` with mistakes is answered with 400."""
        ...

    async def go(self, url: str, message: str = "", kind: str = "good", **params: object) -> "Redirect":
        """Send the browser to `url`, where it reads `message` once; `kind` is good, warn, bad or info."""
        ...

    async def act(self, deed: Awaitable[object], url: str, message: str) -> "Redirect":
        """Do `deed`, then go to `url` and say there that it is done, or what stood in the way."""
        ...

    async def submit(
        self,
        form: Form,
        deed: Callable[[], Awaitable[T]],
        *,
        to: str | Callable[[T], str],
        message: str,
        again: Callable[[Form], Awaitable["Response[str]"]],
    ) -> "Response[str] | Redirect":
        """Do `deed` with a form that was read; a form with mistakes, of either, is shown `again`."""
        ...

    async def record(self, scope: Scope, deed: str, subject: str, **detail: Any) -> None:
        """Write down in the shop's own record who did this, in the transaction of the deed; never a secret."""
        ...


@dataclass(frozen=True)
class ConsolePages:
    """An extension's own pages in the console: handlers under `/console/x/<id>/`, and one entry of the navigation.

    They answer signed-in staff of at least `role` in shops that have the extension on, and nobody else. Every POST
    must carry `csrf_token`. A handler may ask for `desk`, `ctx` and `form`. `icon` is one of the console's, and the
    folder `templates` lies in the extension's package; a page extends `console_base.html`.
    """

    routes: Callable[[], Sequence["ControllerRouterHandler"]]
    label: Text
    icon: str = "plug"
    role: Role = "operator"
    templates: str = "templates"
