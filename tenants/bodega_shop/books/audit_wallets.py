"""Audit the wallets: the balance kept beside the books against the transfers of its customer."""

from bodega_shop.books.find_differences import Check

# A promise out of a wallet is taken from the kept balance when it is made, so it counts until it is given up.
_LEDGER = """
    with moved as (
        select credit as account, currency, amount as n from transfer
         where phase in ('posted', 'post') and (credit like 'wallet:%' or credit like 'bonus:%')
        union all
        select debit, currency, -amount from transfer
         where phase in ('posted', 'post') and (debit like 'wallet:%' or debit like 'bonus:%')
        union all
        select p.debit, p.currency, -p.amount from transfer p
         where p.phase = 'pending' and (p.debit like 'wallet:%' or p.debit like 'bonus:%')
           and not exists (select 1 from transfer r where r.resolves = p.id)
    ), ledger as (
        select account, currency, sum(n)::bigint as balance from moved group by account, currency
    ), kept as (
        select 'wallet:' || customer_id as account, currency, principal as balance from wallet
        union all
        select 'bonus:' || customer_id, currency, bonus from wallet
    )"""

_KEPT = (
    _LEDGER
    + """
    select coalesce(k.account, l.account) as subject, coalesce(k.currency, l.currency) as currency,
           coalesce(l.balance, 0) as expected, coalesce(k.balance, 0) as found
      from ledger l full join kept k on k.account = l.account and k.currency = l.currency
     where coalesce(k.balance, 0) <> coalesce(l.balance, 0)
     order by 1"""
)

_BELOW_ZERO = """
    select account as subject, currency, 0::bigint as expected, -sum(n)::bigint as found from (
        select credit as account, currency, amount as n from transfer where phase in ('posted', 'post')
        union all
        select debit, currency, -amount from transfer where phase in ('posted', 'post')
    ) moved
     where account like 'wallet:%' or account like 'bonus:%' or account in ('held', 'surplus')
     group by account, currency having sum(n) < 0 order by 1"""

CHECKS = (
    Check(
        "balances", "the account %(subject)s holds %(expected)s by its transfers and %(found)s is kept", _KEPT
    ),
    Check("balances", "more went out of the account %(subject)s than came in, by %(found)s", _BELOW_ZERO),
)
