"""Let a scope see one moment: all that it reads is as it was when its first question came, whatever others commit."""

from bodega.kernel.database import Scope


async def read_one_moment(scope: Scope) -> None:
    """For a scope in which nothing was asked yet, and which will only read."""
    await scope.execute("set local transaction_isolation = 'repeatable read'")
    await scope.execute("set local transaction_read_only = on")
