"""Decide a case: the rule stands, or it does not apply here. The shop hears of it through a job."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.jobs import enqueue
from bodega.mail.post_mail import post_mail
from bodega.notices.rights_rule import RIGHTS_RULE
from bodega.plugins.rule_door import CaseDecision
from bodega.rulebook.enforce import rule_doors, shop_that_answers
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember

DECIDE_JOB = "rules.decide"
VERDICTS = ("upheld", "overturned")
LONGEST_WORDS = 1_000

_DECIDE = """
    update rule_case set verdict = $3, words = $4, decided_at = $5, decided_by = $6
     where id = $1 and revision = $2 and verdict = '' and state in ('open', 'appealed', 'upheld') and rule_id <> $7
    returning shop_id, rule_id, title"""
_OWNER = """
    select c.email, c.locale, s.name, (select h.host from shop_host h where h.shop_id = s.id and h.canonical) as host
      from shop s join account c on c.id = s.owner_id where s.id = $1"""
_SUBJECT = {
    "upheld": "The rule stands: %(title)s",
    "overturned": "The rule does not apply: %(title)s",
}
_TEXT = {
    "upheld": "Hello,\n\n“%(title)s” of %(shop)s was looked at, and the rule stands.\n\n%(words)s\n\nMend it, and it comes back by itself.\n\n%(link)s",
    "overturned": "Hello,\n\n“%(title)s” of %(shop)s was looked at, and the rule does not apply here.\n\n%(words)s\n\nIf it was off sale for this alone, it is back.\n\n%(link)s",
}


async def decide_case(
    runtime: Runtime,
    case_id: UUID,
    revision: int,
    verdict: str,
    words: str,
    staff: StaffMember,
    *,
    now: datetime,
) -> None:
    """Raises `Refused` for a case that was decided, mended or changed since it was looked at; `OwnMatter`, `InvalidInput`."""
    if verdict not in VERDICTS:
        raise InvalidInput("Please choose one of these.", field="verdict")
    if not words.strip():
        raise InvalidInput("Say why, in words that its owner reads.", field="words")
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            _DECIDE, case_id, revision, verdict, words.strip()[:LONGEST_WORDS], now, staff.name, RIGHTS_RULE
        )
        if row is None:
            if not await scope.fetchval("select 1 from rule_case where id = $1", case_id):
                raise NotFound
            raise Refused("This case has changed since you looked at it. Please look again.")
        await refuse_own(scope, staff.account_id, row["shop_id"])
        await record(
            scope, deed=f"case.decided_{verdict}", actor_id=staff.account_id, actor=staff.name, now=now,
            shop_id=row["shop_id"], case=str(case_id), rule=row["rule_id"], title=row["title"], reason=words.strip(),
        )  # fmt: skip
        await enqueue(scope, DECIDE_JOB, {"case_id": str(case_id)})
        await _tell_owner(runtime, scope, row, case_id, verdict, words.strip(), now)


async def carry_decision(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job: let the shop feel it."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select id, shop_id, revision, verdict, words, decided_by from rule_case where id = $1",
            UUID(payload["case_id"]),
        )
    if row is None or not row["verdict"]:
        return
    shop = await shop_that_answers(runtime, row["shop_id"])
    if shop is None:
        return
    decision = CaseDecision(row["id"], row["revision"], row["verdict"], row["words"], row["decided_by"])
    for door in rule_doors(runtime):
        await door.decide(shop, decision, now=runtime.clock.now())


async def _tell_owner(
    runtime: Runtime, scope: Any, row: Any, case_id: UUID, verdict: str, words: str, now: datetime
) -> None:
    owner = await scope.fetchrow(_OWNER, row["shop_id"])
    if owner is None:
        return
    await post_mail(
        scope, runtime, to=owner["email"], locale=owner["locale"], subject=_SUBJECT[verdict], text=_TEXT[verdict], now=now,
        once=f"case decided {case_id} {now:%Y%m%d%H%M%S}", title=row["title"], shop=owner["name"], words=words,
        link=runtime.settings.address_of(owner["host"] or "", f"/console/cases/{case_id}"),
    )  # fmt: skip
