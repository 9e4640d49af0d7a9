"""Lead whoever agreed to an older version to the page where the new one is read, before anything else under `/my`."""

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from bodega.kernel.database import platform_scope
from bodega.published.current_texts import current_texts
from bodega.published.keep_consent import read_agreed
from bodega.runtime import Runtime
from bodega.staff.require_role import ConsentDue, requires_account, staff_on

# What goes on without a yes: the texts themselves, and paying bills, on which orders of buyers depend.
_STAYS_OPEN = ("/my/terms", "/my/plans", "/my/bills", "/my/statements", "/my/offers", "/my/money")


async def requires_current_consent(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """For the pages of `/my`. Raises `ConsentDue`, never for a form that is sent: it was shown before."""
    requires_account(connection, handler)
    path = connection.scope["path"].rstrip("/")
    if connection.scope.get("method") != "GET" or path.startswith(_STAYS_OPEN):
        return
    runtime: Runtime = connection.scope["state"]["runtime"]
    texts = await current_texts(runtime)
    async with platform_scope() as scope:
        agreed = await read_agreed(scope, staff_on(connection).account_id)
    # Who was never asked is invited on the page, not held up: an operator may have made the account.
    known = texts.read_consent(agreed)
    if any(kind in known for kind in texts.asked_again(agreed, runtime.clock.now())):
        raise ConsentDue
