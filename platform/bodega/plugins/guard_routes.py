"""Mount an extension's pages on the shops' hosts so that a shop which has it off answers 404."""

from litestar import Router
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from bodega.kernel.errors import NotFound
from bodega.plugins.manifest import Manifest


def guarded(manifest: Manifest) -> list[ControllerRouterHandler]:
    """The routes of `manifest` under `/x/<id>/`."""
    if manifest.routes is None:
        return []

    def switched_on(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        shop = connection.scope["state"].get("shop")
        if shop is None or manifest.id not in shop.enabled:
            raise NotFound

    return [Router(f"/x/{manifest.id}", route_handlers=list(manifest.routes()), guards=[switched_on])]
