"""Every address of a shop's host, one line per feature."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler


def shop_routes() -> Sequence[ControllerRouterHandler]:
    return []
