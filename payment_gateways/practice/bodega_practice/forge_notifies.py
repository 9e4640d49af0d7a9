"""Sends notifies that lie; after each of them the trade is as unpaid as before."""

from collections.abc import Callable, Mapping

from bodega.kernel.errors import InvalidInput, StateConflict
from bodega_practice.money_text import text_from_fen
from bodega_practice.open_store import Store
from bodega_practice.pay_trade import chosen_type
from bodega_practice.queue_notify import notify_fields, queue_fields, signed
from bodega_practice.read_trades import Trade
from bodega_practice.register_merchant import find_merchant

Fields = dict[str, str]


def forge_notifies(store: Store, trade: Trade, form: Mapping[str, str], now_ms: int) -> None:
    """Queue one of each forgery, or the one named in `kind`; a forged notify is sent once and never repeated.

    Raises InvalidInput for a kind that is not in FORGERIES, StateConflict unless the trade is still to be paid.
    """
    kinds = [form["kind"]] if form.get("kind") else list(FORGERIES)
    if not set(kinds) <= set(FORGERIES):
        raise InvalidInput("There is no forgery of this kind.", field="kind")
    if not trade.payable:
        raise StateConflict("This payment was finished before. Nothing was paid again.")
    merchant = find_merchant(store, trade.pid)
    honest = notify_fields(trade, merchant) | {"type": chosen_type(trade, form)}
    with store.together():
        for kind in kinds:
            fields = FORGERIES[kind](honest, merchant.key)
            queue_fields(store, trade, f"forged_{kind}", fields, now_ms, single=True)


def _signed_with_another_key(honest: Fields, key: str) -> Fields:
    return signed(honest, f"not-{key}")


def _not_signed(honest: Fields, key: str) -> Fields:
    return {**signed(honest, key), "sign": ""}


def _signed_for_another_merchant(honest: Fields, key: str) -> Fields:
    return signed(honest | {"pid": f"{honest['pid']}9"}, key)


def _signed_but_not_paid(honest: Fields, key: str) -> Fields:
    return signed(honest | {"trade_status": "WAIT_BUYER_PAY"}, key)


def _changed_after_signing(honest: Fields, key: str) -> Fields:
    """Ask for the goods at one fen, or two where one is the price, under the signature of the full amount."""
    return signed(honest, key) | {"money": text_from_fen(2 if honest["money"] == text_from_fen(1) else 1)}


FORGERIES: dict[str, Callable[[Fields, str], Fields]] = {
    "signature": _signed_with_another_key,
    "unsigned": _not_signed,
    "merchant": _signed_for_another_merchant,
    "status": _signed_but_not_paid,
    "amount": _changed_after_signing,
}
