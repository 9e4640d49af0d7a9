"""Audit the stock: every code where its state says, every order with the codes that its state promises."""

from bodega_shop.books.find_differences import Check

# A refunded order keeps the codes that were handed over; one that never had any holds none.
_ORDERED = """
    select o.number as subject, o.state, l.sku_name as good, l.quantity as expected, count(c.id) as found
      from purchase o
      join purchase_line l on l.purchase_id = o.id
      left join code c on c.purchase_id = o.id and c.sku_id = l.sku_id
           and c.state = case when o.state = 'pending' then 'reserved' else 'sold' end
     where o.state in ('pending', 'delivered')
     group by o.id, l.id having count(c.id) <> l.quantity
     order by o.number"""

_MISPLACED = """
    select o.number as subject, o.state, c.state as code_state, count(*) as found
      from code c join purchase o on o.id = c.purchase_id
     where (c.state = 'sold' and o.state not in ('delivered', 'refunded'))
        or (c.state = 'reserved' and o.state not in ('pending', 'paid', 'exception'))
     group by o.id, c.state order by o.number"""

_TOO_MANY = """
    select o.number as subject, (select coalesce(sum(l.quantity), 0) from purchase_line l where l.purchase_id = o.id)
           as expected, count(*) as found
      from code c join purchase o on o.id = c.purchase_id
     group by o.id
    having count(*) > (select coalesce(sum(l.quantity), 0) from purchase_line l where l.purchase_id = o.id)
     order by o.number"""

_SOLD_TWICE = """
    select r.code_id as subject, count(distinct r.purchase_id) as found,
           string_agg(distinct o.number, ', ') as orders
      from reveal r join purchase o on o.id = r.purchase_id
     group by r.code_id having count(distinct r.purchase_id) > 1"""

_BATCHES = """
    select b.id as subject, b.source_name, b.imported as expected, count(c.id) as found
      from batch b left join code c on c.batch_id = b.id
     where b.state = 'ready'
     group by b.id having b.imported <> count(c.id)
     order by b.id"""

_UNDATED = """
    select c.id as subject, c.state from code c
     where (c.state = 'sold') <> (c.sold_at is not null) order by c.id"""

CHECKS = (
    Check("stock", "the order %(subject)s is %(state)s with %(found)s codes of %(good)s where %(expected)s belong",
          _ORDERED),
    Check("stock", "%(found)s codes are %(code_state)s for the order %(subject)s, which is %(state)s", _MISPLACED),
    Check("stock", "the order %(subject)s holds %(found)s codes and %(expected)s were ordered", _TOO_MANY),
    Check("stock", "the code %(subject)s was shown to the buyers of %(found)s orders: %(orders)s", _SOLD_TWICE),
    Check("stock", "the batch %(subject)s (%(source_name)s) brought %(expected)s codes and %(found)s are there",
          _BATCHES),
    Check("stock", "the code %(subject)s is %(state)s and its time of sale says otherwise", _UNDATED),
)  # fmt: skip
