"""Tell by mail what was decided, and what is asked for, in the applicant's language."""

from datetime import datetime
from functools import partial

from bodega.kernel.database import Scope
from bodega.mail.post_mail import post_mail
from bodega.moderation.case import Case
from bodega.moderation.name_subject import name_subject
from bodega.moderation.subjects import APPROVE, MORE, REFUSE
from bodega.runtime import Runtime

_SUBJECTS = {
    APPROVE: "%(shop)s: your application is approved",
    MORE: "%(shop)s: we need something more from you",
    REFUSE: "%(shop)s: your application is refused",
}
_TEXTS = {
    APPROVE: "Good news: what you asked for is approved.\n\n%(reasons)sHow it goes on: %(link)s",
    MORE: "We looked at your application. Before we can approve it, please see to this:\n\n%(reasons)s"
    "You can do that here, and hand it in again: %(link)s",
    REFUSE: "We looked at your application and cannot approve it.\n\n%(reasons)sWhat you handed in stays readable here: %(link)s",
}


async def tell_applicant(
    scope: Scope, runtime: Runtime, case: Case, verdict: str, *, reason: str, now: datetime
) -> None:
    """Posted in the transaction that decides; the same words stand on the applicant's own page."""
    settings = runtime.settings
    lines = reasons_told(runtime, case, reason)
    await post_mail(
        scope,
        runtime,
        to=case.applicant.email,
        locale=case.applicant.locale,
        subject=_SUBJECTS[verdict],
        text=_TEXTS[verdict],
        now=now,
        shop=case.wanted_name or case.entity_name,
        reasons="".join(f"- {line}\n" for line in lines) + ("\n" if lines else ""),
        link=settings.address_of(settings.base_domain, f"/my/applications/{case.id}"),
    )


def reasons_told(runtime: Runtime, case: Case, reason: str) -> list[str]:
    """Why, for the whole first, then for each part that was not approved."""
    say = partial(runtime.translations.gettext, case.applicant.locale)
    told = [reason] if reason else []
    for one in case.latest.values():
        if one.reason and one.reason not in told:
            name = name_subject(case, one.subject, case.applicant.locale, say)
            told.append(one.reason if name in one.reason else f"{name}: {one.reason}")
    return told
