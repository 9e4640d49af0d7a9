"""Somebody of the demo asks for a shop, so that the platform's queue holds something to decide on the first day.

The whole journey is walked as its pages walk it. An application that an earlier start began is left as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.demo.draw_paper import draw_paper
from bodega.demo.shops import WISH, Wish
from bodega.kernel.database import platform_scope
from bodega.kernel.form import Form
from bodega.onboarding.agreement import read_agreement
from bodega.onboarding.hand_in_application import hand_in_application
from bodega.onboarding.look_at_journey import look_at_journey
from bodega.onboarding.save_agreement import save_agreement
from bodega.onboarding.save_entity import save_entity
from bodega.onboarding.save_goods import FIELD, save_goods
from bodega.onboarding.save_name import save_name
from bodega.onboarding.save_settlement import save_settlement
from bodega.onboarding.start_application import start_application
from bodega.qualifications.add_paper import NewPaper, add_paper
from bodega.qualifications.read_paper_form import PaperSaid
from bodega.runtime import Runtime

_BEGUN = """
    select id, state from application where account_id = $1 and kind = 'opening'
     order by created_at limit 1"""
# Sample numbers of the standards themselves (GB 32100-2015, GB 11643-1999): they fit and belong to nobody.
_USCC = "91350100M000100Y43"
_RESIDENT = "11010519491231002X"
_ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class _Paper:
    """`drawn` is what stands on the sheet; `covers` says that it is about the goods."""

    kind: str
    title: str
    said: Mapping[str, str]
    drawn: Mapping[str, str]
    number: str = ""
    covers: bool = False


async def ask_to_open(runtime: Runtime, account_id: UUID, *, now: datetime) -> None:
    """A start that was killed in between begins with what is there."""
    async with platform_scope() as scope:
        begun = await scope.fetchrow(_BEGUN, account_id)
    if begun is not None and begun["state"] != "draft":
        return
    name = WISH.applicant.name
    application_id = (
        begun["id"] if begun else await start_application(runtime, account_id, actor=name, now=now)
    )
    await _say(runtime, account_id, application_id, WISH, now)
    await _add_papers(runtime, account_id, application_id, WISH, now)
    locale = WISH.applicant.locale
    await hand_in_application(runtime, account_id, application_id, actor=name, locale=locale, now=now)


async def _say(runtime: Runtime, account_id: UUID, application_id: UUID, wish: Wish, now: datetime) -> None:
    who = runtime, account_id, application_id
    goods = {"market": "cn", "to_whom": wish.to_whom, **{FIELD + code: "on" for code in wish.categories}}
    named = {"shop_name": wish.shop_name, "slug": wish.slug, "locale": wish.applicant.locale}
    entity = {
        "kind": "company", "name": wish.company, "uscc": _USCC, "representative": wish.applicant.name,
        "id_kind": "resident", "identity": _RESIDENT, "address": wish.address, "phone": "13800138000",
    }  # fmt: skip
    money = {"way": "bank", "holder": wish.company, "bank": wish.bank, "account": "6225880123456789"}
    agreed = {"version": (await read_agreement(wish.applicant.locale, now=now)).versions, "agreed": "on"}
    await save_goods(*who, Form(goods), now=now)
    await save_name(*who, Form(named), now=now)
    await save_entity(*who, Form(entity), now=now)
    await save_settlement(*who, Form(money), now=now)
    await save_agreement(*who, Form(agreed), address=_ADDRESS, now=now)


async def _add_papers(
    runtime: Runtime, account_id: UUID, application_id: UUID, wish: Wish, now: datetime
) -> None:
    journey = await look_at_journey(
        runtime, account_id, application_id, locale=wish.applicant.locale, now=now
    )
    there = {paper.kind for paper in journey.standing.papers}
    for paper in _papers(wish):
        if paper.kind in there:
            continue
        ends = date(now.year + 2, 12, 31) if paper.covers else None
        said = PaperSaid(paper.said, paper.number, date(now.year, 1, 1) if paper.covers else None, ends)
        files = [(f"{paper.kind}.png", draw_paper(paper.title, paper.drawn))]
        covers = wish.categories if paper.covers else ()
        new = NewPaper(paper.kind, said, covers, files, application_id=application_id)
        await add_paper(runtime, new, account_id=account_id, actor=wish.applicant.name, now=now)


def _papers(wish: Wish) -> list[_Paper]:
    company, person = wish.company, wish.applicant.name
    return [
        _Paper(
            "business_licence", "Business licence", {"holder": company, "uscc": _USCC},
            {"Unified Social Credit Code": _USCC, "Name": wish.company_in_latin}, number=_USCC,
        ),
        _Paper(
            "representative_identity", "Identity card", {"holder": person},
            {"Name": wish.person_in_latin, "Number": f"{_RESIDENT[:6]} ******** {_RESIDENT[-4:]}"},
        ),
        _Paper(
            "settlement_account", "Bank account", {"holder": company, "bank": wish.bank, "last_digits": "6789"},
            {"Holder": wish.company_in_latin, "Account": "**** **** **** 6789"},
        ),
        _Paper(
            "operator_authorisation", "Authorisation", {"grantor": wish.grantor, "goods": wish.goods},
            {"Granted to": wish.company_in_latin, "For": "game cards"}, covers=True,
        ),
    ]  # fmt: skip
