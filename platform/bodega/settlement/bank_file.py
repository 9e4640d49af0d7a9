"""The file of an approved batch for the bank: one line for each payment, with the whole numbers of the accounts."""

import csv
import io
import re
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.settlement.payout_account import PayoutAccount
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

COLUMNS = ("payment", "way", "holder", "bank", "account", "amount", "currency", "purpose")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# A telephone number that opens an account begins like a formula and is none.
_NUMBER = re.compile(r"\+?\d[\d -]*")
_ROWS = """
    select w.id as withdrawal_id, w.amount - w.fee as minor, s.slug, a.id, a.owner_id, a.way, a.holder, a.bank, a.account,
           a.sealed_for, a.state, a.usable_at
      from withdrawal w join payout_account a on a.id = w.account_id join shop s on s.id = w.shop_id
     where w.batch_id = $1 and w.state in ('approved', 'paid') order by w.asked_at, w.id"""


async def write_bank_file(
    runtime: Runtime, batch_id: UUID, *, by: StaffMember, now: datetime
) -> tuple[str, str]:
    """Its name and what it says: what came back from the bank is left out. Raises `NotFound`, `StateConflict` before it is approved.

    Who took it is written down: it holds numbers that no page shows.
    """
    async with platform_scope() as scope:
        batch = await scope.fetchrow("select name, currency, state from payout_batch where id = $1", batch_id)
        if batch is None:
            raise NotFound
        if batch["state"] != "approved":
            raise StateConflict("A batch goes to the bank once a second person has approved it.")
        rows = [dict(row) for row in await scope.fetch(_ROWS, batch_id)]
        await record(
            scope, deed="payout.file_taken", actor_id=by.account_id, actor=by.name, now=now, name=batch["name"],
            count=len(rows),
        )  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        withdrawal_id, minor, slug = row.pop("withdrawal_id"), row.pop("minor"), row.pop("slug")
        account = PayoutAccount(**row)
        amount = Money(minor, batch["currency"]).to_decimal_text()
        cells = (
            withdrawal_id.hex, account.way, account.holder, account.bank, account.opened(runtime), amount,
            batch["currency"], f"{batch['name']} {slug}",
        )  # fmt: skip
        writer.writerow([_guarded(cell) for cell in cells])
    return f"payout-{batch['name']}.csv", "\ufeff" + text.getvalue()


def _guarded(cell: str) -> str:
    plain = not cell.lstrip().startswith(_FORMULA_SIGNS) or _NUMBER.fullmatch(cell) is not None
    return cell if plain else f"'{cell}"
