"""Find out whose session a token is, on this host, now."""

from datetime import datetime, timedelta

from bodega.kernel.database import platform_scope
from bodega.staff.audience import shop_id_in
from bodega.staff.staff_member import StaffMember
from bodega.staff.start_session import IDLE, digest_of

_NOTE_AFTER = timedelta(minutes=1)

_SELECT = """
    select s.id as session_id, s.account_id, s.second_factor as gave_second_factor, s.password_at, s.seen_at,
           a.name, a.email, a.locale, a.totp_confirmed_at is not null as has_second_factor,
           $3::uuid is null as on_platform,
           case when $3::uuid is null then coalesce(a.platform_role, 'reseller')
                else coalesce(m.role, case v.way when 'read' then 'support' else v.way end) end as role,
           m.role is null and coalesce(v.way = 'read', false) as only_reads
      from sign_in s join account a on a.id = s.account_id
      left join membership m on m.account_id = a.id and m.shop_id = $3
      left join shop_visit v on v.shop_id = $3 and v.asked_by = a.id and v.ended_at is null and v.ends_at > $4
                            and a.platform_role in ('administrator', 'support')
     where s.token_digest = $1 and s.audience = $2 and s.expires_at > $4 and s.seen_at > $5"""


async def find_staff(token: str, audience: str, *, now: datetime) -> StaffMember | None:
    """The person, or None: no such session here, it lapsed, or they lost their place since."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_SELECT, digest_of(token), audience, shop_id_in(audience), now, now - IDLE)
        if row is None or row["role"] is None:
            return None
        if now - row["seen_at"] > _NOTE_AFTER:
            await scope.execute("update sign_in set seen_at = $2 where id = $1", row["session_id"], now)
    return StaffMember(**{name: value for name, value in row.items() if name != "seen_at"})
