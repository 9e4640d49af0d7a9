"""Audit the refunds: what each moved in the books against what its row says became of it."""

from bodega_shop.books.find_differences import Check

# What left the shop's side towards the buyer: the service's account, or the customer's wallet.
_GIVEN = """
    with given as (
        select t.source_id,
               case when t.credit like any($1) and t.debit not in ('fees', 'commission') then t.amount
                    when t.debit like any($1) and t.credit not in ('fees', 'commission') then -t.amount
                    else 0 end as n, t.phase, t.id
          from transfer t where t.source = 'refund'
    )"""

_MOVED = (
    _GIVEN
    + """
    select r.number as subject, r.state, r.currency,
           case when r.state = 'succeeded' then r.amount else 0 end as expected,
           coalesce(sum(g.n), 0)::bigint as found
      from refund r left join given g on g.source_id = r.id and g.phase in ('posted', 'post')
     where r.target = any($2)
     group by r.id
    having coalesce(sum(g.n), 0) <> case when r.state = 'succeeded' then r.amount else 0 end
     order by r.number"""
)

_PROMISED = """
    select r.number as subject, r.state from refund r
     where r.state in ('succeeded', 'failed')
       and exists (select 1 from transfer t where t.source = 'refund' and t.source_id = r.id and t.phase = 'pending'
                      and not exists (select 1 from transfer d where d.resolves = t.id))
     order by r.number"""

_WHOLE = """
    select o.number as subject, o.currency, o.paid as expected, o.refunded as found from purchase o
     where o.state = 'refunded' and o.refunded <> o.paid order by o.number"""

_SENTENCE = "the refund %(subject)s is %(state)s, which moves %(expected)s, and the books moved %(found)s"

CHECKS = (
    Check("refunds", _SENTENCE, _MOVED, (["clearing:%", "platform", "adjustments"], ["source", "hand"])),
    Check("refunds", _SENTENCE, _MOVED, (["wallet:%", "bonus:%"], ["wallet"])),
    Check(
        "refunds", "the refund %(subject)s is %(state)s and its promise in the books is still open", _PROMISED
    ),
    Check("refunds", "the order %(subject)s counts as refunded with %(found)s of %(expected)s", _WHOLE),
)
