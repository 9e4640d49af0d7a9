"""A shop's money as pages show it: to its owner and to the platform's people in the same words."""

from collections.abc import Sequence
from typing import Any

from bodega.billing.read_statement import Statement
from bodega.kernel.money import Money
from bodega.settlement.look_at_money import MoneyOfShop
from bodega.settlement.periods import next_end
from bodega.settlement.read_balances import Balance
from bodega.settlement.write_statement import KIND_WORDS
from bodega.staff.door_page import DoorPage

# Each state of a withdrawal: its tone and its word, a msgid.
STATES = {
    "asked": ("warn", "Waits to be sent"),
    "batched": ("warn", "In a batch, not approved yet"),
    "approved": ("info", "Approved, on its way"),
    "paid": ("good", "Paid"),
    "returned": ("bad", "Came back"),
    "cancelled": ("", "Taken back"),
    "refused": ("bad", "Refused"),
}
RHYTHM_WORDS = {"day": "each day", "week": "each Monday", "month": "on the first of each month"}


def money_view(page: DoorPage, found: MoneyOfShop) -> dict[str, Any]:
    """Everything about one shop."""
    shop, account, now = found.shop, found.account, page.visit.now
    held = shop.held_until is not None and shop.held_until > now
    return {
        "id": str(found.shop_id),
        "name": shop.name,
        "state": shop.state,
        "automatic": shop.automatic,
        "frozen": shop.state == "frozen",
        "held": {"until": page.moment(shop.held_until), "reason": shop.held_reason} if held and shop.held_until else None,
        "balances": [balance_view(page, one) for one in found.balances],
        "can_ask": any(one.available.minor for one in found.balances) and not shop.stands_still(now) and account is not None,
        "account": {
            "shown": account.shown,
            "holder": account.holder,
            "way": page.say("Alipay") if account.way == "alipay" else page.say("Bank account"),
            "returned": account.state == "returned",
            "waits": page.moment(account.usable_at) if account.usable_at > now else "",
        } if account else None,
        "terms": terms_view(page, found),
        "settlements": [_settlement(page, row) for row in found.settlements],
        "withdrawals": [withdrawal_view(page, row) for row in found.withdrawals],
    }  # fmt: skip


def balance_view(page: DoorPage, one: Balance) -> dict[str, Any]:
    """In one currency, as texts; what is nothing and needs no word is empty."""

    def shown(money: Money) -> str:
        return money.format(page.visit.locale)

    return {
        "currency": one.currency,
        "whole": shown(one.whole),
        "pending": shown(max(one.pending, Money.zero(one.currency))),
        "held": shown(one.held),
        "reserved": shown(one.reserved),
        "available": shown(one.available),
        "leaving": shown(one.leaving),
        "below": shown(-one.free) if one.free.minor < 0 else "",
        "next": page.moment(one.next_at) if one.next_at else "",
    }


def terms_view(page: DoorPage, found: MoneyOfShop) -> dict[str, Any]:
    terms, locale = found.terms, page.visit.locale
    opened = found.shop.opened_at
    young = opened is None or (page.visit.now - opened).days < terms.young_days
    return {
        "rhythm": page.say(RHYTHM_WORDS[terms.rhythm]),
        "next": page.moment(next_end(page.visit.now, terms.rhythm)),
        "days": max(terms.hold_days, terms.young_hold_days) if young else terms.hold_days,
        "young": young and terms.young_hold_days > terms.hold_days,
        "usual_days": terms.hold_days,
        "reserve": f"{terms.reserve_points / 100:g} %" if terms.reserve_points and terms.reserve_days else "",
        "reserve_days": terms.reserve_days,
        "least": ", ".join(Money(minor, code).format(locale) for code, minor in sorted(terms.least.items())),
        "fees": ", ".join(Money(minor, code).format(locale) for code, minor in sorted(terms.fees.items()) if minor),
    }  # fmt: skip


def withdrawal_view(page: DoorPage, row: dict[str, Any]) -> dict[str, Any]:
    """One line of a list of withdrawals."""
    locale, currency = page.visit.locale, row["currency"]
    tone, word = STATES[row["state"]]
    note = row["reason"] or row["reference"] or (page.say("By itself") if row["automatic"] else "")
    return {
        "id": str(row["id"]),
        "shop": row.get("shop", ""),
        "sum": Money(row["amount"], currency).format(locale),
        "fee": Money(row["fee"], currency).format(locale) if row["fee"] else "",
        "goes_out": Money(row["amount"] - row["fee"], currency).format(locale),
        "holder": row.get("holder", ""),
        "account": f"{row['bank']} •••• {row['account'].get('tail', '')}".strip(),
        "at": page.moment(row["asked_at"]),
        "code": row["state"],
        "tone": tone,
        "state": page.say(word),
        "note": note,
    }


def statement_view(page: DoorPage, one: Statement) -> dict[str, Any]:
    """The sums by kind first, then every movement."""
    locale = page.visit.locale
    return {
        "currency": one.currency,
        "opening": one.opening.format(locale),
        "closing": one.closing.format(locale),
        "sums": [(page.say(KIND_WORDS[kind]), money.format(locale)) for kind, money in one.sums().items()],
        "lines": [
            {"at": page.moment(line.at), "what": page.say(KIND_WORDS[line.kind]), "sum": line.money.format(locale)}
            for line in one.lines
        ],
    }  # fmt: skip


def chosen_currencies(found: Sequence[Balance]) -> list[str]:
    """Those of which something can be taken."""
    return [one.currency for one in found if one.available.minor]


def _settlement(page: DoorPage, row: dict[str, Any]) -> dict[str, Any]:
    locale, currency = page.visit.locale, row["currency"]
    sums = {
        name: Money(row[name], currency).format(locale) if row[name] else "–"
        for name in ("collected", "commission", "refunds", "disputes", "fees")
    }
    return {
        **sums,
        "ends": page.moment(row["ends"]),
        "net": Money(row["net"], currency).format(locale),
        "available": page.moment(row["available_at"]) if row["net"] > 0 else "–",
    }
