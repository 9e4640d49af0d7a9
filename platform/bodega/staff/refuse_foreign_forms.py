"""Refuse a form that was not sent from a page of ours (CSRF), with a secret that this host alone has."""

from litestar.config.csrf import CSRFConfig
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.middleware.csrf import CSRFMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from bodega.runtime import Runtime
from bodega.staff.audience import audience_here
from bodega.staff.session_cookie import is_secure, own_cookie_name
from bodega.web.visit import AnyRequest


class RefuseForeignForms(ASGIMiddleware):
    """Litestar's own guard, given its secret when a request comes: routes are made before the installation is known."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        config = _config(scope["state"]["runtime"], audience_here(scope))
        await CSRFMiddleware(next_app, config)(scope, receive, send)


def csrf_token_of(request: AnyRequest) -> str:
    """What the forms of this page must send back as `_csrf_token`."""
    token = ScopeState.from_scope(request.scope).csrf_token
    return token if isinstance(token, str) else ""


def _config(runtime: Runtime, audience: str) -> CSRFConfig:
    # The name changes with the secret: a cookie of an earlier installation would refuse every form for good.
    return CSRFConfig(
        secret=runtime.platform_vault.token("csrf", audience),
        cookie_name=own_cookie_name(runtime, "form", audience),
        cookie_secure=is_secure(runtime),
        cookie_httponly=True,
        cookie_samesite="lax",
    )
