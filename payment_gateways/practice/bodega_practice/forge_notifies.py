"""Sends notifies that lie; after each of them the trade is as unpaid as before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

from bodega.kernel.errors import InvalidInput, StateConflict
from bodega_practice.money_text import text_from_fen
from bodega_practice.open_store import Store
from bodega_practice.pay_trade import chosen_type
from bodega_practice.platform_keys import BITS, platform_key
from bodega_practice.queue_notify import notify_fields, queue_fields, signed
from bodega_practice.read_trades import Trade
from bodega_practice.register_merchant import Merchant, find_merchant
from bodega_practice.sign_rsa import sign_rsa

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
    pen = _v2_pen(store, merchant, now_ms) if trade.version == "V2" else _v1_pen(merchant)
    with store.together():
        for kind in kinds:
            queue_fields(store, trade, f"forged_{kind}", FORGERIES[kind](honest, pen), now_ms, single=True)


@dataclass(frozen=True)
class Pen:
    """How the gateway signs, and how somebody would who has another key."""

    right: Callable[[Fields], Fields]
    wrong: Callable[[Fields], Fields]


def _v1_pen(merchant: Merchant) -> Pen:
    return Pen(
        lambda fields: signed(fields, merchant.key), lambda fields: signed(fields, f"not-{merchant.key}")
    )


def _v2_pen(store: Store, merchant: Merchant, now_ms: int) -> Pen:
    ours = platform_key(store, merchant.dialect.platform_key)
    strange = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return Pen(
        lambda fields: sign_rsa(fields, ours, now_ms), lambda fields: sign_rsa(fields, strange, now_ms)
    )


def _signed_with_another_key(honest: Fields, pen: Pen) -> Fields:
    return pen.wrong(honest)


def _not_signed(honest: Fields, pen: Pen) -> Fields:
    return {**pen.right(honest), "sign": ""}


def _signed_for_another_merchant(honest: Fields, pen: Pen) -> Fields:
    return pen.right(honest | {"pid": f"{honest['pid']}9"})


def _signed_but_not_paid(honest: Fields, pen: Pen) -> Fields:
    return pen.right(honest | {"trade_status": "WAIT_BUYER_PAY"})


def _changed_after_signing(honest: Fields, pen: Pen) -> Fields:
    """Ask for the goods at one fen, or two where one is the price, under the signature of the full amount."""
    return pen.right(honest) | {"money": text_from_fen(2 if honest["money"] == text_from_fen(1) else 1)}


FORGERIES: dict[str, Callable[[Fields, Pen], Fields]] = {
    "signature": _signed_with_another_key,
    "unsigned": _not_signed,
    "merchant": _signed_for_another_merchant,
    "status": _signed_but_not_paid,
    "amount": _changed_after_signing,
}
