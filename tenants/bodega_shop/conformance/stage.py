"""The ground of the suite as a pytest plugin: servers for the whole run, one street on them, and a till for each test.

Name it in a `conftest.py`: `pytest_plugins = ["bodega_shop.conformance.stage"]`.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from bodega.embedded.start_servers import RunningServers, start_servers
from bodega.kernel.settings import Settings
from bodega.kernel.vault import MasterKey
from bodega.street.prepare_server import prepare_server
from bodega_shop.conformance.open_shops import OpenShops, OpenTill
from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.street import BASE_DOMAIN, Street, street_running
from bodega_shop.conformance.till import Till

# Asserts of the suite say what they compared, as those of the tests that use it do.
pytest.register_assert_rewrite(
    *(
        f"bodega_shop.conformance.{name}"
        for name in (
            "paying",
            "odd_money",
            "believing",
            "refunding",
            "failing",
            "closing",
            "billing",
            "disputing",
        )
    )
)


@pytest.fixture(scope="session")
def servers() -> Iterator[RunningServers]:
    # Not in pytest's own folder: a second run closes that to the account that PostgreSQL runs as.
    with (
        TemporaryDirectory(prefix="bodega-tests-") as folder,
        start_servers(Path(folder) / "data") as running,
    ):
        yield running


@pytest.fixture(scope="session")
def settings(servers: RunningServers) -> Settings:
    urls = asyncio.run(prepare_server(servers.database_url))
    return Settings(
        database_url=urls.app,
        owner_database_url=urls.owner,
        redis_url=servers.redis_url,
        master_key=MasterKey.generate(),
        base_domain=BASE_DOMAIN,
        public_scheme="http",
        allow_private_urls=True,
        open_shops_at_once=True,
        log_level="error",
        files_url="memory:///",
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def street(settings: Settings) -> AsyncIterator[Street]:
    async with street_running(settings) as street:
        yield street


@pytest.fixture(scope="session")
def conformance_street(street: Street) -> OpenShops:
    return OpenShops(street)


@pytest_asyncio.fixture(loop_scope="session")
async def conformance_till(conformance_street: OpenShops, rig: GatewayRig) -> AsyncIterator[Till]:
    """星海点卡行 with one good, sold for the rig's sum through a channel of the rig's gateway."""
    async with OpenTill(conformance_street, rig, "星海点卡行")(rig.settings()) as till:
        yield till


@pytest.fixture
def conformance_shops(conformance_street: OpenShops, rig: GatewayRig) -> OpenTill:
    """云听会员店, with another form typed in or in another currency."""
    return OpenTill(conformance_street, rig, "云听会员店")
