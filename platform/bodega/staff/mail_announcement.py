"""Mail an announcement to the owners of the shops that it is for."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.i18n import CHINESE
from bodega.mail.post_mail import post_mail
from bodega.runtime import Runtime

ANNOUNCE_JOB = "announcement.mail"
_AT_ONCE = 200

_OWNERS = """
    select distinct a.id, a.email, a.locale from shop s join account a on a.id = s.owner_id, announcement n
     where n.id = $1 and n.withdrawn_at is null and s.state not in ('draft', 'refused') and s.rehearses is null
       and (n.states = '[]' or n.states ? s.state) and (n.shop_ids = '[]' or n.shop_ids ? s.id::text)
       and (n.plans = '[]' or exists (select 1 from subscription u join plan l on l.id = u.plan_id
                                       where u.shop_id = s.id and n.plans ? l.code))
       and (n.trades = '[]' or s.vouched or s.trades && array(select jsonb_array_elements_text(n.trades)))
       and a.id > $2
     order by a.id limit $3"""


async def mail_announcement(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job: an owner of several shops gets one mail, and a repetition finds every mail posted already."""
    announcement_id, last = UUID(payload["announcement_id"]), UUID(int=0)
    while True:
        async with platform_scope() as scope:
            said = await scope.fetchrow(
                "select title_en, title_zh, body_en, body_zh from announcement where id = $1", announcement_id
            )
            if said is None:
                return
            owners = await scope.fetch(_OWNERS, announcement_id, last, _AT_ONCE)
            for owner in owners:
                await post_mail(
                    scope, runtime, to=owner["email"], locale=owner["locale"], **_said(dict(said), owner["locale"]),
                    now=runtime.clock.now(), once=f"announcement {announcement_id} {owner['id']}",
                )  # fmt: skip
                last = owner["id"]
        if len(owners) < _AT_ONCE:
            return


def _said(said: dict[str, str], locale: str) -> dict[str, str]:
    """Title and body as they are: they are no msgids, so a percent sign in them stays one."""
    language = "zh" if (locale == CHINESE or not said["title_en"]) and said["title_zh"] else "en"
    return {
        "subject": said[f"title_{language}"],
        "text": said[f"body_{language}"] or said[f"title_{language}"],
    }
