"""Change the account that a shop's money goes to: the owner is told, and the new one waits before it can be used."""

import re
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from bodega.billing.tell_owner import tell_owner
from bodega.kernel.contact import parse_contact
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import BodegaError, InvalidInput, NotFound
from bodega.kernel.form import Form
from bodega.kernel.ids import new_id
from bodega.onboarding.same_holder import OTHER_HOLDER, is_same_holder
from bodega.onboarding.save_settlement import ACCOUNT, WAYS
from bodega.onboarding.seal_personal import seal_personal
from bodega.runtime import Runtime
from bodega.settlement.end_withdrawal import cancel_for_new_account
from bodega.settlement.payout_account import current_account, keep_account
from bodega.settlement.shop_money import hold_shop_money
from bodega.settlement.terms import read_terms
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

CHANGED = "The account that the money of %(shop)s goes to was changed"
CHANGED_TEXT = (
    "Hello %(name)s,\n\nthe money of %(shop)s goes to another account from %(day)s on: %(account)s.\n\n"
    "If this was not you, change your password at once and tell the platform before that day:\n\n%(link)s"
)
_ENTITY = """
    select answers -> 'entity' from application
     where shop_id = $1 and kind = 'opening' and state = 'approved' and account_id = $2 order by decided_at desc limit 1"""
_NUMBER = re.compile(r"[A-Z0-9]{8,34}")


async def change_account(
    runtime: Runtime, shop_id: UUID, form: Form, *, by: StaffMember, now: datetime
) -> datetime:
    """From when on it can be used. Raises `InvalidInput` with each mistake beside its field, `NotFound`."""
    typed = form.values.pop(ACCOUNT, "")
    account_id = new_id()
    async with platform_scope() as scope:
        shop = await hold_shop_money(scope, shop_id, now=now)
        if shop.owner_id != by.account_id:
            raise NotFound
        entity = await scope.fetchval(_ENTITY, shop_id, by.account_id)
        said = _read(form, entity or {})
        number = _number(form, typed)
        form.require_ok()
        sealed = seal_personal(runtime, account_id, ACCOUNT, number)
        usable_at = await _usable_at(scope, shop_id, now)
        await keep_account(
            scope,
            shop_id,
            by.account_id,
            said,
            sealed,
            account_id,
            sealed_for=account_id,
            usable_at=usable_at,
            now=now,
        )
        await cancel_for_new_account(scope, shop_id, now=now)
        shown = f"{said[2]} •••• {sealed['tail']}".strip()
        await record(
            scope, deed="payout_account.changed", actor_id=by.account_id, actor=by.name, now=now, shop_id=shop_id,
            account=shown,
        )  # fmt: skip
        await tell_owner(
            scope, runtime, shop_id, CHANGED, CHANGED_TEXT, path=f"/my/money/{shop_id}", now=now,
            day=f"{usable_at:%Y-%m-%d}", account=shown,
        )  # fmt: skip
    return usable_at


def _read(form: Form, entity: dict[str, str]) -> tuple[str, str, str]:
    way, holder = form.choice("way", WAYS), form.required_text("holder", 100)
    if holder and entity and not is_same_holder(holder, entity):
        form.refuse("holder", OTHER_HOLDER, entity=str(entity["name"]))
    return way, holder, form.required_text("bank", 100) if way == "bank" else ""


def _number(form: Form, typed: str) -> str:
    try:
        if not typed.strip():
            raise InvalidInput("Please fill this in.")
        if form.value("way") == "alipay":
            return parse_contact(typed).value
        number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
        if not _NUMBER.fullmatch(number):
            raise InvalidInput("A bank account has 8 to 34 digits or letters.")
    except BodegaError as error:
        form.refuse(ACCOUNT, error.message)
        return ""
    return number


async def _usable_at(scope: Scope, shop_id: UUID, now: datetime) -> datetime:
    """Whoever breaks into an account changes this first, so every change waits, the first account of all too."""
    await current_account(scope, shop_id, now=now)
    return now + timedelta(days=(await read_terms(scope, shop_id)).account_days)
