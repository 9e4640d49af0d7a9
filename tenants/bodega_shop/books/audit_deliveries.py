"""Audit the deliveries: goods that were handed over are earned in the books, and each code was shown to its own buyer."""

from bodega_shop.books.find_differences import Check

_OTHER_ORDER = """
    select r.code_id as subject, o.number, r.via, coalesce(h.number, 'no order') as holder
      from reveal r
      join purchase o on o.id = r.purchase_id
      join code c on c.id = r.code_id
      left join purchase h on h.id = c.purchase_id
     where c.purchase_id is distinct from r.purchase_id
     order by o.number"""

_TOO_EARLY = """
    select o.number as subject, count(*) as found from reveal r join purchase o on o.id = r.purchase_id
     where o.delivered_at is null or r.at < o.delivered_at
       and not exists (select 1 from purchase_event e
                        where e.purchase_id = o.id and e.to_state = 'delivered' and e.at <= r.at)
     group by o.id order by o.number"""

_EARNED = """
    with earned as (
        select p.purchase_id, t.currency, t.amount from transfer t join payment p on p.id = t.source_id
         where t.source = 'payment' and t.phase = 'posted' and t.leg = 'sale'
        union all
        select t.source_id, t.currency, t.amount from transfer t
         where t.source = 'order' and t.phase = 'posted' and split_part(t.leg, ':', 1) = 'delivered'
    )
    select o.number as subject, o.currency, sum(e.amount)::bigint as found, o.state
      from purchase o join earned e on e.purchase_id = o.id
     where not exists (select 1 from purchase_event v where v.purchase_id = o.id and v.to_state = 'delivered')
     group by o.id order by o.number"""

_EVENTLESS = """
    select o.number as subject from purchase o
     where o.delivered_at is not null
       and not exists (select 1 from purchase_event v where v.purchase_id = o.id and v.to_state = 'delivered')
     order by o.number"""

CHECKS = (
    Check("deliveries", "the code %(subject)s was shown (%(via)s) for the order %(number)s and belongs to %(holder)s",
          _OTHER_ORDER),
    Check("deliveries", "%(found)s codes of the order %(subject)s were shown before it was delivered", _TOO_EARLY),
    Check("deliveries", "the books earned %(found)s for the order %(subject)s, which is %(state)s and was never"
          " delivered", _EARNED),
    Check("deliveries", "the order %(subject)s has a time of delivery and no event of one", _EVENTLESS),
)  # fmt: skip
