"""Wait until a program answers over HTTP."""

import asyncio

import httpx

from bodega.demo.child import Child
from bodega.embedded.read_log import log_ending
from bodega.kernel.errors import Unavailable

MOST_SECONDS = 120.0
LOOK_SECONDS = 0.05


async def wait_until_serving(child: Child, address: str) -> None:
    """Return when `address` answers 200. Raises `Unavailable` when the program ends, or after two minutes."""
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        try:
            async with asyncio.timeout(MOST_SECONDS):
                while not await _answers(client, address):
                    if not child.alive():
                        raise _failure(child)
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise _failure(child) from None


async def _answers(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(address)).status_code == 200
    except httpx.TransportError:
        return False


def _failure(child: Child) -> Unavailable:
    return Unavailable(
        "%(name)s did not start. Its log is %(log)s; it ends with: %(ending)s",
        name=child.name,
        log=child.log,
        ending=log_ending(child.log),
    )
