"""Read a journey in a transaction of its own, for a page."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.onboarding.application import Application, applications_of
from bodega.onboarding.read_journey import Journey, read_journey
from bodega.runtime import Runtime


async def look_at_journey(
    runtime: Runtime, account_id: UUID, application_id: UUID, *, locale: str, now: datetime
) -> Journey:
    """Raises `NotFound` for somebody else's."""
    async with platform_scope() as scope:
        return await read_journey(scope, runtime, application_id, account_id, locale=locale, now=now)


async def list_applications(account_id: UUID) -> list[Application]:
    """Those of one account that did not become a shop, the newest first; withdrawn ones are left out."""
    async with platform_scope() as scope:
        return [one for one in await applications_of(scope, account_id) if one.state != "withdrawn"]
