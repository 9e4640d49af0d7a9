"""Starts the practice gateway as a program of its own and gives shops their merchants there."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bodega.kernel.errors import PluginError, Unavailable
from bodega_practice.reach_loopback import build_request

READY_SECONDS = 20
POLL_SECONDS = 0.05
CALL_SECONDS = 10


def practice_command(port: int, data: Path, admin_token: str, *, lifeline: bool = False) -> list[str]:
    """Answer the argv that starts the program with this interpreter; with `lifeline` it ends with its stdin pipe."""
    command = [sys.executable, "-m", "bodega_practice", "--port", str(port), "--data", str(data)]
    return [*command, f"--admin-token={admin_token}", *(["--lifeline"] if lifeline else [])]


async def wait_until_ready(base_url: str, seconds: float = READY_SECONDS) -> None:
    """Raises Unavailable when the program does not answer in that time."""
    async with _client() as client:
        try:
            async with asyncio.timeout(seconds):
                while not await _is_healthy(client, base_url):  # noqa: ASYNC110 - another process has no event
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError as error:
            raise Unavailable("The practice gateway does not answer.") from error


async def ensure_merchant(
    base_url: str,
    admin_token: str,
    pid: str,
    key: str,
    name: str,
    *,
    public_key: str = "",
    dialect: dict[str, str | int] | None = None,
) -> None:
    """Make the merchant at a running practice gateway, or bring its keys, name and dialect up to date.

    `public_key` is the merchant's RSA key for Epay V2, as base64 of its DER form.

    Raises Unavailable when the program cannot be reached, PluginError when it refuses.
    """
    body = {"name": name, "key": key, "public_key": public_key, "dialect": dialect or {}}
    async with _client() as client:
        address = f"{base_url.rstrip('/')}/practice/merchants/{pid}"
        headers = {"Authorization": f"Bearer {admin_token}"}
        try:
            answer = await client.send(build_request(client, "PUT", address, json=body, headers=headers))
        except httpx.HTTPError as error:
            raise Unavailable("The practice gateway does not answer.") from error
    if answer.status_code != 200:
        raise PluginError("The practice gateway refused the merchant %(pid)s.", pid=pid)


@asynccontextmanager
async def practice_running(port: int, data: Path, admin_token: str) -> AsyncIterator[str]:
    """Run the program beside us, for tests and demos: yields its base URL once it answers, stops it at the end."""
    command = practice_command(port, data, admin_token, lifeline=True)
    program = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, start_new_session=True
    )
    base_url = f"http://127.0.0.1:{port}"
    try:
        await wait_until_ready(base_url)
        yield base_url
    finally:
        if program.stdin:
            program.stdin.close()
        await program.wait()


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False, timeout=CALL_SECONDS)


async def _is_healthy(client: httpx.AsyncClient, base_url: str) -> bool:
    try:
        answer = await client.send(build_request(client, "GET", f"{base_url.rstrip('/')}/healthz"))
    except httpx.TransportError:
        return False
    return answer.status_code == 200
