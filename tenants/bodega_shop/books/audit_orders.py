"""Audit the sums of the orders: goods, money that came, money that went back, and where the rest is."""

from bodega_shop.books.find_differences import Check

_TOTAL = """
    select o.number as subject, o.currency, coalesce(sum(l.amount), 0)::bigint as expected, o.total as found
      from purchase o left join purchase_line l on l.purchase_id = o.id
     where o.kind = 'goods'
     group by o.id having o.total <> coalesce(sum(l.amount), 0)
     order by o.number"""

# What came for nothing lies in `surplus` and is no payment of the order.
_PAID = """
    with surplus as (
        select distinct source_id from transfer where source = 'payment' and credit = 'surplus' and phase = 'posted'
    ), came as (
        select p.purchase_id, t.currency, t.amount from transfer t join payment p on p.id = t.source_id
         where t.source = 'payment' and t.phase = 'posted' and t.leg in ('sale', 'received', 'surcharge')
           and not exists (select 1 from surplus s where s.source_id = p.id)
        union all
        select t.source_id, t.currency, t.amount from transfer t
         where t.source = 'order' and t.phase = 'post' and split_part(t.leg, ':', 1) in ('wallet', 'bonus')
    )
    select o.number as subject, o.currency, coalesce(sum(c.amount), 0)::bigint as expected, o.paid as found
      from purchase o left join came c on c.purchase_id = o.id and c.currency = o.currency
     group by o.id having o.paid <> coalesce(sum(c.amount), 0)
     order by o.number"""

_REFUNDED = """
    with surplus as (
        select distinct source_id from transfer where source = 'payment' and credit = 'surplus' and phase = 'posted'
    )
    select o.number as subject, o.currency, coalesce(sum(r.counted), 0)::bigint as expected, o.refunded as found
      from purchase o
      left join refund r on r.purchase_id = o.id and r.state <> 'failed' and r.currency = o.currency
           and not exists (select 1 from surplus s where s.source_id = r.payment_id)
     group by o.id having o.refunded <> coalesce(sum(r.counted), 0)
     order by o.number"""

_HELD = """
    with legs as (
        select p.purchase_id, t.debit, t.credit, t.amount, t.currency from transfer t join payment p on p.id = t.source_id
         where t.source = 'payment' and t.phase in ('posted', 'post') and 'held' in (t.debit, t.credit)
        union all
        select t.source_id, t.debit, t.credit, t.amount, t.currency from transfer t
         where t.source = 'order' and t.phase in ('posted', 'post') and 'held' in (t.debit, t.credit)
        union all
        select r.purchase_id, t.debit, t.credit, t.amount, t.currency from transfer t join refund r on r.id = t.source_id
         where t.source = 'refund' and t.phase in ('posted', 'post') and 'held' in (t.debit, t.credit)
        union all
        select d.purchase_id, t.debit, t.credit, t.amount, t.currency from transfer t join dispute d on d.id = t.source_id
         where t.source = 'dispute' and t.phase in ('posted', 'post') and 'held' in (t.debit, t.credit)
    )
    select o.number as subject, o.currency, o.state,
           sum(case when g.credit = 'held' then g.amount else -g.amount end)::bigint as found
      from purchase o join legs g on g.purchase_id = o.id and g.currency = o.currency
     group by o.id
    having sum(case when g.credit = 'held' then g.amount else -g.amount end) < 0
        or (o.state not in ('paid', 'exception')
            and sum(case when g.credit = 'held' then g.amount else -g.amount end) <> 0)
     order by o.number"""

_WALLET_PART = """
    select o.number as subject, o.currency, o.wallet_part as expected, coalesce(sum(t.amount), 0)::bigint as found
      from purchase o
      left join transfer t on t.source = 'order' and t.source_id = o.id and t.phase = 'pending'
           and t.leg in ('wallet', 'bonus')
     group by o.id having o.wallet_part <> coalesce(sum(t.amount), 0)
     order by o.number"""

_NOTHING_PAID = """
    select o.number as subject, o.currency, o.total as expected from purchase o
     where o.state = 'delivered' and o.total > 0 and o.paid = 0 order by o.number"""

CHECKS = (
    Check("orders", "the goods of the order %(subject)s add up to %(expected)s and its total is %(found)s", _TOTAL),
    Check("orders", "by the books %(expected)s came for the order %(subject)s, which counts %(found)s", _PAID),
    Check("orders", "refunds of the order %(subject)s add up to %(expected)s and it counts %(found)s", _REFUNDED),
    Check("orders", "the order %(subject)s is %(state)s and the books still hold %(found)s for it", _HELD),
    Check("orders", "the balance pays %(expected)s of the order %(subject)s and %(found)s was promised for it",
          _WALLET_PART),
    Check("orders", "the order %(subject)s of %(expected)s is delivered and nothing was paid for it", _NOTHING_PAID),
)  # fmt: skip
