"""The program itself: it keeps its trades, goes when it is told, and says what is in its way."""

import asyncio
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import httpx
from bodega_practice.__main__ import _options
from bodega_practice.program import ensure_merchant, practice_command, practice_running, wait_until_ready

from bodega.plugins.discover import discover


async def test_a_restart_keeps_merchants_and_trades(
    data: Path, free_port: int, token: str, key: str, ear: Any, sign: Any
) -> None:
    order = sign(month_card("R-1", ear))
    async with practice_running(free_port, data, token) as base_url:
        await ensure_merchant(base_url, token, "77", key, "云听会员店")
        page = (await post(f"{base_url}/submit.php", order)).headers["location"]
        await post(f"{base_url}{page}/never-notify")
    async with practice_running(free_port, data, token) as base_url:
        asked = {"pid": "77", "key": key, "out_trade_no": "R-1"}
        found = (await post(f"{base_url}/api.php?act=order", asked)).json()
    assert (found["status"], found["money"]) == (1, "15.00")


async def test_a_notify_that_was_not_answered_is_sent_after_the_restart(
    data: Path, free_port: int, token: str, key: str, ear: Any, sign: Any
) -> None:
    order = sign(month_card("R-2", ear))
    ear.answers = [(500, "not yet")]
    process = await start(practice_command(free_port, data, token))
    base_url = f"http://127.0.0.1:{free_port}"
    await wait_until_ready(base_url)
    await ensure_merchant(base_url, token, "77", key, "云听会员店")
    page = (await post(f"{base_url}/submit.php", order)).headers["location"]
    await post(f"{base_url}{page}/pay")
    await ear.hears(1)
    process.kill()
    await process.wait()
    async with practice_running(free_port, data, token):
        await ear.hears(2)
    assert ear.heard[0].fields == ear.heard[1].fields


async def test_it_stops_cleanly_when_it_is_told(data: Path, free_port: int, token: str) -> None:
    process = await start(practice_command(free_port, data, token))
    await wait_until_ready(f"http://127.0.0.1:{free_port}")
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


async def test_it_goes_when_whoever_started_it_is_gone(data: Path, free_port: int, token: str) -> None:
    command = practice_command(free_port, data, token, lifeline=True)
    process = await start(command, stdin=asyncio.subprocess.PIPE)
    await wait_until_ready(f"http://127.0.0.1:{free_port}")
    assert process.stdin
    process.stdin.close()
    assert await process.wait() == 0


async def test_a_taken_port_is_named(data: Path, token: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = await start(practice_command(port, data, token), stderr=asyncio.subprocess.PIPE)
        _, words = await process.communicate()
    assert process.returncode == 2
    assert f"Port {port} is taken" in words.decode()


def test_bodega_finds_the_extension_and_its_program(data: Path, free_port: int, token: str) -> None:
    found = discover()
    [program] = found.manifests["practice"].programs
    assert program.command(free_port, data, token) == practice_command(free_port, data, token, lifeline=True)


async def test_knowing_how_to_start_it_loads_no_web_framework() -> None:
    question = "import sys, bodega_practice.program; print('litestar' in sys.modules)"
    process = await start([sys.executable, "-c", question], stdout=asyncio.subprocess.PIPE)
    words, _ = await process.communicate()
    assert words.decode().strip() == "False"


def month_card(number: str, ear: Any) -> dict[str, str]:
    addresses = {"notify_url": f"{ear.url}/notify", "return_url": f"{ear.url}/return"}
    return {
        "pid": "77",
        "type": "alipay",
        "out_trade_no": number,
        "name": "云听月卡",
        "money": "15.00",
    } | addresses


async def post(address: str, fields: dict[str, str] | None = None) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(address, data=fields)


async def start(command: list[str], **pipes: Any) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(*command, start_new_session=True, **pipes)


async def test_the_program_needs_nothing_of_the_shop() -> None:
    question = (
        "import sys, bodega_practice.__main__; print('bodega_shop' in sys.modules, 'asyncpg' in sys.modules)"
    )
    process = await start([sys.executable, "-c", question], stdout=asyncio.subprocess.PIPE)
    words, _ = await process.communicate()
    assert words.decode().strip() == "False False"


def test_a_token_that_begins_with_a_dash_is_still_a_token(tmp_path: Path) -> None:
    words = practice_command(8000, tmp_path, "-x9", lifeline=True)
    assert _options(words[words.index("bodega_practice") + 1 :]).admin_token == "-x9"
