"""The OpenAPI document of the API, made from its operations and served by each shop for its own host."""

from collections.abc import Callable
from functools import cache
from typing import Any

from litestar import Litestar, Response, Router, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from bodega.web.given import NamedDependency
from bodega_shop.api.hear_call import Call
from bodega_shop.api.show_order import SECURITY

VERSION = "1"
KEEP = {"cache-control": "public, max-age=300"}

_DESCRIPTION = """\
What a shop sells, and buying it, for programs.

Amounts are integers in minor units. Failures are `application/problem+json`. No key is needed; an order is opened with
the token that its placing returned. Pages of other sites cannot read the answers: no cross-origin request is allowed.
"""


def describing(router: Callable[[], Router]) -> HTTPRouteHandler:
    """The handler that serves the document of what `router` makes."""

    @cache
    def document() -> dict[str, Any]:
        # An application of its own, thrown away: this document holds these operations and nothing else of the host.
        config = OpenAPIConfig(
            title="Bodega shop API",
            version=VERSION,
            description=_DESCRIPTION,
            use_handler_docstrings=True,
            components=Components(
                security_schemes={
                    SECURITY: SecurityScheme(
                        type="http",
                        scheme="bearer",
                        description="The `token` that placing the order returned.",
                    )
                }
            ),
        )
        return Litestar([router()], openapi_config=config, logging_config=None).openapi_schema.to_schema()

    @get("/openapi.json", include_in_schema=False, response_headers=KEEP)
    async def show_description(call: NamedDependency[Call]) -> Response[dict[str, Any]]:
        return Response({**document(), "servers": [{"url": call.address_of("")}]})

    return show_description
