"""Who bills, and by which clocks: one row for the whole street."""

from dataclasses import asdict, dataclass
from datetime import datetime

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_SAVE = """
    insert into billing_terms (id, single, seller, tax_note, grace_days, changed_at) values ($5, true, $1, $2, $3, $4)
    on conflict (single) do update set seller = $1, tax_note = $2, grace_days = $3, changed_at = $4"""


@dataclass(frozen=True)
class BillingTerms:
    """`seller` and `tax_note` stand on each bill; `grace_days` are those from a bill to the frost."""

    seller: str = ""
    tax_note: str = ""
    grace_days: int = 7


async def read_terms(scope: Scope) -> BillingTerms:
    """The usual ones until somebody changed them."""
    row = await scope.fetchrow("select seller, tax_note, grace_days from billing_terms")
    return BillingTerms(**dict(row)) if row else BillingTerms()


async def save_terms(terms: BillingTerms, *, by: StaffMember, now: datetime) -> None:
    """Bills that are written already keep what they say."""
    async with platform_scope() as scope:
        await scope.execute(_SAVE, *asdict(terms).values(), now, new_id())
        await record(scope, deed="billing.terms_changed", actor_id=by.account_id, actor=by.name, now=now)
