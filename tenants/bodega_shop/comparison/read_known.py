"""Read what the shop knows of the payments and refunds that a service's list names."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from bodega.kernel.database import Scope
from bodega_shop.comparison.judged_line import Known, KnownPayment, KnownRefund
from bodega_shop.contracts.refunding import BillLine

_PAYMENTS = """
    select id, purchase_id, out_trade_no, gateway_txn, gateway_ref, state, received, received_currency, fee, fee_from
      from payment
     where channel_id = $1
       and (out_trade_no = any($2) or (gateway_txn <> '' and gateway_txn = any($3))
            or (gateway_ref <> '' and gateway_ref = any($3)))
     order by attempt"""

_REFUNDS = """
    select r.id, r.purchase_id, r.number, r.gateway_refund, r.amount, r.currency, r.state, p.out_trade_no, p.gateway_txn
      from refund r join payment p on p.id = r.payment_id
     where p.channel_id = $1 and r.target = 'source'
       and (r.number = any($2) or (r.gateway_refund <> '' and r.gateway_refund = any($2))
            or p.out_trade_no = any($3) or (p.gateway_txn <> '' and p.gateway_txn = any($4)))
     order by (r.state = 'failed'), r.created_at"""


async def read_known(scope: Scope, channel_id: UUID, lines: Sequence[BillLine]) -> Known:
    """Of that channel alone: another channel's numbers prove nothing here."""
    numbers = _named(line.out_trade_no for line in lines)
    txns = _named(line.gateway_txn for line in lines)
    payments = await scope.fetch(_PAYMENTS, channel_id, numbers, txns)
    refunds = await _refunds(scope, channel_id, [line for line in lines if line.kind == "refund"])
    return Known([KnownPayment(**dict(row)) for row in payments], refunds)


async def _refunds(scope: Scope, channel_id: UUID, lines: Sequence[BillLine]) -> list[KnownRefund]:
    if not lines:
        return []
    rows = await scope.fetch(
        _REFUNDS, channel_id, _named(line.out_refund_no for line in lines),
        _named(line.out_trade_no for line in lines), _named(line.gateway_txn for line in lines),
    )  # fmt: skip
    return [KnownRefund(**dict(row)) for row in rows]


def _named(names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if name})
