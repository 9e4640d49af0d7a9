"""Look over an installation before anything runs on it: settings, servers, tables."""

import asyncio

from bodega.kernel.settings import Settings
from bodega.kernel.vault import MasterKey


def check_installation(settings: Settings) -> None:
    """Raises `SettingError` saying which setting is at fault and what to do."""
    asyncio.run(_check(settings))


async def _check(settings: Settings) -> None:
    MasterKey.parse(settings.master_key)
