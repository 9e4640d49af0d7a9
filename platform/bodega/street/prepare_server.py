"""Make a fresh server ours: a database, and the two log-ins that the street uses."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import asyncpg

DATABASE = "bodega"
OWNER = "bodega_owner"
APP = "bodega_app"


@dataclass(frozen=True)
class ServerUrls:
    """Where the provisioning log-in and the application's log-in find the database."""

    owner: str
    app: str


async def prepare_server(superuser_url: str) -> ServerUrls:
    """Create what is missing on a server of our own, where only the operating system says who may connect."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await _create_login(connection, OWNER, "createrole")
        await _create_login(connection, APP, "nocreaterole")
        if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await connection.execute(f"create database {DATABASE} owner {OWNER}")
    finally:
        await connection.close()
    return ServerUrls(owner=_as(superuser_url, OWNER), app=_as(superuser_url, APP))


async def _create_login(connection: asyncpg.Connection, name: str, right: str) -> None:
    if not await connection.fetchval("select 1 from pg_roles where rolname = $1", name):
        await connection.execute(f"create role {name} login {right}")


def _as(url: str, user: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, f"{user}@{host}", f"/{DATABASE}", parts.query, parts.fragment))
