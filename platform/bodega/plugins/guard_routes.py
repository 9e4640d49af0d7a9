"""Mount an extension's pages on the shops' hosts so that a shop which has it off answers 404."""

import structlog
from litestar import Litestar, Request, Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from bodega.kernel.errors import NotFound
from bodega.plugins.extensions import Extensions
from bodega.plugins.manifest import Manifest
from bodega.plugins.plugin_context import PluginContext, context_in
from bodega.street.shop import Shop

PREFIX = "/x/"
NOWHERE = "/x"

log = structlog.get_logger()


def is_switched_off(path: str, shop: Shop) -> bool:
    """Whether `path` belongs to an extension that `shop` has off.

    Asked before routing, because a route would answer a wrong method with 405 and so tell that it is there.
    """
    return path.startswith(PREFIX) and path.removeprefix(PREFIX).partition("/")[0] not in shop.enabled


def extension_routes(
    extensions: Extensions, dependencies: dict[str, Provide]
) -> list[ControllerRouterHandler]:
    """The routes of every extension, the shop's own as they are, a stranger's under `/x/<id>/`.

    A stranger's routes that cannot be mounted are left out and the reason is listed; the rest of the extension stays.
    `dependencies` are those of the application that the routes will be mounted on.
    """
    routes: list[ControllerRouterHandler] = []
    for manifest in extensions.manifests.values():
        if manifest.routes is None:
            continue
        if manifest.always_on:
            routes.extend(manifest.routes())
            continue
        try:
            mounted = guarded(manifest)
            # An application of its own, thrown away, finds now what would stop the shops' application later.
            Litestar(mounted, dependencies=dependencies, openapi_config=None, logging_config=None)
        except (Exception, SystemExit) as error:
            log.exception("plugin_failed", plugin=manifest.id, hook="routes")
            extensions.note_failure(manifest.id, "routes", error)
        else:
            routes.extend(guarded(manifest))
    return routes


def guarded(manifest: Manifest) -> list[ControllerRouterHandler]:
    """The routes of `manifest` under `/x/<id>/`; a handler may ask for `ctx`, its `PluginContext`."""
    if manifest.routes is None:
        return []

    def switched_on(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        # Routing forgives a doubled slash, so the path alone is not believed.
        shop = connection.scope["state"].get("shop")
        if shop is None or manifest.id not in shop.enabled:
            raise NotFound

    def provide_context(request: Request) -> PluginContext:  # type: ignore[type-arg]
        state = request.scope["state"]
        return context_in(state["runtime"], state["shop"], manifest)

    return [
        Router(
            f"{PREFIX}{manifest.id}",
            route_handlers=list(manifest.routes()),
            guards=[switched_on],
            dependencies={"ctx": Provide(provide_context, sync_to_thread=False)},
            include_in_schema=False,
        )
    ]
