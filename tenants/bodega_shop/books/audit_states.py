"""Audit the states of the orders: replay each order's events by the table of transitions and compare where it ends."""

from bodega_shop.books.find_differences import Check
from bodega_shop.orders.states import PENDING, TRANSITIONS

_PAIRS = [(before, after) for before, reached in TRANSITIONS.items() for after in sorted(reached)]
_BEFORE = [before for before, _ in _PAIRS]
_AFTER = [after for _, after in _PAIRS]

_MOVES = """
    with moves as (
        select purchase_id, seq, kind, from_state, to_state,
               lag(to_state) over (partition by purchase_id order by seq) as stood
          from purchase_event where to_state is not null
    )"""

_JUMPS = (
    _MOVES
    + """
    select o.number as subject, m.seq, m.kind, m.from_state as said, coalesce(m.stood, 'not placed') as stood, m.to_state
      from moves m join purchase o on o.id = m.purchase_id
     where m.from_state is distinct from m.stood
     order by o.number, m.seq"""
)

_FORBIDDEN = (
    _MOVES
    + """
    select o.number as subject, m.seq, coalesce(m.from_state, 'nothing') as said, m.to_state
      from moves m join purchase o on o.id = m.purchase_id
     where (m.from_state is null and (m.seq <> 1 or m.to_state <> $3))
        or (m.from_state is not null
            and not exists (select 1 from unnest($1::text[], $2::text[]) as allowed (before, after)
                             where allowed.before = m.from_state and allowed.after = m.to_state))
     order by o.number, m.seq"""
)

_ENDS = (
    _MOVES
    + """
    , ends as (
        select distinct on (purchase_id) purchase_id, to_state from moves order by purchase_id, seq desc
    )
    select o.number as subject, coalesce(e.to_state, 'never placed') as expected, o.state as found
      from purchase o left join ends e on e.purchase_id = o.id
     where e.to_state is distinct from o.state
     order by o.number"""
)

_GAPS = """
    select o.number as subject, max(e.seq) as expected, count(*) as found
      from purchase_event e join purchase o on o.id = e.purchase_id
     group by o.id having max(e.seq) <> count(*) or min(e.seq) <> 1
     order by o.number"""

_TIMES = """
    select o.number as subject, o.state from purchase o
     where (o.state = 'delivered' and (o.delivered_at is null or o.paid_at is null))
        or (o.state = 'pending' and (o.delivered_at is not null or o.paid_at is not null))
     order by o.number"""

CHECKS = (
    Check("states", "event %(seq)s of the order %(subject)s (%(kind)s) starts from %(said)s and the order was %(stood)s",
          _JUMPS),
    Check("states", "event %(seq)s of the order %(subject)s goes from %(said)s to %(to_state)s, which no order does",
          _FORBIDDEN, (_BEFORE, _AFTER, PENDING)),
    Check("states", "the order %(subject)s is %(found)s and its events end at %(expected)s", _ENDS),
    Check("states", "the order %(subject)s has %(found)s events and the last one has the number %(expected)s", _GAPS),
    Check("states", "the order %(subject)s is %(state)s and its times say otherwise", _TIMES),
)  # fmt: skip
