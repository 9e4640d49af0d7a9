"""Write to the owner: the six months are nearly over, they are over soon, they are over."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from uuid import UUID

from bodega.billing.tell_owner import tell_owner as write_to_owner
from bodega.kernel.database import Scope
from bodega.kernel.i18n import format_date, time_zone
from bodega.runtime import Runtime

ASKED, REMINDED, OVERDUE = "asked", "reminded", "overdue"

_LETTERS: Mapping[str, tuple[str, str]] = {
    ASKED: (
        "%(shop)s: please confirm who you are",
        (
            "Hello %(name)s,\n\ntwice a year we ask every owner whether the details and papers of the shop still hold. Please"
            " look at them by %(day)s. It takes a minute:\n\n%(link)s"
        ),
    ),
    REMINDED: (
        "%(shop)s: please confirm who you are by %(day)s",
        (
            "Hello %(name)s,\n\nthe details and papers of %(shop)s are to be confirmed, or changed, by %(day)s:\n\n%(link)s\n\n"
            "The law asks us to verify them every six months. A shop that does not answer may be frozen."
        ),
    ),
    OVERDUE: (
        "%(shop)s: your confirmation is overdue",
        (
            "Hello %(name)s,\n\nthe details and papers of %(shop)s were to be confirmed by %(day)s, and that has not happened. We"
            " may have to freeze the shop: new orders stop then, and everything already paid goes on.\n\nConfirm them here, or"
            " change what is no longer right:\n\n%(link)s"
        ),
    ),
}


async def tell_owner(
    scope: Scope, runtime: Runtime, shop_id: UUID, letter: str, due_on: date, *, now: datetime
) -> None:
    subject, text = _LETTERS[letter]
    await write_to_owner(
        scope, runtime, shop_id, subject, text, path=f"/my/shops/{shop_id}/identity", now=now, day=partial(_day, due_on)
    )  # fmt: skip


def _day(day: date, locale: str) -> str:
    return format_date(day, locale, time_zone("Asia/Shanghai"))
