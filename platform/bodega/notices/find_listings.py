"""The job that finds the shops and goods which the addresses of a notice lead to."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from bodega.duties.duty_doors import answers, duty_doors
from bodega.kernel.database import platform_scope
from bodega.notices.notice import NoticeListing, read_listings
from bodega.plugins.duty_door import FoundListing
from bodega.runtime import Runtime
from bodega.street.shop import Shop

FIND_JOB = "notices.find_listings"

_NAMED = """
    update notice_listing set state = 'named', shop_id = $2, product_id = $3, title = $4, revision = revision + 1
     where id = $1 and state in ('looking', 'unknown')"""
_UNKNOWN = (
    "update notice_listing set state = 'unknown', revision = revision + 1 where id = $1 and state = 'looking'"
)


async def find_listings(runtime: Runtime, payload: dict[str, Any]) -> None:
    async with platform_scope() as scope:
        listings = await read_listings(scope, UUID(payload["notice_id"]))
    for one in listings:
        if one.state in ("looking", "unknown"):
            await _find(runtime, one)


async def _find(runtime: Runtime, listing: NoticeListing) -> None:
    shop, found = await _look(runtime, listing.address)
    async with platform_scope() as scope:
        if shop is not None and found is not None:
            await scope.execute(_NAMED, listing.id, shop.id, found.id, found.title)
        else:
            await scope.execute(_UNKNOWN, listing.id)


async def _look(runtime: Runtime, address: str) -> tuple[Shop | None, FoundListing | None]:
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = parts.hostname or ""
    except ValueError:
        return None, None
    shop = await runtime.directory.by_host(host) if host else None
    if shop is None or not answers(shop):
        return None, None
    for door in duty_doors(runtime):
        found = await door.find_listing(shop, parts.path)
        if found is not None:
            return shop, found
    return shop, None
