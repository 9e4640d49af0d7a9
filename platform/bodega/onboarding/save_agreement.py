"""The sixth step: the platform's terms, agreed to in one version, at one moment, from one address."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.onboarding.agreement import agreement_versions
from bodega.onboarding.keep_answer import keep_answer, open_for
from bodega.onboarding.limit_writes import admit_save
from bodega.published.keep_consent import keep_consent
from bodega.runtime import Runtime


async def save_agreement(
    runtime: Runtime, account_id: UUID, application_id: UUID, form: Form, *, address: str, now: datetime
) -> None:
    """Raises `InvalidInput` without the tick, or for terms that changed while the page was open."""
    await admit_save(runtime, account_id)
    form.consent("agreed")
    async with platform_scope() as scope:
        versions = await agreement_versions(scope, now=now)
        if form.value("version") != versions:
            form.refuse_with(InvalidInput("These terms have changed. Please read them again."))
        form.require_ok()
        application = await open_for(scope, application_id, account_id, "agreement", now=now)
        said = {"version": versions, "at": now.isoformat(), "address": address}
        await keep_answer(scope, application, "agreement", said, now=now)
        await keep_consent(scope, account_id, "agreement", versions, address=address, now=now)
