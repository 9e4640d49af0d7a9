"""Write to the owner of a paper: it ends soon, or it is over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.i18n import format_date, time_zone
from bodega.mail.post_mail import post_mail
from bodega.qualifications.read_catalogue import text_of
from bodega.runtime import Runtime

ENDS_SOON, LAPSED = "ends soon", "lapsed"

_PAPER = """
    select c.email, c.locale, k.name, d.valid_until, d.reminded, coalesce(s.name, '') as shop,
           coalesce(d.shop_id, a.shop_id) as shop_id, d.application_id
      from document d
      join account c on c.id = d.account_id
      join document_kind k on k.code = d.kind
      left join application a on a.id = d.application_id
      left join shop s on s.id = coalesce(d.shop_id, a.shop_id)
     where d.id = $1"""

_LETTERS: Mapping[str, tuple[str, str]] = {
    ENDS_SOON: (
        "%(paper)s ends on %(day)s",
        (
            "Hello,\n\n%(paper)s of %(shop)s ends on %(day)s.\n\nPlease hand in the new one before: a review takes a few"
            " working days, and what depends on the paper goes off sale when it ends.\n\n%(link)s"
        ),
    ),
    LAPSED: (
        "%(paper)s is over",
        (
            "Hello,\n\n%(paper)s of %(shop)s ended on %(day)s. The goods that depend on it are off sale now; everything already"
            " paid goes on.\n\nHand in the new one here. Once it is approved the goods come back by themselves.\n\n%(link)s"
        ),
    ),
}


async def tell_owner(runtime: Runtime, scope: Scope, paper_id: UUID, what: str, *, now: datetime) -> None:
    """Once for each paper and occasion, in the owner's language."""
    row = await scope.fetchrow(_PAPER, paper_id)
    if row is None or row["valid_until"] is None:
        return
    subject, text = _LETTERS[what]
    place = f"shops/{row['shop_id']}" if row["shop_id"] else f"applications/{row['application_id']}"
    settings = runtime.settings
    await post_mail(
        scope,
        runtime,
        to=row["email"],
        locale=row["locale"],
        subject=subject,
        text=text,
        now=now,
        once=f"paper {what} {paper_id} {row['reminded'] or ''}",
        paper=text_of(row["name"]).in_locale(row["locale"]),
        shop=row["shop"],
        day=format_date(row["valid_until"], row["locale"], time_zone("Asia/Shanghai")),
        link=settings.address_of(settings.base_domain, f"/my/{place}/papers"),
    )
