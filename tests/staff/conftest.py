"""A street whose shops have a console of four small pages, one for each role, and people who are signed in there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest_asyncio
from litestar import get, post
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from bodega.app import create_app
from bodega.kernel.database import platform_scope
from bodega.kernel.i18n import Text
from bodega.kernel.ids import new_id
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.plugins.manifest import Manifest
from bodega.runtime import Runtime
from bodega.staff.audience import audience_of
from bodega.staff.console_router import console_router
from bodega.staff.door_routes import door_routes
from bodega.staff.require_role import requires_operator, requires_owner, requires_recent_password
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.staff_member import StaffMember
from bodega.staff.start_session import start_session
from bodega.street.shop import Shop
from bodega.web.street_app import StreetApp
from bodega.web_assets.navigation import NavLink


@get("/who")
async def who(staff: NamedDependency[StaffMember], csrf_token: NamedDependency[str]) -> dict[str, str]:
    return {"name": staff.name, "role": staff.role, "csrf_token": csrf_token}


@get("/codes", guards=[requires_operator])
async def codes() -> str:
    return "codes"


@get("/keys", guards=[requires_owner])
async def keys() -> str:
    return "keys"


@get("/danger", guards=[requires_recent_password])
async def danger() -> str:
    return "danger"


@post("/note")
async def note() -> str:
    return "noted"


def _routes() -> Sequence[ControllerRouterHandler]:
    return [
        *door_routes("/desk", lambda _: [NavLink("Pages", "/desk")]),
        console_router("/desk", [who, codes, keys, danger, note], "support"),
    ]


TRIED = Manifest(
    id="tried",
    version="1",
    api=(1, 1),
    name=Text("Tried", "试用"),
    description=Text("Pages for these stories.", "测试页面。"),
    package="bodega",
    routes=_routes,
    always_on=True,
)


@dataclass
class Consoles:
    """The street of these stories, and its people."""

    app: StreetApp
    runtime: Runtime

    def browser(self, shop: Shop | None = None, **cookies: str) -> httpx.AsyncClient:
        host = shop.canonical_host if shop else self.runtime.settings.base_domain
        transport = httpx.ASGITransport(app=self.app, client=("203.0.113.9", 40000))  # type: ignore[arg-type]
        return httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{host}",
            headers={"accept": "text/html", "accept-language": "en"},
            cookies=cookies,
        )

    async def signed_in(self, shop: Shop, role: str, *, name: str = "Mei") -> dict[str, str]:
        """The cookie of someone who works in `shop`, newly hired and signed in there."""
        now = self.runtime.clock.now()
        account_id = new_id()
        async with platform_scope() as scope:
            await scope.execute(
                "insert into account (id, email, name, password_hash, locale, created_at)"
                " values ($1, $2, $3, 'none', 'zh-CN', $4)",
                account_id, f"{account_id.hex[-12:]}@people.test", name, now,
            )  # fmt: skip
            await scope.execute(
                "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, $4, $5)",
                new_id(), account_id, shop.id, role, now,
            )  # fmt: skip
            token = await start_session(scope, account_id, audience_of(shop), now=now)
        return {session_cookie_name(self.runtime): token}


@pytest_asyncio.fixture(scope="session")
async def consoles(settings: Settings, street: object) -> AsyncIterator[Consoles]:
    extensions = discover()
    extensions.manifests[TRIED.id] = TRIED
    async with served(create_app(settings, extensions)) as consoles:
        yield consoles


@asynccontextmanager
async def served(app: StreetApp) -> AsyncIterator[Consoles]:
    """Opened and closed by one task, as Litestar's task groups demand; a fixture begins and ends in two."""
    opened: asyncio.Queue[Runtime] = asyncio.Queue()
    enough = asyncio.Event()

    async def run() -> None:
        async with app.running() as runtime:
            await opened.put(runtime)
            await enough.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(run())
        yield Consoles(app, await opened.get())
        enough.set()
