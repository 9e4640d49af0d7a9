"""Derive every settlement, balance, withdrawal and batch again from the platform's books, and name what differs."""

from bodega.billing.audit_billing import audit_billing
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.one_moment import read_one_moment
from bodega.plugins.proof_door import Difference

# What each kind of movement is, told again from the row itself: the word beside it was written by the run.
_TOLD_AGAIN = """
    select l.settlement_id, t.id as transfer_id, t.shop_id, t.currency, t.at, l.kind,
           case when t.source in ('payment', 'refund', 'dispute') and 'commission' in (t.debit, t.credit) then 'commission'
                when t.source = 'dispute' and t.leg like 'fee%' then 'fees'
                when t.source = 'payment' then 'collected'
                when t.source = 'refund' then 'refunds'
                when t.source = 'dispute' then 'disputes' end as derived,
           case when t.credit = 'shop:' || t.shop_id then t.amount when t.debit = 'shop:' || t.shop_id then -t.amount end as sum
      from settlement_line l left join transfer t on t.id = l.transfer_id"""
_BALANCE = """
    select substr(account, %(cut)s) as shop_id, currency, sum(amount)::bigint as sum from (
           select credit as account, currency, amount from transfer where credit like '%(name)s:%%'
           union all select debit, currency, -amount from transfer where debit like '%(name)s:%%') m
     group by account, currency"""
_SETTLED = _BALANCE % {"name": "settled", "cut": 9}
_LEAVING = _BALANCE % {"name": "leaving", "cut": 9}

# Each row is a difference: what it is about, what should be, what is.
CHECKS = {
    "settlement.lines": f"""
        with told as materialized ({_TOLD_AGAIN}), sums as materialized (
            select settlement_id, {
        ", ".join(
            f"coalesce(sum(sum) filter (where derived = '{kind}'), 0) as {kind}"
            for kind in ("collected", "commission", "refunds", "disputes", "fees")
        )
    }
              from told group by settlement_id)
        select s.id::text, concat_ws(' ', s.collected, s.commission, s.refunds, s.disputes, s.fees) as expected,
               concat_ws(' ', m.collected, m.commission, m.refunds, m.disputes, m.fees) as found
          from settlement s left join sums m on m.settlement_id = s.id
         where (s.collected, s.commission, s.refunds, s.disputes, s.fees)
               is distinct from (m.collected, m.commission, m.refunds, m.disputes, m.fees)""",
    "settlement.strays": f"""
        with told as materialized ({_TOLD_AGAIN})
        select t.transfer_id::text as id, t.kind as expected, coalesce(t.derived, 'nothing') as found
          from told t left join settlement s on s.id = t.settlement_id
         where s.id is null or t.derived is distinct from t.kind or t.sum is null or t.at >= s.ends
            or (t.shop_id, t.currency) is distinct from (s.shop_id, s.currency)""",
    "settlement.booked": """
        select s.id::text, s.net::text as expected, coalesce(sum(t.amount * case
               when t.credit = 'settled:' || s.shop_id and t.debit = 'shop:' || s.shop_id then 1
               when t.debit = 'settled:' || s.shop_id and t.credit = 'shop:' || s.shop_id then -1 end), 0)::text as found
          from settlement s left join transfer t on t.source = 'settlement' and t.source_id = s.id and t.shop_id = s.shop_id
               and t.currency = s.currency
         group by s.id having coalesce(sum(t.amount * case
               when t.credit = 'settled:' || s.shop_id and t.debit = 'shop:' || s.shop_id then 1
               when t.debit = 'settled:' || s.shop_id and t.credit = 'shop:' || s.shop_id then -1 end), 0) <> s.net""",
    "balance.settled": f"""
        with booked as materialized ({_SETTLED}), moved as materialized (
            select shop_id::text as shop_id, currency, sum(sum)::bigint as sum from (
                   select shop_id, currency, net as sum from settlement
                   union all select shop_id, currency, -amount from withdrawal
                    where state in ('asked', 'batched', 'approved', 'paid')) m group by shop_id, currency)
        select concat_ws(' ', coalesce(m.shop_id, b.shop_id), coalesce(m.currency, b.currency)) as id,
               coalesce(m.sum, 0)::text as expected, coalesce(b.sum, 0)::text as found
          from moved m full join booked b using (shop_id, currency) where coalesce(m.sum, 0) <> coalesce(b.sum, 0)""",
    "balance.leaving": f"""
        with booked as materialized ({_LEAVING}), moved as materialized (
            select shop_id::text as shop_id, currency, sum(amount)::bigint as sum from withdrawal
             where state in ('asked', 'batched', 'approved') group by shop_id, currency)
        select concat_ws(' ', coalesce(m.shop_id, b.shop_id), coalesce(m.currency, b.currency)) as id,
               coalesce(m.sum, 0)::text as expected, coalesce(b.sum, 0)::text as found
          from moved m full join booked b using (shop_id, currency) where coalesce(m.sum, 0) <> coalesce(b.sum, 0)""",
    "withdrawal.booked": """
        select w.id::text, case w.state when 'paid' then w.amount - w.fee else 0 end::text as expected,
               coalesce(sum(t.amount * case when t.credit = 'bank' then 1 else -1 end), 0)::text as found
          from withdrawal w left join transfer t on t.source = 'withdrawal' and t.source_id = w.id
               and 'bank' in (t.debit, t.credit) and t.shop_id = w.shop_id and t.currency = w.currency
         group by w.id
        having coalesce(sum(t.amount * case when t.credit = 'bank' then 1 else -1 end), 0)
               <> case w.state when 'paid' then w.amount - w.fee else 0 end""",
    "withdrawal.fee": """
        select w.id::text, case w.state when 'paid' then w.fee else 0 end::text as expected,
               coalesce(sum(t.amount * case when t.credit = 'payout_fees' then 1 else -1 end), 0)::text as found
          from withdrawal w left join transfer t on t.source = 'withdrawal' and t.source_id = w.id
               and 'payout_fees' in (t.debit, t.credit)
         group by w.id
        having coalesce(sum(t.amount * case when t.credit = 'payout_fees' then 1 else -1 end), 0)
               <> case w.state when 'paid' then w.fee else 0 end""",
    "withdrawal.nobodys": """
        select t.id::text, 'a withdrawal or a settlement' as expected, t.source || ' ' || t.source_id as found from transfer t
         where (t.source = 'withdrawal' and not exists (select 1 from withdrawal w where w.id = t.source_id))
            or (t.source = 'settlement' and not exists (select 1 from settlement s where s.id = t.source_id))
            or (t.source not in ('withdrawal', 'settlement')
                and (t.debit ~ '^(settled|leaving):' or t.credit ~ '^(settled|leaving):' or 'bank' in (t.debit, t.credit)))""",
    "batch.two_people": """
        select b.id::text, 'two people' as expected, b.prepared_name || ', ' || b.decided_name as found from payout_batch b
         where b.state = 'approved' and b.decided_by = b.prepared_by
         union all
        select w.id::text, 'an approved batch', b.state from withdrawal w join payout_batch b on b.id = w.batch_id
         where (w.state in ('approved', 'paid') and (b.state <> 'approved' or b.currency <> w.currency))
            or (w.state = 'batched' and b.state <> 'prepared')""",
}


async def audit_settlements() -> list[Difference]:
    """Every difference at one moment; none is the right answer."""
    async with platform_scope() as scope:
        await read_one_moment(scope)
        return await _of_checks(scope)


async def audit_money() -> list[Difference]:
    """Bills, payments and statements, and settlements, balances and withdrawals: all of the platform's money."""
    return [*await audit_billing(), *await audit_settlements()]


async def _of_checks(scope: Scope) -> list[Difference]:
    return [
        Difference(check, row["id"], f"{row['expected']} expected, {row['found']} found")
        for check, statement in CHECKS.items()
        for row in await scope.fetch(statement)
    ]
