"""Write to the people of a shop what happened to it: the job behind `plan_telling`, in the language of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.i18n import format_date, time_zone
from bodega.lifecycle.letters import LETTERS, UNPAID_LETTER, Letter
from bodega.mail.post_mail import post_mail
from bodega.runtime import Runtime
from bodega.street.lifecycle import UNPAID

_BEIJING = time_zone("Asia/Shanghai")

# A twin is nobody's news.
_SHOP = """
    select s.name, s.owner_id, s.closes_at, coalesce(h.host, '') as host
      from shop s left join shop_host h on h.shop_id = s.id and h.canonical
     where s.id = $1 and s.rehearses is null"""
_ACCOUNT = "select name, email, locale from account where id = $1"


@dataclass(frozen=True)
class _Case:
    """What a letter is about: the shop, what somebody wrote of it, and the other side of a handover."""

    shop: Mapping[str, Any]
    words: str
    other: Mapping[str, Any]


async def tell_people(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job. The key of the mail keeps a second run from writing again."""
    news, now = payload["news"], runtime.clock.now()
    letter = UNPAID_LETTER if (news, payload["words"]) == ("frozen", UNPAID) else LETTERS[news]
    async with platform_scope() as scope:
        shop = await scope.fetchrow(_SHOP, UUID(payload["shop_id"]))
        if shop is None:
            return
        to = UUID(payload["to"]) if payload["to"] else shop["owner_id"]
        reader = await scope.fetchrow(_ACCOUNT, to)
        other = await _account(scope, payload["who"])
        if reader is not None:
            case = _Case(dict(shop), payload["words"], other)
            await _post(scope, runtime, letter, dict(reader), case, f"lifecycle {payload['key']}", now)


async def _account(scope: Scope, account_id: str) -> Mapping[str, Any]:
    row = await scope.fetchrow(_ACCOUNT, UUID(account_id)) if account_id else None
    return dict(row) if row else {"name": "", "email": ""}


async def _post(
    scope: Scope, runtime: Runtime, letter: Letter, reader: Mapping[str, Any], case: _Case, once: str, now: datetime
) -> None:  # fmt: skip
    settings, closes_at = runtime.settings, case.shop["closes_at"]
    host = case.shop["host"] if letter.path.startswith("/console") else settings.base_domain
    await post_mail(
        scope, runtime, to=reader["email"], locale=reader["locale"], subject=letter.subject, text=letter.text, now=now,
        once=once, name=reader["name"], shop=case.shop["name"], words=case.words, other=case.other["name"],
        email=case.other["email"], day=format_date(closes_at, reader["locale"], _BEIJING) if closes_at else "",
        link=settings.address_of(host, letter.path),
    )  # fmt: skip
