"""Audit the promises: a part of an order that a balance is to pay is decided when the order is."""

from bodega_shop.books.find_differences import Check

_OPEN = """
    select o.number as subject, o.state, t.leg, t.currency, t.amount as found
      from transfer t join purchase o on o.id = t.source_id
     where t.source = 'order' and t.phase = 'pending' and o.state <> 'pending'
       and not exists (select 1 from transfer r where r.resolves = t.id)
     order by o.number"""

_DECIDED = """
    select o.number as subject, t.leg, t.currency, t.amount as found
      from transfer t join purchase o on o.id = t.source_id
     where t.source = 'order' and t.phase = 'pending' and o.state = 'pending'
       and exists (select 1 from transfer r where r.resolves = t.id)
     order by o.number"""

CHECKS = (
    Check("promises", "the order %(subject)s is %(state)s and the promise of %(found)s (%(leg)s) is still open", _OPEN),
    Check("promises", "the order %(subject)s waits for its payment and the promise of %(found)s (%(leg)s) is decided"
          " already", _DECIDED),
)  # fmt: skip
