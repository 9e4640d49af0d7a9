"""Health, readiness and figures: answered on every host, before any shop is looked up."""

import os
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from redis.exceptions import RedisError

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.runtime import Runtime
from bodega.street.shop import ANSWERING_STATES
from bodega.web.host_name import host_name
from bodega.web.send_text import send_text

HEALTH_PATHS = frozenset({"/healthz", "/readyz", "/metrics", "/certificates/ask"})


async def answer_health(runtime: Runtime, scope: dict[str, Any], send: Any) -> None:
    """`/healthz`: this process runs. `/readyz`: it reaches its servers. For the operator's networks alone: `/metrics`,
    and `/certificates/ask?domain=…`, where a reverse proxy asks before it gets a certificate for a name.
    """
    if scope["path"] == "/healthz":
        await send_text(send, 200, "ok")
    elif scope["path"] == "/readyz":
        missing = await _missing_servers(runtime)
        await send_text(
            send, 503 if missing else 200, f"waiting for {', '.join(missing)}" if missing else "ready"
        )
    elif not _is_the_operators(runtime, scope):
        await send_text(send, 404, "not found")
    elif scope["path"] == "/certificates/ask":
        known = await _answers_at(runtime, scope["query_string"])
        await send_text(send, 200 if known else 404, "yes" if known else "no")
    else:
        await send_text(send, 200, generate_latest(_registry()), CONTENT_TYPE_LATEST)


async def _answers_at(runtime: Runtime, query: bytes) -> bool:
    """Whether a certificate may be asked for: the name is the platform's, or leads to a shop that answers."""
    host = host_name(dict(parse_qsl(query.decode("latin-1"))).get("domain", ""))
    if host is None:
        return False
    if host == runtime.settings.base_domain:
        return True
    shop = await runtime.directory.by_host(host)
    return shop is not None and shop.state in ANSWERING_STATES


async def _missing_servers(runtime: Runtime) -> list[str]:
    missing = []
    try:
        async with platform_scope() as database:
            await database.fetchval("select 1")
    except (OSError, asyncpg.PostgresError, BodegaError):
        missing.append("PostgreSQL")
    try:
        await runtime.redis.ping()
    except (RedisError, OSError):
        missing.append("Redis")
    return missing


def _is_the_operators(runtime: Runtime, scope: dict[str, Any]) -> bool:
    client = scope.get("client")
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return False
    if address is None or any(name == b"x-forwarded-for" for name, _ in scope["headers"]):
        return False
    return any(address.version == n.version and address in n for n in runtime.settings.metrics_from)


def _registry() -> CollectorRegistry:

    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
