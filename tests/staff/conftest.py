"""A street whose shops have a console of a few small pages, and people who can sign in there."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
from litestar import get, post
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler
from pwdlib.hashers.argon2 import Argon2Hasher

from bodega.app import create_app
from bodega.kernel.clock import SetClock, SystemClock
from bodega.kernel.database import platform_scope
from bodega.kernel.i18n import Text
from bodega.kernel.ids import new_id
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.plugins.manifest import Manifest
from bodega.runtime import Runtime
from bodega.staff.add_membership import add_membership
from bodega.staff.audience import audience_of
from bodega.staff.console_router import console_router
from bodega.staff.door_routes import door_routes
from bodega.staff.make_administrator import make_administrator
from bodega.staff.require_role import requires_operator, requires_owner, requires_recent_password
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.staff_member import Role, StaffMember
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


PASSWORD = "four quiet lamps tonight"


@dataclass
class Person:
    """Somebody with an account and a password."""

    id: UUID
    email: str
    name: str
    password: str = PASSWORD


@dataclass
class Consoles:
    """The street of these stories, and its people."""

    app: StreetApp
    runtime: Runtime
    clock: SetClock | None = None

    def browser(
        self, shop: Shop | None = None, *, address: str = "203.0.113.9", **cookies: str
    ) -> httpx.AsyncClient:
        host = shop.canonical_host if shop else self.runtime.settings.base_domain
        transport = httpx.ASGITransport(app=self.app, client=(address, 40000))  # type: ignore[arg-type]
        return httpx.AsyncClient(
            transport=transport,
            base_url=f"http://{host}",
            headers={"accept": "text/html", "accept-language": "en", "user-agent": "Firefox on Linux"},
            cookies=cookies,
        )

    async def person(self, name: str = "Mei") -> Person:
        """Somebody new; all have one password, hashed once, because hashing is slow by design."""
        person = Person(
            new_id(), f"{name.split(maxsplit=1)[0].lower()}-{new_id().hex[-10:]}@people.test", name
        )
        async with platform_scope() as scope:
            await scope.execute(
                "insert into account (id, email, name, password_hash, locale, created_at)"
                " values ($1, $2, $3, $4, 'en', $5)",
                person.id, person.email, name, hash_of_password(), self.runtime.clock.now(),
            )  # fmt: skip
        return person

    async def hired(self, shop: Shop, role: Role, name: str = "Mei") -> Person:
        """Somebody new who works in `shop`."""
        person = await self.person(name)
        now = self.runtime.clock.now()
        await add_membership(shop, person.email, role, actor_id=None, actor="Lin Wei", now=now)
        return person

    async def administrator(self, name: str = "Ada") -> Person:
        person = await self.person(name)
        await make_administrator(
            person.email, actor_id=None, actor="command line", now=self.runtime.clock.now()
        )
        return person

    async def cookie_of(self, person: Person, shop: Shop | None = None) -> dict[str, str]:
        """The cookie of a session begun just now."""
        async with platform_scope() as scope:
            token = await start_session(scope, person.id, audience_of(shop), now=self.runtime.clock.now())
        return {session_cookie_name(self.runtime): token}

    async def signed_in(self, shop: Shop, role: Role, *, name: str = "Mei") -> dict[str, str]:
        """The cookie of somebody new who works in `shop`."""
        return await self.cookie_of(await self.hired(shop, role, name), shop)


@cache
def hash_of_password() -> str:
    return Argon2Hasher().hash(PASSWORD)


async def send(browser: httpx.AsyncClient, page: str, to: str = "", **fields: str) -> httpx.Response:
    """Open `page` and send the form on it, to its own address or to `to`."""
    html = (await browser.get(page)).text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', html)
    assert token, html
    return await browser.post(
        to or page,
        data={"_csrf_token": token[1], **fields},
        headers={"referer": str(browser.base_url) + page},
    )


@pytest.fixture
def send_form() -> Callable[..., Awaitable[httpx.Response]]:
    return send


@pytest_asyncio.fixture(scope="session")
async def consoles(settings: Settings, street: object) -> AsyncIterator[Consoles]:
    generous = msgspec.structs.replace(settings, sign_in_attempts=10_000)
    async with served(generous) as consoles:
        yield consoles


@pytest_asyncio.fixture(scope="session")
async def strict(settings: Settings, street: object) -> AsyncIterator[Consoles]:
    """The same street with three tries, and a clock that the story moves."""
    async with served(
        msgspec.structs.replace(settings, sign_in_attempts=3), SetClock(SystemClock().now())
    ) as consoles:
        yield consoles


@asynccontextmanager
async def served(settings: Settings, clock: SetClock | None = None) -> AsyncIterator[Consoles]:
    """Opened and closed by one task, as Litestar's task groups demand; a fixture begins and ends in two."""
    extensions = discover()
    extensions.manifests[TRIED.id] = TRIED
    app = create_app(settings, extensions, clock)
    opened: asyncio.Queue[Runtime] = asyncio.Queue()
    enough = asyncio.Event()

    async def run() -> None:
        async with app.running() as runtime:
            await opened.put(runtime)
            await enough.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(run())
        yield Consoles(app, await opened.get(), clock)
        enough.set()
