"""Take in what a shop tells of its cases, and write to its owner when something new was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.mail.post_mail import post_mail
from bodega.notices.rights_rule import RIGHTS_RULE
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.shop import Shop

# A revision that comes late, or a second time, changes nothing. What was decided of an older one no longer counts.
_KEEP = """
    insert into rule_case (id, shop_id, subject, subject_id, title, rule_id, rule_version, severity, state, hits, appeal,
                           opened_at, state_at, revision)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    on conflict (id) do update
       set title = excluded.title, rule_version = excluded.rule_version, severity = excluded.severity,
           state = excluded.state, hits = excluded.hits, appeal = excluded.appeal, state_at = excluded.state_at,
           revision = excluded.revision,
           verdict = case when excluded.state in ('open', 'appealed') then '' else rule_case.verdict end
     where rule_case.revision < excluded.revision and rule_case.shop_id = excluded.shop_id
    returning (xmax = 0) as new"""

_OWNER = "select c.email, c.locale from shop s join account c on c.id = s.owner_id where s.id = $1"

_SUBJECT = "%(shop)s: a rule was broken"
_TEXT = (
    "Hello,\n\nThe rules of the platform found something in %(count)s listings of %(shop)s: %(titles)s.\n\nWhat is hit may be off"
    " sale. See which words or facts, mend them, and it comes back by itself; or appeal, in your own words.\n\n%(link)s"
)
_NAMED = 5


@dataclass(frozen=True)
class ToldCase:
    """One case as the shop has it."""

    id: UUID
    subject: str
    subject_id: UUID
    title: str
    rule: str
    rule_version: int
    severity: str
    state: str
    hits: list[Any]
    appeal: str
    opened_at: datetime
    state_at: datetime
    revision: int


async def take_cases(
    runtime: Runtime, scope: Scope, shop: Shop, cases: Sequence[ToldCase], *, now: datetime
) -> None:
    new = []
    for case in cases:
        row = await scope.fetchrow(
            _KEEP, case.id, shop.id, case.subject, case.subject_id, case.title, case.rule, case.rule_version,
            case.severity, case.state, case.hits, case.appeal, case.opened_at, case.state_at, case.revision,
        )  # fmt: skip
        if row is not None:
            await _note(scope, shop, case, now)
            # Of a right holder's notice its owner is told by itself.
            if row["new"] and case.state == "open" and case.rule != RIGHTS_RULE:
                new.append(case)
    if new:
        await _tell_owner(runtime, scope, shop, new, now)


async def _note(scope: Scope, shop: Shop, case: ToldCase, now: datetime) -> None:
    await record(
        scope, deed=f"case.{case.state}", actor_id=None, actor=shop.name, now=now, shop_id=shop.id, case=str(case.id),
        rule=case.rule, severity=case.severity, title=case.title,
    )  # fmt: skip


async def _tell_owner(
    runtime: Runtime, scope: Scope, shop: Shop, new: Sequence[ToldCase], now: datetime
) -> None:
    """One mail for all that was found together."""
    owner = await scope.fetchrow(_OWNER, shop.id)
    if owner is None:
        return
    titles = list(dict.fromkeys(case.title for case in new))
    await post_mail(
        scope,
        runtime,
        to=owner["email"],
        locale=owner["locale"],
        subject=_SUBJECT,
        text=_TEXT,
        now=now,
        once=f"cases {new[0].id}",
        shop=shop.name,
        count=str(len(titles)),
        titles="; ".join(titles[:_NAMED]),
        link=runtime.settings.address_of(shop.canonical_host, "/console/cases"),
    )
