"""The scopes: the only way to the database, one transaction in one schema under one role.

`async with shop_scope(shop) as scope` opens a transaction whose search path and role are that shop's own;
`platform_scope()` is the other one, and `fetch_alone(shop, …)` is a transaction of a single statement. PostgreSQL then
refuses whatever names another schema. This guards against mistakes, not against hostile SQL: statements take
parameters, and no text from outside is ever part of one.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Protocol, Self, cast
from uuid import UUID

import asyncpg

from bodega.kernel.errors import ScopeError, Unavailable
from bodega.kernel.lend_connections import Lender, LentConnection
from bodega.kernel.open_connections import connect

PLATFORM_SCHEMA = "platform"
PLATFORM_ROLE = "bodega_platform"
MAIN_NODE = "main"

# One plan for all values, kept while tables grow: by keys alone, or a plan made while a table was small would go on
# reading all of it.
_ONE_PLAN = "; SET LOCAL plan_cache_mode TO force_generic_plan; SET LOCAL enable_seqscan TO off"

# How a connection stands between the lone statements of one shop, and what undoes the plan for whoever borrows it next.
_STAND = "SET search_path TO {0}; SET ROLE {0}; SET plan_cache_mode TO force_generic_plan; SET enable_seqscan TO off"
_ANY_PLAN = "; SET LOCAL plan_cache_mode TO auto; SET LOCAL enable_seqscan TO on"

_GONE = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedObjectError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InvalidSchemaNameError,
)
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,62}$")


class Placed(Protocol):
    """Whatever has a schema on a node: a shop, most of all."""

    @property
    def id(self) -> UUID: ...
    @property
    def schema(self) -> str: ...
    @property
    def node(self) -> str: ...


class Databases:
    """The connections of each node."""

    def __init__(self, lenders: Mapping[str, Lender]) -> None:
        self._lenders = dict(lenders)

    def lender(self, node: str) -> Lender:
        """Who lends the connections of `node`; raises `Unavailable` when this process knows no such node."""
        try:
            return self._lenders[node]
        except KeyError:
            raise Unavailable("The database node %(node)s is not known to this process.", node=node) from None

    async def close(self) -> None:
        for lender in self._lenders.values():
            await lender.close()


class Lends(Protocol):
    """Whoever has connections to lend."""

    async def borrow(self) -> LentConnection: ...
    def give_back(self, connection: LentConnection) -> None: ...
    def renew(self) -> None: ...


class Scope:
    """One open transaction in one schema; every statement of the application goes through one of these."""

    __slots__ = (
        "_connection",
        "_lender",
        "_locks",
        "_one_plan",
        "_task",
        "_token",
        "prefix",
        "role",
        "schema",
    )

    def __init__(
        self,
        lender: Lends,
        schema: str,
        role: str,
        locks: Sequence[int] = (),
        *,
        one_plan: bool = False,
    ) -> None:
        self._lender = lender
        self._locks = locks
        self._one_plan = one_plan
        self.schema = schema
        self.role = role
        # Each shop has prepared statements of its own: a changed search path would invalidate shared ones.
        self.prefix = f"/*{schema}*/"
        self._connection: LentConnection | None = None
        self._token: Any = None
        self._task: asyncio.Task[Any] | None = None

    async def __aenter__(self) -> Self:
        if _current.get() is not None:
            raise ScopeError("A scope was opened inside another scope.")
        connection = await self._lender.borrow()
        try:
            await connection.execute(self._opening(connection))
        except BaseException:
            connection.terminate()
            self._lender.give_back(connection)
            raise
        self._connection = connection
        self._task = asyncio.current_task()
        self._token = _current.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _current.reset(self._token)
        self._task = None
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            await connection.execute("COMMIT" if kind is None else "ROLLBACK")
        except BaseException as failure:
            # A connection whose transaction did not end is thrown away: nothing may leak into the next scope.
            connection.terminate()
            if kind is None or isinstance(failure, asyncio.CancelledError):
                raise
        finally:
            if isinstance(error, asyncpg.InvalidCachedStatementError):
                # A table changed under it; every other connection would fail the same way once.
                self._lender.renew()
            self._lender.give_back(connection)

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self.connection().fetch(self.prefix + sql, *args)
        return rows

    async def fetchrow(self, sql: str, *args: object) -> asyncpg.Record | None:
        row: asyncpg.Record | None = await self.connection().fetchrow(self.prefix + sql, *args)
        return row

    async def fetchval(self, sql: str, *args: object) -> Any:
        return await self.connection().fetchval(self.prefix + sql, *args)

    async def execute(self, sql: str, *args: object) -> int:
        """Run one statement and say how many rows it touched."""
        status: str = await self.connection().execute(self.prefix + sql, *args)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        await self.connection().executemany(self.prefix + sql, rows)

    async def copy_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Load many rows into `table` of this scope's schema at once."""
        await self.connection().copy_records_to_table(
            table, schema_name=self.schema, columns=columns, records=rows
        )

    def is_open(self) -> bool:
        return self._task is not None

    def connection(self) -> LentConnection:
        """The connection itself, for the task that opened the scope and no other."""
        if self._connection is None or self._task is None or asyncio.current_task() is not self._task:
            raise ScopeError("A scope was used after its end, or from another task.")
        return self._connection

    def _opening(self, connection: LentConnection) -> str:
        """Everything that begins a scope, in one round trip. Locks come in order, so that two scopes cannot cross."""
        locks = "".join(f"; SELECT pg_advisory_xact_lock({int(lock)})" for lock in sorted(self._locks))
        plan = _ONE_PLAN if self._one_plan else _ANY_PLAN if connection.stands_in else ""
        return f"BEGIN; SET LOCAL search_path TO {self.schema}; SET LOCAL ROLE {self.role}{plan}{locks}"


_current: ContextVar[Scope | None] = ContextVar("bodega_scope", default=None)
_default_databases: list[Databases] = []


def shop_scope(shop: Placed, *, locks: Sequence[int] = (), one_plan: bool = False) -> Scope:
    """One transaction inside `shop`'s schema, under its own role.

    `locks` are 64-bit numbers: scopes that name the same one run one after the other. With `one_plan` PostgreSQL plans
    each statement once for all values, and by index only: right where a large statement always goes the same way, as
    that of an order does, whose planning takes as long as running it.
    """
    _check_name(shop.schema)
    return Scope(_open_databases().lender(shop.node), shop.schema, shop.schema, locks, one_plan=one_plan)


async def fetch_alone(shop: Placed, sql: str, *args: object) -> list[asyncpg.Record]:
    """The rows of one statement that is a transaction by itself, in one round trip instead of three.

    For statements that run for every order, planned once for all values as with `one_plan`. The path and the role stay
    on the connection for the next one of this shop; a scope sets its own whatever it finds.
    """
    if _current.get() is not None:
        raise ScopeError("A scope was opened inside another scope.")
    _check_name(shop.schema)
    lender = _open_databases().lender(shop.node)
    connection = await lender.borrow()
    try:
        if connection.stands_in != shop.id:
            await _stand(connection, shop)
        rows: list[asyncpg.Record] = await connection.fetch(f"/*{shop.schema}*/{sql}", *args)
    except _GONE:
        # The schema or the role may be another one of the same name.
        connection.terminate()
        raise
    except asyncpg.PostgresError:
        raise
    except BaseException:
        # Cut off on the way: what the connection still waits for is not known, nor whether it was done.
        connection.terminate()
        raise
    else:
        return rows
    finally:
        lender.give_back(connection)


async def _stand(connection: LentConnection, shop: Placed) -> None:
    try:
        await connection.execute(_STAND.format(shop.schema))
    except BaseException:
        connection.terminate()
        raise
    connection.stands_in = shop.id


def platform_scope() -> Scope:
    """One transaction inside the platform's schema."""
    return Scope(_open_databases().lender(MAIN_NODE), PLATFORM_SCHEMA, PLATFORM_ROLE)


@asynccontextmanager
async def pool_scope(
    pool: asyncpg.Pool, schema: str, role: str, *, locks: Sequence[int] = ()
) -> AsyncIterator[Scope]:
    """The same on a connection of a pool of the driver's, for whoever prepares schemas with a log-in of its own."""
    async with pool.acquire() as proxy:
        # The proxy of a connection that was cut off refuses every word, and would hide why.
        connection: LentConnection = cast("Any", proxy)._con  # noqa: SLF001
        async with Scope(_OnlyOne(connection), schema, role, locks) as scope:
            yield scope


@dataclass(frozen=True)
class _OnlyOne:
    """Lends what its pool looks after."""

    connection: LentConnection

    async def borrow(self) -> LentConnection:
        return self.connection

    def give_back(self, connection: LentConnection) -> None:
        pass

    def renew(self) -> None:
        pass


def current_scope() -> Scope:
    """The scope this task is in; raises `ScopeError` outside any."""
    scope = _current.get()
    if scope is None:
        raise ScopeError("A query was sent outside any scope.")
    scope.connection()
    return scope


def refuse_inside_scope() -> None:
    """Raises `ScopeError` while a scope is open: whoever waits for the network holds no transaction meanwhile."""
    scope = _current.get()
    if scope is not None and scope.is_open():
        raise ScopeError("A call to the network was made inside a transaction.")


@asynccontextmanager
async def databases_open(
    url: str, *, pool_size: int = 4, most_loans: int = 10_000, nodes: Mapping[str, str] | None = None
) -> AsyncIterator[Databases]:
    """Connect this process to the control database at `url`, and to every further node by name."""
    urls = {MAIN_NODE: url, **(nodes or {})}
    lenders = {
        node: Lender(partial(connect, node_url), most=pool_size, most_loans=most_loans)
        for node, node_url in urls.items()
    }
    databases = Databases(lenders)
    try:
        for lender in lenders.values():
            # Whoever cannot reach its database should not start.
            lender.give_back(await lender.borrow())
        _default_databases.append(databases)
        try:
            yield databases
        finally:
            _default_databases.remove(databases)
    finally:
        await databases.close()


def _open_databases() -> Databases:
    if not _default_databases:
        raise ScopeError("No database is open in this process.")
    return _default_databases[-1]


def _check_name(name: str) -> None:
    if not _NAME.match(name):
        raise ScopeError("%(name)s is no name of a schema.", name=name)
