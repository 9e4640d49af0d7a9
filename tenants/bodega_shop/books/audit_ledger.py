"""Audit the ledger itself: accounts that exist, sources that exist, promises that were kept as they were made."""

from bodega_shop.books.find_differences import Check

_ACCOUNT = (
    "^(held|surplus|sales|surcharge|refunds|fees|commission|bonuses|disputed|disputes|adjustments|rounding|platform|bank"
    "|(clearing|wallet|bonus):[0-9a-f-]{36})$"
)

_UNKNOWN_ACCOUNTS = """
    select t.id as subject, a.account from transfer t
     cross join lateral (values (t.debit), (t.credit)) as a (account)
     where a.account !~ $1
        or (a.account like 'clearing:%' and not exists (select 1 from channel c where 'clearing:' || c.id = a.account))
        or (a.account like 'wallet:%' and not exists (select 1 from customer c where 'wallet:' || c.id = a.account))
        or (a.account like 'bonus:%' and not exists (select 1 from customer c where 'bonus:' || c.id = a.account))
     order by t.at, t.id"""

_WITHOUT_SOURCE = """
    select t.id as subject, t.source, t.source_id, t.leg from transfer t
     where (t.source = 'payment' and not exists (select 1 from payment p where p.id = t.source_id))
        or (t.source = 'order' and not exists (select 1 from purchase o where o.id = t.source_id))
        or (t.source = 'refund' and not exists (select 1 from refund r where r.id = t.source_id))
        or (t.source = 'dispute' and not exists (select 1 from dispute d where d.id = t.source_id))
     order by t.at, t.id"""

_KEPT_DIFFERENTLY = """
    select r.id as subject, p.id as promise, p.currency, p.amount as expected, r.amount as found
      from transfer r join transfer p on p.id = r.resolves
     where p.phase <> 'pending' or (r.debit, r.credit, r.amount, r.currency, r.source, r.source_id)
           is distinct from (p.debit, p.credit, p.amount, p.currency, p.source, p.source_id)
     order by r.at, r.id"""

_DECIDES_NOTHING = """
    select r.id as subject, r.leg from transfer r
     where r.phase in ('post', 'void') and not exists (select 1 from transfer p where p.id = r.resolves)
     order by r.at, r.id"""

CHECKS = (
    Check("ledger", "the transfer %(subject)s names the account %(account)s, which is nobody's", _UNKNOWN_ACCOUNTS,
          (_ACCOUNT,)),
    Check("ledger", "the transfer %(subject)s (%(leg)s) belongs to the %(source)s %(source_id)s, which does not exist",
          _WITHOUT_SOURCE),
    Check("ledger", "the transfer %(subject)s decides the promise %(promise)s of %(expected)s with %(found)s, or between"
          " other accounts", _KEPT_DIFFERENTLY),
    Check("ledger", "the transfer %(subject)s (%(leg)s) decides a promise that does not exist", _DECIDES_NOTHING),
)  # fmt: skip
