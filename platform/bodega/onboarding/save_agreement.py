"""The sixth step: the platform's terms, agreed to in one version, at one moment, from one address."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.onboarding.agreement import VERSION
from bodega.onboarding.keep_answer import keep_answer, open_for
from bodega.onboarding.limit_writes import admit_save
from bodega.runtime import Runtime


async def save_agreement(
    runtime: Runtime, account_id: UUID, application_id: UUID, form: Form, *, address: str, now: datetime
) -> None:
    """Raises `InvalidInput` without the tick, or for terms that changed while the page was open."""
    await admit_save(runtime, account_id)
    form.consent("agreed")
    if form.value("version") != VERSION:
        form.refuse_with(InvalidInput("These terms have changed. Please read them again."))
    form.require_ok()
    async with platform_scope() as scope:
        application = await open_for(scope, application_id, account_id, "agreement", now=now)
        said = {"version": VERSION, "at": now.isoformat(), "address": address}
        await keep_answer(scope, application, "agreement", said, now=now)
