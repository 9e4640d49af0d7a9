"""Audit the payments: what came, what was kept of it and what went back, against the books and the refunds."""

from bodega_shop.books.find_differences import Check

_BOOKED = """
    select p.out_trade_no as subject, coalesce(nullif(p.received_currency, ''), p.currency) as currency,
           coalesce(p.received, 0) as expected,
           coalesce(sum(t.amount), 0)::bigint as found
      from payment p
      left join transfer t on t.source = 'payment' and t.source_id = p.id and t.phase = 'posted'
           and t.leg in ('sale', 'received', 'surcharge')
           and t.currency = coalesce(nullif(p.received_currency, ''), p.currency)
     group by p.id having coalesce(p.received, 0) <> coalesce(sum(t.amount), 0)
     order by p.out_trade_no"""

_COMMISSION = """
    select p.out_trade_no as subject, p.currency, p.commission as expected,
           coalesce(sum(t.amount), 0)::bigint as found
      from payment p
      left join transfer t on t.source = 'payment' and t.source_id = p.id and t.phase = 'posted' and t.leg = 'commission'
     where p.received is not null
     group by p.id having p.commission <> coalesce(sum(t.amount), 0)
     order by p.out_trade_no"""

# The fee is booked when the service's bill says it; until then the payment only holds the estimate.
_FEE = """
    select p.out_trade_no as subject, p.currency, coalesce(p.fee, 0) as expected,
           sum(case when t.debit = 'fees' then t.amount else -t.amount end)::bigint as found
      from payment p
      join transfer t on t.source = 'payment' and t.source_id = p.id and t.phase = 'posted'
           and 'fees' in (t.debit, t.credit)
     group by p.id
    having coalesce(p.fee, 0) <> sum(case when t.debit = 'fees' then t.amount else -t.amount end)
     order by p.out_trade_no"""

_REFUNDED = """
    select p.out_trade_no as subject, coalesce(nullif(p.received_currency, ''), p.currency) as currency,
           coalesce(sum(r.counted), 0)::bigint as expected, p.refunded as found
      from payment p left join refund r on r.payment_id = p.id and r.state <> 'failed'
     group by p.id having p.refunded <> coalesce(sum(r.counted), 0)
     order by p.out_trade_no"""

_ASKED = """
    select p.out_trade_no as subject, p.currency, o.total - o.wallet_part + p.surcharge as expected, p.amount as found
      from payment p join purchase o on o.id = p.purchase_id
     where p.state <> 'surplus' and p.amount <> o.total - o.wallet_part + p.surcharge
     order by p.out_trade_no"""

_SUCCEEDED = """
    select p.out_trade_no as subject, p.currency, p.amount as expected, coalesce(p.received, 0) as found
      from payment p
     where p.state = 'succeeded'
       and (p.received, p.received_currency) is distinct from (p.amount, p.currency)
     order by p.out_trade_no"""

CHECKS = (
    Check("payments", "the payment %(subject)s received %(expected)s and the books say %(found)s", _BOOKED),
    Check("payments", "of the payment %(subject)s the platform keeps %(expected)s and the books say %(found)s",
          _COMMISSION),
    Check("payments", "of the payment %(subject)s the service keeps %(expected)s and the books say %(found)s", _FEE),
    Check("payments", "of the payment %(subject)s refunds gave back %(expected)s and the payment counts %(found)s",
          _REFUNDED),
    Check("payments", "the payment %(subject)s asks for %(found)s where its order leaves %(expected)s to pay", _ASKED),
    Check("payments", "the payment %(subject)s counts as paid with %(found)s of %(expected)s", _SUCCEEDED),
)  # fmt: skip
