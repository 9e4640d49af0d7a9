"""Strangers' packages, built as real distributions in a folder of the story, and a street that finds them there."""

import importlib
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bodega.app import create_app
from bodega.kernel.clock import SetClock, SystemClock
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.plugins.extensions import Extensions
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega.web.street_app import StreetApp

MANIFEST = """
from bodega_shop.extend import *

manifest = Manifest(
    id="{id}",
    version="1.0",
    api=(1, 1),
    name=Text(en="{id}", zh="{id}"),
    description=Text(en="A stranger's.", zh="第三方扩展。"),
    package="{module}",
    {more}
)
"""

Install = Callable[..., str]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """A folder of installed packages, on the path for as long as the story lasts."""
    folder = tmp_path / "site"
    folder.mkdir()
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in set(sys.modules) - before:
        if name.startswith("stranger_"):
            del sys.modules[name]


@pytest.fixture
def install(site: Path) -> Install:
    """Install a package as pip would leave it: modules, and a .dist-info folder with its entry points."""

    def installed(
        extension_id: str,
        code: str = "",
        *,
        more: str = "",
        source: str | None = None,
        files: dict[str, str] | None = None,
        entry_points: str | None = None,
        name: str = "",
    ) -> str:
        module = f"stranger_{name or extension_id}"
        text = MANIFEST.format(id=extension_id, module=module, more=more) + code if source is None else source
        for path, content in {"__init__.py": text, **(files or {})}.items():
            file = site / module / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, "utf-8")
        info = site / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        points = f"[bodega]\n{name or extension_id} = {module}\n" if entry_points is None else entry_points
        (info / "entry_points.txt").write_text(points)
        importlib.invalidate_caches()
        return module

    return installed


@pytest.fixture
def reasons() -> Callable[[Extensions], dict[str, str]]:
    """Why each package cannot be used, by the name of the package."""
    return lambda extensions: {broken.package: broken.reason for broken in extensions.broken}


@dataclass
class House:
    """One application of its own, with the extensions that this story installed."""

    app: StreetApp
    runtime: Runtime

    def client(self, place: Shop | str) -> httpx.AsyncClient:
        """A browser on a shop's host, or on that host."""
        host = place if isinstance(place, str) else place.canonical_host
        transport = httpx.ASGITransport(app=self.app, client=("203.0.113.7", 40000))  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url=f"http://{host}")

    async def again(self, shop: Shop) -> Shop:
        """The shop as it stands now."""
        return await self.runtime.directory.by_id(shop.id)


@pytest.fixture
def open_house(street: Any, settings: Settings) -> Callable[..., Any]:
    """Start an application with those extensions, by default with all that are installed."""

    @asynccontextmanager
    async def opened(extensions: Extensions | None = None) -> AsyncIterator[House]:
        app = create_app(settings, extensions if extensions is not None else discover())
        async with app.running() as runtime:
            yield House(app, runtime)

    return opened


@pytest.fixture
def clock() -> SetClock:
    return SetClock(SystemClock().now())


VISITS = (Path(__file__).parent / "visits_extension.py.txt").read_text("utf-8")
VISITS_FILES = {
    "steps/__init__.py": "",
    "steps/0001_visits.sql": "create table visits_seen (id uuid primary key, what text not null);\n",
}


@pytest.fixture
def visits(install: Install) -> str:
    """A stranger's extension with everything: a table, settings, pages, a job, and an ear for orders."""
    install("visits", VISITS, files=VISITS_FILES)
    return "visits"
