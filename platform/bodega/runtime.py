"""What one process holds open while it runs, and in which order it opens and closes it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
from litestar.channels import ChannelsPlugin
from litestar.channels.backends.redis import RedisChannelsPubSubBackend
from redis.asyncio import Redis

from bodega.kernel.clock import Clock, SystemClock
from bodega.kernel.database import Databases, databases_open
from bodega.kernel.file_store import FileStore
from bodega.kernel.i18n import Translations
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega.kernel.settings import Settings
from bodega.kernel.throttle import Throttle
from bodega.kernel.vault import MasterKey, ShopVault
from bodega.plugins.discover import Extensions
from bodega.plugins.dispatch import Dispatcher
from bodega.plugins.plugin_context import context_of
from bodega.plugins.start_extensions import start_extensions
from bodega.staff.platform_key import load_platform_vault
from bodega.street.directory import Directory
from bodega.web.live_news import LiveNews


@dataclass
class Runtime:
    """The open parts of one process; `parts` holds what each extension made for itself at start, by its id."""

    settings: Settings
    clock: Clock
    master: MasterKey
    databases: Databases
    redis: Redis
    live: ChannelsPlugin
    directory: Directory
    extensions: Extensions
    dispatcher: Dispatcher
    translations: Translations
    throttle: Throttle
    http: httpx.AsyncClient
    platform_vault: ShopVault
    news: LiveNews
    files: FileStore
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    parts: dict[str, Any] = field(default_factory=dict)

    async def say_live(self, topic: str, event: str) -> None:
        """Tell every open page that listens to `topic`; a page that hears nothing still polls."""
        self.news.say(topic, event)


@asynccontextmanager
async def open_runtime(
    settings: Settings, extensions: Extensions, *, clock: Clock | None = None
) -> AsyncIterator[Runtime]:
    """Open pools, caches and clients; everything is closed again in reverse order."""
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        databases = await stack.enter_async_context(
            databases_open(settings.database_url, pool_size=settings.pool_size)
        )
        redis = Redis.from_url(settings.redis_url)
        stack.push_async_callback(redis.aclose)
        live = ChannelsPlugin(RedisChannelsPubSubBackend(redis=redis), arbitrary_channels_allowed=True)
        await stack.enter_async_context(live)
        news = LiveNews(redis)
        await stack.enter_async_context(news.carrying())
        master = MasterKey.parse(settings.master_key)
        directory = Directory(master, redis, extensions)
        await stack.enter_async_context(directory.listening())
        http = await stack.enter_async_context(
            outbound_client(OutboundPolicy(allow_private=settings.allow_private_urls))
        )
        runtime = Runtime(
            settings=settings,
            clock=clock,
            master=master,
            databases=databases,
            redis=redis,
            live=live,
            directory=directory,
            extensions=extensions,
            dispatcher=Dispatcher(extensions),
            translations=Translations(["bodega", *(m.package for m in extensions.manifests.values())]),
            throttle=Throttle(redis, "throttle"),
            http=http,
            news=news,
            files=FileStore(settings.files_url),
            platform_vault=await load_platform_vault(master, clock.now()),
        )
        runtime.dispatcher.contexts = partial(context_of, runtime)
        start_extensions(runtime)
        try:
            yield runtime
        finally:
            runtime.stopping.set()
