"""Make fresh servers a street: roles, the platform's tables, and the tables of the shops that are there already."""

from bodega.demo.book import DemoBook
from bodega.demo.shops import BASE_DOMAIN
from bodega.embedded.start_servers import RunningServers
from bodega.kernel.clock import SystemClock
from bodega.kernel.database import databases_open
from bodega.kernel.errors import Refused
from bodega.kernel.file_store import folder_url
from bodega.kernel.open_connections import open_pool
from bodega.kernel.settings import Settings
from bodega.plugins.extensions import Extensions
from bodega.street.bootstrap import bootstrap
from bodega.street.migrate_shops import migrate_shops, shops_to_migrate
from bodega.street.prepare_server import ServerUrls, prepare_server


async def prepare_tables(servers: RunningServers, extensions: Extensions) -> ServerUrls:
    """The log-ins of the platform. Raises `Refused` when the tables of a shop cannot be brought up to date."""
    now = SystemClock().now()
    urls = await prepare_server(servers.database_url)
    await bootstrap(urls.owner, urls.app, now=now)
    owner_pool = await open_pool(urls.owner, pool_size=2, max_queries=20_000)
    try:
        async with databases_open(urls.app, pool_size=1):
            async for shop in migrate_shops(owner_pool, extensions, await shops_to_migrate(), now=now):
                if shop.failure:
                    raise Refused(
                        "The tables of %(shop)s could not be brought up to date: %(why)s. --reset starts over.",
                        shop=shop.slug,
                        why=shop.failure,
                    )
    finally:
        await owner_pool.close()
    return urls


def demo_settings(
    urls: ServerUrls, servers: RunningServers, book: DemoBook, *, host: str, port: int
) -> Settings:
    """The settings under which everything of this demo runs; only the worker may make tables."""
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
        files_url=folder_url(book.folder / "files"),
    )
