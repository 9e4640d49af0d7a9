"""Mail a change of the platform's texts to everybody who trades here or agreed to one of them."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.i18n import CHINESE, format_date
from bodega.mail.post_mail import post_mail
from bodega.published.kinds import NAMES
from bodega.qualifications.china_day import CHINA
from bodega.runtime import Runtime

MAIL_JOB = "texts.mail"
_AT_ONCE = 200

_SAID = """
    select v.kind, v.number, v.note_chinese, v.note_english, v.effective_at, v.by_law from text_version v
     where v.id = $1 and not exists (select 1 from text_withdrawal w where w.version_id = v.id)"""
_PEOPLE = """
    select a.id, a.email, a.name, a.locale from account a
     where a.id > $1
       and (exists (select 1 from shop s where s.owner_id = a.id and s.rehearses is null
                       and s.state not in ('refused', 'closed'))
            or exists (select 1 from account_consent c where c.account_id = a.id))
     order by a.id limit $2"""

SUBJECT = "%(title)s: a change from %(day)s"
TEXT = (
    "Hello %(name)s,\n\nfrom %(day)s another version of “%(title)s” holds on this platform:\n%(note)s\n\n"
    "What changes, line by line, and until then a place to tell us what you think of it:\n%(link)s\n\n"
    "If you do not accept it you may leave; until then what you agreed to holds."
)
TEXT_AT_ONCE = (
    "Hello %(name)s,\n\nfrom %(day)s another version of “%(title)s” holds on this platform:\n%(note)s\n\n"
    "The law leaves no time to announce it: %(law)s\n\nWhat changes, line by line:\n%(link)s"
)


async def mail_change(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job: a repetition finds every mail posted already, and nobody hears of what was taken back meanwhile."""
    version_id, last = UUID(payload["version_id"]), UUID(int=0)
    while True:
        async with platform_scope() as scope:
            said = await scope.fetchrow(_SAID, version_id)
            if said is None:
                return
            people = await scope.fetch(_PEOPLE, last, _AT_ONCE)
            for person in people:
                await _tell(scope, runtime, version_id, dict(said), dict(person))
                last = person["id"]
        if len(people) < _AT_ONCE:
            return


async def _tell(
    scope: Scope, runtime: Runtime, version_id: UUID, said: dict[str, Any], person: dict[str, Any]
) -> None:
    locale, settings = person["locale"], runtime.settings
    await post_mail(
        scope,
        runtime,
        to=person["email"],
        locale=locale,
        subject=SUBJECT,
        text=TEXT_AT_ONCE if said["by_law"] else TEXT,
        now=runtime.clock.now(),
        once=f"text {version_id} {person['id']}",
        name=person["name"],
        title=NAMES[said["kind"]].in_locale(locale),
        day=format_date(said["effective_at"], locale, CHINA),
        note=said["note_chinese"] if locale == CHINESE else said["note_english"],
        law=said["by_law"],
        link=settings.address_of(settings.base_domain, f"/rules/{said['kind']}/versions/{said['number']}"),
    )
