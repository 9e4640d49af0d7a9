"""Only whoever holds the admin token makes merchants, and no merchant has an empty key."""

from typing import Any

import pytest
from bodega_practice.program import ensure_merchant

from bodega.kernel.errors import PluginError, Unavailable


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer guessed", "Bearer 令牌".encode()])
async def test_without_the_token_nothing_is_registered(client: Any, given: str | bytes) -> None:
    answer = await client.put(
        "/practice/merchants/1", json={"name": "Mobi", "key": "k" * 32}, headers={"Authorization": given}
    )
    assert answer.status_code == 401
    assert (await client.get("/practice/trades/1", headers={"Authorization": given})).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Mobi", "key": ""},
        {"name": "Mobi", "key": "with blanks in it"},
        {"name": "", "key": "k" * 32},
        {"name": "Mobi"},
        {"name": "Mobi", "key": "k" * 32, "dialect": {"notify_method": "PIGEON"}},
        {"name": "Mobi", "key": "k" * 32, "colour": "red"},
    ],
)
async def test_a_merchant_that_makes_no_sense_is_refused(
    client: Any, token: str, body: dict[str, Any]
) -> None:
    answer = await client.put(
        "/practice/merchants/1", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 400


async def test_a_pid_is_short_and_plain(practice: str, token: str) -> None:
    with pytest.raises(PluginError):
        await ensure_merchant(practice, token, "1%202", "k" * 32, "Mobi")


async def test_registering_again_changes_the_key_and_keeps_the_trades(xinghai: Any, token: str) -> None:
    await xinghai.open("M-1")
    await ensure_merchant(xinghai.base_url, token, xinghai.pid, "another-key", "星海点卡行")
    assert (await xinghai.ask(out_trade_no="M-1"))["msg"] == "商户密钥错误。"
    assert (await xinghai.ask(out_trade_no="M-1", key="another-key"))["code"] == 1


async def test_the_program_is_found_under_a_localhost_name(xinghai: Any, token: str) -> None:
    port = xinghai.base_url.rpartition(":")[2]
    await ensure_merchant(f"http://practice.localhost:{port}/", token, "8888", "k" * 32, "墨笔软件")
    asked = {"out_trade_no": "M-2", "pid": "8888"}
    assert (await xinghai.ask(**asked, key="wrong"))["msg"] == "商户密钥错误。"
    assert (await xinghai.ask(**asked, key="k" * 32))["msg"] != "商户密钥错误。"


async def test_a_program_that_does_not_run_is_said_to_be_away(free_port: int, token: str) -> None:
    with pytest.raises(Unavailable):
        await ensure_merchant(f"http://127.0.0.1:{free_port}", token, "1", "k" * 32, "Mobi")
