"""What each account holds, added up from its transfers."""

from bodega.kernel.database import Scope

_SELECT = """
    select account, currency, sum(amount)::bigint as balance from (
        select debit as account, currency, amount from transfer where phase in ('posted', 'post')
        union all
        select credit, currency, -amount from transfer where phase in ('posted', 'post')
    ) moved
     where $1 = '' or account = $1
     group by account, currency order by account, currency"""


async def read_balances(scope: Scope, account: str = "") -> dict[tuple[str, str], int]:
    """Debits less credits by account and currency, in minor units: positive for assets and expenses, negative for
    liabilities and income. `account` asks for one alone.
    """
    rows = await scope.fetch(_SELECT, account)
    return {(row["account"], row["currency"]): row["balance"] for row in rows}


async def read_balance(scope: Scope, account: str, currency: str) -> int:
    """One account's debits less credits."""
    return (await read_balances(scope, account)).get((account, currency), 0)
