"""The street of a benchmark: servers, web processes and a worker on a fresh folder, and shops filled on demand."""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from bodega.bench.floor.database_floor import DatabaseFloor
from bodega.bench.floor.page_app import DATABASE as FLOOR_DATABASE
from bodega.bench.load.plan import LoadPlan
from bodega.bench.load.tally import LoadResult
from bodega.bench.open_bench_shops import open_bench_shops
from bodega.bench.own_processes import cpu_seconds, spent_per_unit
from bodega.bench.run_load import run_load
from bodega.bench.scale import Scale
from bodega.demo.child import Child
from bodega.demo.children import Children, children_of
from bodega.demo.prepare_street import prepare_tables
from bodega.demo.wait_until_serving import wait_until_serving
from bodega.embedded.start_servers import RunningServers, start_servers
from bodega.kernel.errors import SettingError
from bodega.kernel.settings import LOOPBACK, Settings
from bodega.kernel.vault import MasterKey
from bodega.plugins.bench_door import Bench
from bodega.plugins.discover import discover
from bodega.plugins.extensions import Extensions
from bodega.process.ports import free_port
from bodega.runtime import Runtime, open_runtime

HOST = "127.0.0.1"
BASE_DOMAIN = "bench.localhost"
FLOOR_PAGE = {"host": "floor.localhost", "page": "/page"}
# No load of any length gets that far, and the addresses of all loads are different ones.
NUMBERS_PER_LOAD = 100_000
STOP_SECONDS = 10.0

T = TypeVar("T")


@dataclass
class BenchStreet:
    """Everything that runs, and who was numbered already."""

    settings: Settings
    extensions: Extensions
    door: Bench
    servers: RunningServers
    children: Children
    floor: DatabaseFloor
    scale: Scale
    web: Child
    worker: Child
    floor_port: int
    report: Callable[[str], None]
    opened: int = 0
    numbered: int = 0

    def with_runtime(self, deed: Callable[[Runtime], Coroutine[Any, Any, T]]) -> T:
        """Run one deed in this process, with everything open that a web process has open."""

        async def run() -> T:
            async with open_runtime(self.settings, self.extensions) as runtime:
                return await deed(runtime)

        return asyncio.run(run())

    def open_shops(self, count: int, codes: int) -> list[dict[str, Any]]:
        """Open `count` shops with `codes` codes each; what their buyers must know comes back."""
        first, self.opened = self.opened, self.opened + count
        slugs = [f"bench-{number:04}" for number in range(first, self.opened)]
        self.report(
            f"Filling {count} shops with {codes:,} codes"
            if count > 1
            else f"Filling a shop with {codes:,} codes"
        )
        stands = self.with_runtime(lambda runtime: open_bench_shops(runtime, self.door, slugs, codes))
        self.settle_down()
        return stands

    def load(self, stands: Sequence[dict[str, Any]], **wishes: Any) -> LoadResult:
        """One load of buyers that nobody met before, on the web processes; `wishes` are fields of `LoadPlan`."""
        self.numbered += NUMBERS_PER_LOAD
        usual = {"seconds": self.scale.seconds, "warm_seconds": self.scale.warm_seconds}
        plan = LoadPlan(
            **{"port": self.settings.port, **usual, **wishes},
            stands=list(stands),
            buyers=self.door.buyers,
            first_number=self.numbered,
        )
        before = cpu_seconds()
        result = run_load(plan)
        cpu_ms = spent_per_unit(before, cpu_seconds(), sum(result.ended.values()))
        return replace(result, cpu_ms=cpu_ms)

    def look_after(self) -> None:
        """Start again what ended by itself, as whoever runs a street does."""
        self.children.look_after(lambda child: self.report(f"Starting {child.name} again, which had ended"))

    def stop_worker(self) -> None:
        self.worker.ask_to_stop()
        self.worker.wait_or_kill(time.monotonic() + STOP_SECONDS)

    def settle_down(self) -> None:
        self.floor.settle_down("bodega")


@contextmanager
def bench_street(folder: Path, scale: Scale, report: Callable[[str], None]) -> Iterator[BenchStreet]:
    """Start everything in `folder` and stop it again. Raises `SettingError` when nothing installed can be measured."""
    report("Starting the servers")
    with start_servers(folder) as servers, children_of(folder, lambda: None) as children:
        extensions = discover()
        doors = [manifest.bench for manifest in extensions.manifests.values() if manifest.bench is not None]
        if not doors:
            raise SettingError("No installed extension brings anything to measure.")
        settings = asyncio.run(_settings(servers, extensions, scale))
        floor = DatabaseFloor(servers)
        floor_port = free_port(HOST)
        start = partial(_start, children)
        web = start(
            "web",
            ["bodega", "serve", "--lifeline"],
            replace(settings, owner_database_url="").as_environment(),
        )
        worker = start("worker", ["bodega", "worker", "--lifeline"], settings.as_environment())
        page = start(
            "floor",
            ["bodega.bench.floor", str(floor_port), str(scale.processes)],
            {FLOOR_DATABASE: floor.url},
        )
        asyncio.run(wait_until_serving(web, f"http://{HOST}:{settings.port}/readyz"))
        asyncio.run(wait_until_serving(page, f"http://{HOST}:{floor_port}/page"))
        yield BenchStreet(
            settings, extensions, doors[0], servers, children, floor, scale, web, worker, floor_port, report
        )


async def _settings(servers: RunningServers, extensions: Extensions, scale: Scale) -> Settings:
    """As an operator would set them, behind a proxy on this machine: the clients say their own addresses."""
    urls = await prepare_tables(servers, extensions)
    port = free_port(HOST)
    return Settings(
        database_url=urls.app,
        owner_database_url=urls.owner,
        redis_url=servers.redis_url,
        master_key=MasterKey.generate(),
        base_domain=BASE_DOMAIN,
        public_scheme="http",
        public_port=port,
        host=HOST,
        port=port,
        processes=scale.processes,
        trusted_proxies=LOOPBACK,
        allow_private_urls=True,
    )


def _start(children: Children, name: str, words: list[str], environment: dict[str, str]) -> Child:
    return children.start(name, [sys.executable, "-P", "-m", *words], environment)
