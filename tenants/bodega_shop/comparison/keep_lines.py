"""Write down what a comparison found; said again, it finds what it wrote, and what a person settled stays settled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega_shop.comparison.judged_line import JudgedLine

# A line that was missing and is mended would match the second time: what was found first is what is kept.
_UPSERT = """
    insert into comparison_line (id, comparison_id, line_key, class, kind, out_trade_no, gateway_txn, refund_no, gross, fee,
                                 ours, currency, outcome, purchase_id, occurred_at, settled_by, settled_at)
    select l.id, $2, l.line_key, l.class, l.kind, l.out_trade_no, l.gateway_txn, l.refund_no, l.gross, l.fee, l.ours,
           l.currency, l.outcome, l.purchase_id, l.occurred_at,
           case when l.mended then 'bill' else '' end, case when l.mended then $17::timestamptz end
      from unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[],
                  $10::bigint[], $11::bigint[], $12::text[], $13::text[], $14::uuid[], $15::timestamptz[],
                  $16::bool[])
           as l (id, line_key, class, kind, out_trade_no, gateway_txn, refund_no, gross, fee, ours, currency, outcome,
                 purchase_id, occurred_at, mended)
    on conflict (comparison_id, line_key) do update
       set class = excluded.class, ours = excluded.ours, outcome = excluded.outcome, fee = excluded.fee,
           purchase_id = excluded.purchase_id,
           settled_by = excluded.settled_by, settled_at = excluded.settled_at
     where comparison_line.settled_at is null and comparison_line.class not in ('fee')
       and comparison_line.outcome in ('', 'unknown_order', 'not_asked', 'wait')"""


async def keep_lines(
    scope: Scope, comparison_id: UUID, judged: Sequence[JudgedLine], *, now: datetime
) -> None:
    """One row per line of the list; what was put right by itself is settled at once and still shown."""
    await scope.execute(
        _UPSERT,
        [new_id() for _ in judged],
        comparison_id,
        [one.line.line_key for one in judged],
        [one.verdict for one in judged],
        [one.line.kind for one in judged],
        [one.line.out_trade_no for one in judged],
        [one.line.gateway_txn for one in judged],
        [one.line.out_refund_no for one in judged],
        [one.line.gross.minor for one in judged],
        [one.line.fee.minor if one.line.fee else None for one in judged],
        [one.ours for one in judged],
        [one.line.gross.currency for one in judged],
        [one.outcome for one in judged],
        [one.purchase_id for one in judged],
        [one.line.occurred_at for one in judged],
        [one.is_mended for one in judged],
        now,
    )
