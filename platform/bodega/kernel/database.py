"""The scopes: the only way to the database, one transaction in one schema under one role.

`async with shop_scope(shop) as scope` opens a transaction whose search path and role are that shop's own;
`platform_scope()` is the other one. PostgreSQL then refuses whatever names another schema. This guards against
mistakes, not against hostile SQL: statements take parameters, and no text from outside is ever part of one.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Protocol, Self

import asyncpg
import msgspec

from bodega.kernel.errors import ScopeError, Unavailable

PLATFORM_SCHEMA = "platform"
PLATFORM_ROLE = "bodega_platform"
MAIN_NODE = "main"

# One plan for all values, kept while tables grow: by keys alone, or a plan made while a table was small would go on
# reading all of it.
_ONE_PLAN = "; SET LOCAL plan_cache_mode TO force_generic_plan; SET LOCAL enable_seqscan TO off"

_NAME = re.compile(r"^[a-z][a-z0-9_]{0,62}$")
_ACCEPTED_BY_CITUS_AND_PLAIN_SERVERS = {
    "citus.override_table_visibility": "off",
    "citus.propagate_set_commands": "local",
}


class Placed(Protocol):
    """Whatever has a schema on a node: a shop, most of all."""

    @property
    def schema(self) -> str: ...
    @property
    def node(self) -> str: ...


class Databases:
    """The pools, one per node, and the scope that each task is in."""

    def __init__(self, pools: Mapping[str, asyncpg.Pool]) -> None:
        self._pools = dict(pools)

    def pool(self, node: str) -> asyncpg.Pool:
        """The pool of `node`; raises `Unavailable` when this process knows no such node."""
        try:
            return self._pools[node]
        except KeyError:
            raise Unavailable("The database node %(node)s is not known to this process.", node=node) from None

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.close()


class Scope:
    """One open transaction in one schema; every statement of the application goes through one of these."""

    __slots__ = ("_connection", "_locks", "_one_plan", "_pool", "_task", "_token", "prefix", "role", "schema")

    def __init__(
        self,
        pool: asyncpg.Pool,
        schema: str,
        role: str,
        locks: Sequence[int] = (),
        *,
        one_plan: bool = False,
    ) -> None:
        self._pool = pool
        self._locks = locks
        self._one_plan = one_plan
        self.schema = schema
        self.role = role
        # Each shop has prepared statements of its own: a changed search path would invalidate shared ones.
        self.prefix = f"/*{schema}*/"
        self._connection: Any = None
        self._token: Any = None
        self._task: asyncio.Task[Any] | None = None

    async def __aenter__(self) -> Self:
        if _current.get() is not None:
            raise ScopeError("A scope was opened inside another scope.")
        self._connection = await self._pool.acquire()
        try:
            await self._connection.execute(self._opening())
        except BaseException:
            await self._give_back()
            raise
        self._task = asyncio.current_task()
        self._token = _current.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _current.reset(self._token)
        self._task = None
        try:
            await self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
        except BaseException as failure:
            # A connection whose transaction did not end is thrown away: nothing may leak into the next scope.
            self._abandon()
            if kind is None or isinstance(failure, asyncio.CancelledError):
                raise
        finally:
            await self._give_back()

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

    def _opening(self) -> str:
        """Everything that begins a scope, in one round trip. Locks come in order, so that two scopes cannot cross."""
        locks = "".join(f"; SELECT pg_advisory_xact_lock({int(lock)})" for lock in sorted(self._locks))
        plan = _ONE_PLAN if self._one_plan else ""
        return f"BEGIN; SET LOCAL search_path TO {self.schema}; SET LOCAL ROLE {self.role}{plan}{locks}"

    def connection(self) -> Any:
        """The connection itself, for the task that opened the scope and no other."""
        if self._task is None or asyncio.current_task() is not self._task:
            raise ScopeError("A scope was used after its end, or from another task.")
        return self._connection

    def _abandon(self) -> None:
        if self._connection._con is not None:  # noqa: SLF001 - the proxy has no public word for "still ours"
            self._connection.terminate()

    async def _give_back(self) -> None:
        if self._connection is not None:
            if self._connection._con is not None and self._connection.is_in_transaction():  # noqa: SLF001 - as below
                self._connection.terminate()
            connection, self._connection = self._connection, None
            await self._pool.release(connection)


_current: ContextVar[Scope | None] = ContextVar("bodega_scope", default=None)
_default_databases: list[Databases] = []


def shop_scope(shop: Placed, *, locks: Sequence[int] = (), one_plan: bool = False) -> Scope:
    """One transaction inside `shop`'s schema, under its own role.

    `locks` are 64-bit numbers: scopes that name the same one run one after the other. With `one_plan` PostgreSQL plans
    each statement once for all values, and by index only: right where a large statement always goes the same way, as
    that of an order does, whose planning takes as long as running it.
    """
    _check_name(shop.schema)
    return Scope(_open_databases().pool(shop.node), shop.schema, shop.schema, locks, one_plan=one_plan)


def platform_scope() -> Scope:
    """One transaction inside the platform's schema."""
    return Scope(_open_databases().pool(MAIN_NODE), PLATFORM_SCHEMA, PLATFORM_ROLE)


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
    url: str, *, pool_size: int = 4, max_queries: int = 20_000, nodes: Mapping[str, str] | None = None
) -> AsyncIterator[Databases]:
    """Open the pools of this process: the control database at `url`, and every further node by name."""
    pools: dict[str, asyncpg.Pool] = {}
    for node, node_url in {MAIN_NODE: url, **(nodes or {})}.items():
        pools[node] = await open_pool(node_url, pool_size=pool_size, max_queries=max_queries)
    databases = Databases(pools)
    _default_databases.append(databases)
    try:
        yield databases
    finally:
        _default_databases.remove(databases)
        await databases.close()


async def open_pool(url: str, *, pool_size: int, max_queries: int) -> asyncpg.Pool:
    """A pool whose connections carry no state from one scope to the next."""
    pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=pool_size,
        max_queries=max_queries,
        statement_cache_size=2_000,
        max_cached_statement_lifetime=0,
        command_timeout=30,
        server_settings={
            **_ACCEPTED_BY_CITUS_AND_PLAIN_SERVERS,
            "application_name": "bodega",
            # A plan for all values looks costly to the planner, and compiling it would take longer than it ever runs.
            "jit": "off",
        },
        init=_read_json,
        # The stock reset is one more round trip; scopes set nothing that outlives their transaction.
        reset=_nothing_to_reset,
    )
    if pool is None:
        raise Unavailable
    return pool


def _open_databases() -> Databases:
    if not _default_databases:
        raise ScopeError("No database is open in this process.")
    return _default_databases[-1]


def _check_name(name: str) -> None:
    if not _NAME.match(name):
        raise ScopeError("%(name)s is no name of a schema.", name=name)


async def _read_json(connection: asyncpg.Connection) -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name,
            schema="pg_catalog",
            encoder=lambda value: msgspec.json.encode(value).decode(),
            decoder=msgspec.json.decode,
        )


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    return None
