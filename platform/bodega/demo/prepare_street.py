"""Make fresh servers a street: roles, the platform's tables, and the tables of the shops that are there already."""

from bodega.demo.book import DemoBook
from bodega.demo.shops import BASE_DOMAIN
from bodega.embedded.start_servers import RunningServers
from bodega.kernel.clock import SystemClock
from bodega.kernel.settings import Settings
from bodega.street.bootstrap import bootstrap
from bodega.street.prepare_server import prepare_server


async def prepare_street(servers: RunningServers, book: DemoBook, host: str, port: int) -> Settings:
    """The settings under which everything of this demo runs."""
    urls = await prepare_server(servers.database_url)
    await bootstrap(urls.owner, urls.app, now=SystemClock().now())
    return Settings(
        database_url=urls.app,
        owner_database_url=urls.owner,
        redis_url=servers.redis_url,
        master_key=book.pages.master_key,
        base_domain=BASE_DOMAIN,
        public_scheme="http",
        public_port=port,
        host=host,
        port=port,
        processes=2,
        allow_private_urls=True,
        open_shops_at_once=True,
        limit_unpaid_per_address=False,
        log_level="info",
    )
