"""Compose the application from what is installed: the street in front, the platform's pages, the shops' pages."""

from contextlib import AbstractAsyncContextManager

import structlog
from litestar import Litestar
from litestar.di import Provide

from bodega.kernel.clock import Clock
from bodega.kernel.errors import BodegaError
from bodega.kernel.logs import set_up_logs
from bodega.kernel.settings import Settings
from bodega.platform_pages.error_page import platform_error_page
from bodega.platform_pages.routes import platform_routes
from bodega.plugins.discover import Extensions, discover
from bodega.plugins.guard_routes import extension_routes
from bodega.runtime import Runtime, open_runtime
from bodega.web.hold_uploads import hold_uploads
from bodega.web.problems import Page, exception_handlers
from bodega.web.serve_asset import serve_asset
from bodega.web.street_app import StreetApp
from bodega.web.visit import AnyRequest, Visit, provide_runtime, provide_shop, provide_visit

MOST_BODY_BYTES = 256 * 1024

log = structlog.get_logger()


def create_app(
    settings: Settings | None = None, extensions: Extensions | None = None, clock: Clock | None = None
) -> StreetApp:
    """The whole application, as granian starts it. Settings come from the environment unless they are given."""
    settings = settings or Settings.from_environment()
    set_up_logs(settings.log_level)
    hold_uploads()
    extensions = extensions if extensions is not None else discover()

    def opening() -> AbstractAsyncContextManager[Runtime]:
        return open_runtime(settings, extensions, clock=clock)

    return StreetApp(_platform_app(settings, extensions), _shop_app(extensions), opening)


def _platform_app(settings: Settings, extensions: Extensions) -> Litestar:
    return Litestar(
        [serve_asset, *platform_routes(settings, extensions)],
        dependencies=_dependencies(),
        exception_handlers=exception_handlers(platform_error_page),
        openapi_config=None,
        request_max_body_size=MOST_BODY_BYTES,
        logging_config=None,
    )


def _shop_app(extensions: Extensions) -> Litestar:
    dependencies = {**_dependencies(), "shop": Provide(provide_shop, sync_to_thread=False)}
    return Litestar(
        [serve_asset, *extension_routes(extensions, dependencies)],
        dependencies=dependencies,
        exception_handlers=exception_handlers(_failure_page(extensions)),
        openapi_config=None,
        request_max_body_size=MOST_BODY_BYTES,
        logging_config=None,
    )


def _failure_page(extensions: Extensions) -> Page:
    """The shop's own page; where its theme is missing or broken, the visitor is told on a plain one."""
    pages = (manifest.failure_page for manifest in extensions.manifests.values() if manifest.always_on)
    own = next((page for page in pages if page is not None), platform_error_page)

    def page(request: AnyRequest, visit: Visit, error: BodegaError) -> str:
        try:
            return own(request, visit, error)
        except Exception:
            log.exception("failure_page_failed")
            return platform_error_page(request, visit, error)

    return page


def _dependencies() -> dict[str, Provide]:
    return {
        "runtime": Provide(provide_runtime, sync_to_thread=False),
        "visit": Provide(provide_visit, sync_to_thread=False),
    }
