"""Health, readiness and figures: answered on every host, before any shop is looked up."""

import os
from ipaddress import ip_address
from typing import Any

import asyncpg
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from redis.exceptions import RedisError

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.runtime import Runtime
from bodega.web.send_text import send_text

HEALTH_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


async def answer_health(runtime: Runtime, scope: dict[str, Any], send: Any) -> None:
    """`/healthz`: this process runs. `/readyz`: it reaches its servers. `/metrics`: for the operator's networks."""
    if scope["path"] == "/healthz":
        await send_text(send, 200, "ok")
    elif scope["path"] == "/readyz":
        missing = await _missing_servers(runtime)
        await send_text(
            send, 503 if missing else 200, f"waiting for {', '.join(missing)}" if missing else "ready"
        )
    elif _may_read_figures(runtime, scope):
        await send_text(send, 200, generate_latest(_registry()), CONTENT_TYPE_LATEST)
    else:
        await send_text(send, 404, "not found")


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


def _may_read_figures(runtime: Runtime, scope: dict[str, Any]) -> bool:
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
