"""Mount an extension's pages on the shops' hosts so that a shop which has it off answers 404."""

from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from litestar import Litestar, Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.types import ControllerRouterHandler

from bodega.kernel.errors import NotFound
from bodega.plugins.console_door import ConsoleDesk
from bodega.plugins.extensions import Extensions
from bodega.plugins.manifest import Manifest
from bodega.plugins.plugin_context import PluginContext, context_in
from bodega.staff.console_router import console_router
from bodega.staff.require_role import Guard
from bodega.street.shop import Shop
from bodega.web.sent_form import provide_form
from bodega.web.visit import AnyRequest

PREFIX = "/x/"
CONSOLE_PREFIX = "/console/x/"
NOWHERE = "/x"

MakeDesk = Callable[[AnyRequest, Manifest], Awaitable[ConsoleDesk]]

log = structlog.get_logger()


def is_switched_off(path: str, shop: Shop) -> bool:
    """Whether `path` belongs to an extension that `shop` has off.

    Asked before routing, because a route would answer a wrong method with 405 and so tell that it is there.
    """
    return any(
        path.startswith(prefix) and path.removeprefix(prefix).partition("/")[0] not in shop.enabled
        for prefix in (PREFIX, CONSOLE_PREFIX)
    )


def extension_routes(
    extensions: Extensions, dependencies: dict[str, Provide]
) -> list[ControllerRouterHandler]:
    """The routes of every extension, the shop's own as they are, a stranger's under `/x/<id>/` and `/console/x/<id>/`.

    A stranger's routes that cannot be mounted are left out and the reason is listed; the rest of the extension stays.
    `dependencies` are those of the application that the routes will be mounted on.
    """
    routes: list[ControllerRouterHandler] = []
    desk = next((m.desk for m in extensions.manifests.values() if m.always_on and m.desk is not None), None)
    for manifest in extensions.manifests.values():
        if manifest.always_on:
            routes.extend(manifest.routes() if manifest.routes else ())
            continue
        for what, mount in (("routes", guarded), ("console", partial(console_pages, make_desk=desk))):
            try:
                # An application of its own, thrown away, finds now what would stop the shops' application later.
                Litestar(mount(manifest), dependencies=dependencies, openapi_config=None, logging_config=None)
            except (Exception, SystemExit) as error:
                log.exception("plugin_failed", plugin=manifest.id, hook=what)
                extensions.note_failure(manifest.id, what, error)
            else:
                routes.extend(mount(manifest))
    return routes


def guarded(manifest: Manifest) -> list[ControllerRouterHandler]:
    """The routes of `manifest` under `/x/<id>/`; a handler may ask for `ctx`, its `PluginContext`."""
    if manifest.routes is None:
        return []
    return [
        Router(
            f"{PREFIX}{manifest.id}",
            route_handlers=list(manifest.routes()),
            guards=[_switched_on(manifest)],
            dependencies={"ctx": Provide(_context_for(manifest), sync_to_thread=False)},
            include_in_schema=False,
        )
    ]


def console_pages(manifest: Manifest, make_desk: MakeDesk | None) -> list[ControllerRouterHandler]:
    """Its pages for staff, behind the door of the console; a handler may ask for `desk`, `ctx` and `form`."""
    if manifest.console is None or make_desk is None:
        return []

    async def provide_desk(request: AnyRequest) -> ConsoleDesk:
        return await make_desk(request, manifest)

    pages = console_router(
        f"{CONSOLE_PREFIX}{manifest.id}", list(manifest.console.routes()), manifest.console.role
    )
    return [
        Router(
            "/",
            route_handlers=[pages],
            guards=[_switched_on(manifest)],
            dependencies={
                "ctx": Provide(_context_for(manifest), sync_to_thread=False),
                "desk": Provide(provide_desk),
                "form": Provide(provide_form),
            },
        )
    ]


def _switched_on(manifest: Manifest) -> Guard:
    def switched_on(connection: ASGIConnection, _: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        # Routing forgives a doubled slash, so the path alone is not believed.
        shop = connection.scope["state"].get("shop")
        if shop is None or manifest.id not in shop.enabled:
            raise NotFound

    return switched_on


def _context_for(manifest: Manifest) -> Callable[[AnyRequest], PluginContext]:
    def provide_context(request: AnyRequest) -> PluginContext:
        state = request.scope["state"]
        return context_in(state["runtime"], state["shop"], manifest)

    return provide_context
