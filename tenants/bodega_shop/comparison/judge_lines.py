"""Class the lines of a service's list by what the shop knows.

| class         | what it means                                                                             |
|---------------|-------------------------------------------------------------------------------------------|
| matched       | both say the same                                                                          |
| amount        | both know it, with another sum or in another currency                                      |
| missing_here  | the service has it, and the shop did not                                                    |
| missing_there | the shop has it, and the service does not, a day later                                      |
| status        | both know it, and one of them says that it is not done                                      |
| fee           | the service kept something else than was expected; what it kept is booked                   |
| other         | no payment and no refund: a person looks at it                                              |
"""

from collections.abc import Sequence

from bodega_shop.comparison.judged_line import Class, JudgedLine, Known, KnownPayment, KnownRefund
from bodega_shop.contracts.refunding import BillLine

UNPAID = frozenset({"created", "processing", "pending", "closed", "failed"})


def judge_lines(lines: Sequence[BillLine], known: Known) -> list[JudgedLine]:
    """Each line with its class; nothing is asked and nothing is changed."""
    return [_judge(line, known) for line in lines]


def _judge(line: BillLine, known: Known) -> JudgedLine:
    if line.kind == "payment":
        payment = known.payment_of(line)
        return JudgedLine(line, _of_payment(line, payment), payment=payment)
    if line.kind == "refund":
        refund = known.refund_of(line)
        return JudgedLine(line, _of_refund(line, refund), known.payment_of(line), refund)
    # What goes out to the shop's own bank account moves no money of an order.
    return JudgedLine(line, "matched" if line.kind == "payout" else "other")


def _of_payment(line: BillLine, payment: KnownPayment | None) -> Class:
    done = line.state == "succeeded"
    if payment is None:
        return "missing_here" if done else "matched"
    if payment.received is None:
        return "missing_here" if done else "matched"
    if not done:
        return "status"
    if is_second(line, payment):
        return "missing_here"
    if (payment.received, payment.received_currency) != (line.gross.minor, line.gross.currency):
        return "amount"
    return "fee" if _fee_differs(line, payment) else "matched"


def is_second(line: BillLine, payment: KnownPayment) -> bool:
    """Other money under the same number of ours, as far as the numbers of the service tell."""
    numbers = {payment.gateway_txn, payment.gateway_ref} - {""}
    return bool(line.gateway_txn and payment.gateway_txn) and line.gateway_txn not in numbers


def _fee_differs(line: BillLine, payment: KnownPayment) -> bool:
    return line.fee is not None and line.fee.minor != (payment.fee or 0)


def _of_refund(line: BillLine, refund: KnownRefund | None) -> Class:
    if refund is None:
        return "matched" if line.state == "failed" else "missing_here"
    if (refund.amount, refund.currency) != (line.gross.minor, line.gross.currency):
        return "amount"
    says = {"succeeded": "succeeded", "failed": "failed"}.get(refund.state, "pending")
    return "matched" if says == line.state else "status"
