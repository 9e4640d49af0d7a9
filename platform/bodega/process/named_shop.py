"""The shop that a command names."""

from bodega.kernel.errors import NotFound
from bodega.runtime import Runtime
from bodega.street.shop import Shop

ACTOR = "command line"


async def named_shop(runtime: Runtime, slug: str) -> Shop:
    """Raises `NotFound` with the address that was typed."""
    shop = await runtime.directory.by_slug(slug)
    if shop is None:
        raise NotFound("There is no shop with the address %(slug)s.", slug=slug)
    return shop
