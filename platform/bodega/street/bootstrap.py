"""Prepare a PostgreSQL server for the street: roles, the platform's schema, the queue. Safe to run again."""

import os
from datetime import datetime
from typing import cast
from urllib.parse import unquote, urlsplit

import asyncpg

from bodega.kernel.database import PLATFORM_ROLE, PLATFORM_SCHEMA, pool_scope
from bodega.kernel.errors import SettingError
from bodega.kernel.migrations import apply_migrations, read_migrations
from bodega.kernel.open_connections import open_pool
from bodega.moderation.fill_calendar import load_calendar
from bodega.moderation.load_starting_reasons import load_starting_reasons
from bodega.published.load_starting_texts import load_starting_texts
from bodega.qualifications.load_starting_catalogue import load_starting_catalogue
from bodega.rulebook.load_starting_rules import load_starting_rules

MIGRATIONS = "bodega.street.migrations"
SHOP_GROUP = "bodega_shop"
# Any number will do that nobody else locks: two runs at the same moment come one after the other.
_LOCK = 7_020_116_141_001

APPENDED = (
    "audit_entry",
    "audit_link",
    "transfer",
    "catalogue_version",
    "submission",
    "document_access",
    "decision",
    "application_note",
    "report_download",
    "duty_file_access",
    "complaint_entry",
    "notice_entry",
    "text_version",
    "text_withdrawal",
    "account_consent",
    "settlement",
    "settlement_line",
)

# Of these, what names people can be blanked once the time for which it is kept is over.
BLANKED = (
    ("submission", "content"),
    ("decision", "reason"),
    ("application_note", "words"),
    ("document_access", "address"),
    ("report_download", "address"),
    ("duty_file_access", "address"),
    ("complaint_entry", "words"),
    ("notice_entry", "words"),
    ("account_consent", "address"),
)

_QUEUE_GRANTS = (
    "grant usage on schema queue to bodega_shop, bodega_platform, bodega_app_rights",
    (
        "grant insert (priority, entrypoint, payload, execute_after, dedupe_key, headers, status)"
        " on queue.pgqueuer to bodega_shop, bodega_platform"
    ),
    "grant usage on sequence queue.pgqueuer_id_seq to bodega_shop, bodega_platform",
    "grant select (id, created), delete on queue.pgqueuer_log to bodega_platform",
    "grant select, insert, update, delete on all tables in schema queue to bodega_app_rights",
    "grant usage on all sequences in schema queue to bodega_app_rights",
)
_PLATFORM_GRANTS = (
    "grant usage on schema platform to bodega_platform",
    "grant select, insert, update, delete on all tables in schema platform to bodega_platform",
    # The grant above gives back what the migrations took, so it is taken again: these are appended to, and stay.
    *(f"revoke update, delete, truncate on platform.{table} from bodega_platform" for table in APPENDED),
    *(f"grant update ({column}) on platform.{table} to bodega_platform" for table, column in BLANKED),
)


async def bootstrap(owner_url: str, app_url: str, *, now: datetime) -> None:
    """Bring the server behind `owner_url` to the state this version needs, for the log-in of `app_url`.

    Raises `SettingError` when the owner's log-in may not create roles or schemas.
    """
    pool = await open_pool(owner_url, pool_size=2, max_queries=20_000)
    try:
        async with pool.acquire() as proxy:
            connection = cast("asyncpg.Connection", proxy)
            await connection.execute("select pg_advisory_lock($1)", _LOCK)
            try:
                await _bring_up_to_date(pool, connection, app_url, now)
            finally:
                await connection.execute("select pg_advisory_unlock($1)", _LOCK)
    except asyncpg.InsufficientPrivilegeError as error:
        raise SettingError(
            "The log-in of BODEGA_OWNER_DATABASE_URL needs CREATEROLE and CREATE on its database: %(why)s",
            why=str(error),
        ) from error
    finally:
        await pool.close()


async def _bring_up_to_date(
    pool: asyncpg.Pool, connection: asyncpg.Connection, app_url: str, now: datetime
) -> None:
    await _create_roles(connection, app_url)
    await _create_schemas(connection)
    await _install_queue(connection)
    async with pool_scope(pool, PLATFORM_SCHEMA, await _owner_name(pool)) as scope:
        await apply_migrations(scope, "platform", read_migrations(MIGRATIONS), now=now)
        await load_starting_catalogue(scope, now=now)
        await load_starting_rules(scope, now=now)
        await load_calendar(scope, now=now)
        await load_starting_reasons(scope)
        await load_starting_texts(scope, now=now)
    for statement in _PLATFORM_GRANTS:
        await connection.execute(statement)


async def _owner_name(pool: asyncpg.Pool) -> str:
    return str(await pool.fetchval("select quote_ident(current_user)"))


async def _create_roles(connection: asyncpg.Connection, app_url: str) -> None:
    app = unquote(urlsplit(app_url).username or "") or os.environ.get("USER", "")
    if not app:
        raise SettingError("BODEGA_DATABASE_URL names no user. Give the application a log-in of its own.")
    for role in (PLATFORM_ROLE, SHOP_GROUP, "bodega_app_rights"):
        await _create_role(connection, role, "nologin")
    password = unquote(urlsplit(app_url).password or "")
    login = "login nosuperuser nocreatedb nocreaterole"
    if password:
        login += f" password {await connection.fetchval('select quote_literal($1::text)', password)}"
    await _create_role(connection, app, login)
    quoted = await connection.fetchval("select quote_ident($1)", app)
    await connection.execute(f"grant bodega_app_rights to {quoted} with inherit true, set false")
    await connection.execute(f"grant {PLATFORM_ROLE} to {quoted} with inherit false, set true")
    # Shops are granted to this name when they are opened.
    await connection.execute(f"comment on role bodega_app_rights is {await _literal(connection, app)}")


async def app_login(connection: asyncpg.Connection) -> str:
    """The application's log-in, quoted, as the bootstrap recorded it."""
    return str(
        await connection.fetchval(
            "select quote_ident(shobj_description(oid, 'pg_authid')) from pg_roles where rolname = 'bodega_app_rights'"
        )
    )


async def _literal(connection: asyncpg.Connection, text: str) -> str:
    return str(await connection.fetchval("select quote_literal($1::text)", text))


async def _create_role(connection: asyncpg.Connection, name: str, options: str) -> None:
    if not await connection.fetchval("select 1 from pg_roles where rolname = $1", name):
        quoted = await connection.fetchval("select quote_ident($1)", name)
        await connection.execute(f"create role {quoted} {options}")


async def _create_schemas(connection: asyncpg.Connection) -> None:
    await connection.execute("create schema if not exists platform")
    await connection.execute("create schema if not exists queue")
    await connection.execute("revoke all on schema public from public")


async def _install_queue(connection: asyncpg.Connection) -> None:
    from bodega.kernel.queue_names import queue_queries  # noqa: PLC0415 - pgqueuer reads the environment on import

    if not await connection.fetchval("select to_regclass('queue.pgqueuer')"):
        await queue_queries(connection).install(create_schema=False)
        await connection.execute(
            "alter table queue.pgqueuer add column shop text not null default current_user"
        )
    for statement in _QUEUE_GRANTS:
        await connection.execute(statement)
