"""Piccolo's query builder on our scopes: it borrows the scope's connection and opens none of its own."""

from typing import Any, NoReturn, Self

from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from bodega.kernel.database import PLATFORM_SCHEMA, Scope, current_scope
from bodega.kernel.errors import ScopeError


class ScopedEngine(PostgresEngine):
    """An engine for one side of the street: the platform's tables, or the shops'."""

    def __init__(self, *, platform: bool) -> None:
        self.for_platform = platform
        super().__init__(config={})

    async def check_version(self) -> None:
        """Importing a table must not touch the network."""

    async def prep_database(self) -> None:
        """Migrations prepare the database, nothing else does."""

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._scope().fetch(sql, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        return await self._scope().fetch(ddl)

    def transaction(self, allow_nested: bool = True) -> "_Joined":  # type: ignore[override]
        return _Joined()

    async def batch(self, *_: object, **__: object) -> NoReturn:
        raise ScopeError("Read in pages inside a scope; a batch would open a connection of its own.")

    async def get_new_connection(self) -> NoReturn:
        raise ScopeError("A connection outside the scopes was asked for.")

    def atomic(self) -> NoReturn:
        raise ScopeError("A scope is a transaction already.")

    def _scope(self) -> Scope:
        scope = current_scope()
        if (scope.schema == PLATFORM_SCHEMA) is not self.for_platform:
            raise ScopeError("A table of one side was used in the scope of the other.")
        return scope


class _Joined:
    """Piccolo asks for a transaction where it wants several statements as one; the scope is that already."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


SHOP = ScopedEngine(platform=False)
PLATFORM = ScopedEngine(platform=True)
