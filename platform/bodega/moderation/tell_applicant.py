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
_OPENED = {
    "soft": (
        "%(shop)s may begin its soft launch",
        (
            "Good news: %(shop)s is open to people whom you invite.\n\nMake a link for them, and read what they say:"
            " %(link)s"
        ),
    ),
    "live": ("%(shop)s is open", "Good news: %(shop)s is open to everybody.\n\nIts console: %(link)s"),
}
_SENT_BACK = (
    "%(shop)s is not open yet",
    "We looked at %(shop)s and cannot open it yet.\n\n%(reasons)sYou can put that right and ask again: %(link)s",
)
_NOT_WIDER = (
    "%(shop)s: more categories are refused",
    (
        "We looked at the categories that you asked for and cannot approve them. What your shop may sell stays as it was."
        "\n\n%(reasons)sWhat you handed in stays readable here: %(link)s"
    ),
)


async def tell_applicant(
    scope: Scope, runtime: Runtime, case: Case, verdict: str, *, reason: str, now: datetime
) -> None:
    """Posted in the transaction that decides; the same words stand on the applicant's own page."""
    if case.kind == "new_owner" and verdict == APPROVE:
        # Both sides of a handover are told of it together.
        return
    lines = reasons_told(runtime, case, reason)
    subject, text = _letter(case, verdict)
    await post_mail(
        scope,
        runtime,
        to=case.applicant.email,
        locale=case.applicant.locale,
        subject=subject,
        text=text,
        now=now,
        shop=case.wanted_name or case.entity_name,
        reasons="".join(f"- {line}\n" for line in lines) + ("\n" if lines else ""),
        link=_where_it_goes_on(runtime, case, verdict),
    )


def _letter(case: Case, verdict: str) -> tuple[str, str]:
    if case.kind == "launch":
        return _OPENED[case.answers["into"]] if verdict == APPROVE else _SENT_BACK
    if case.kind == "categories" and verdict == REFUSE:
        return _NOT_WIDER
    return _SUBJECTS[verdict], _TEXTS[verdict]


def _where_it_goes_on(runtime: Runtime, case: Case, verdict: str) -> str:
    """Where whoever applied sees the answer, by what was applied for."""
    address_of, base = runtime.settings.address_of, runtime.settings.base_domain
    if case.kind == "launch":
        soft = verdict == APPROVE and case.answers["into"] == "soft"
        return address_of(case.shop_host, "/console/guests" if soft else "/console/opening")
    if case.kind in ("papers", "categories"):
        return address_of(base, f"/my/shops/{case.shop_id}/{case.kind}")
    if case.kind == "identity":
        return address_of(base, f"/my/shops/{case.shop_id}/identity")
    return address_of(base, "/my/offers" if case.kind == "new_owner" else f"/my/applications/{case.id}")


def reasons_told(runtime: Runtime, case: Case, reason: str) -> list[str]:
    """Why, for the whole first, then for each part that was not approved."""
    say = partial(runtime.translations.gettext, case.applicant.locale)
    told = [reason] if reason else []
    for one in case.latest.values():
        if one.reason and one.reason not in told:
            name = name_subject(case, one.subject, case.applicant.locale, say)
            told.append(one.reason if name in one.reason else f"{name}: {one.reason}")
    return told
