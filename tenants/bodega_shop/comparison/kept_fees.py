"""What a service kept of each payment: as its list says, as its own message said, or as the owner's rule expects."""

from collections.abc import Iterable

from bodega.kernel.money import Money
from bodega_shop.comparison.book_fees import FeeFrom, KeptFee
from bodega_shop.comparison.judged_line import JudgedLine
from bodega_shop.payments.open_channel import OpenChannel


def kept_fees(judged: Iterable[JudgedLine], channel: OpenChannel) -> dict[FeeFrom, list[KeptFee]]:
    """By who says so, each payment once; only of payments on whose sum both sides agree."""
    has_bill = channel.gateway.capabilities(channel.context.settings).bill
    kept: dict[FeeFrom, dict[object, KeptFee]] = {"bill": {}, "gateway": {}, "rule": {}}
    for one in judged:
        payment, fee = one.payment, one.line.fee
        if one.line.kind != "payment" or one.verdict not in ("matched", "fee") or payment is None:
            continue
        if payment.received is None:
            continue
        if fee is not None and fee.currency == payment.received_currency:
            kept["bill" if has_bill else "gateway"][payment.id] = KeptFee(payment.id, fee.minor)
        elif payment.fee_from == "gateway" and payment.fee is not None:
            kept["gateway"][payment.id] = KeptFee(payment.id, payment.fee)
        elif payment.fee_from != "bill":
            expected = channel.terms.fee(Money(payment.received, payment.received_currency))
            kept["rule"][payment.id] = KeptFee(payment.id, expected.minor)
    return {fee_from: list(fees.values()) for fee_from, fees in kept.items() if fees}
