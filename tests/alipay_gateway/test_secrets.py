"""Nothing that opens Alipay's doors is written, shown or sent anywhere but to Alipay."""

import ast
from pathlib import Path
from typing import Any

import bodega_alipay
import pytest
import structlog
from bodega_alipay import call_alipay
from bodega_alipay.settings import AlipaySettings

from bodega.plugins.settings_form import fields_of
from bodega_shop.extend import ConfigInvalid, GatewayRejected, PaymentRef, TooLarge, UnknownOutcome
from simulators.alipay import bill_files, certify

TOKEN = "201708BB28623ce3d10f4f62875e9ef5"


async def test_a_failing_call_writes_neither_key_nor_token(
    gateway: Any, channel: Any, attempt: Any, rig: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alipay's complaint about a signature repeats all that was signed."""
    # A logger of its own: the shop's keeps the level that whoever ran first has set.
    written = structlog.testing.LogCapture()
    own = structlog.wrap_logger(None, processors=[written], wrapper_class=structlog.stdlib.BoundLogger)
    monkeypatch.setattr(call_alipay, "log", own)
    complaint = (
        '{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-signature","sub_msg":'
        f'"验签出错，网关生成的验签字符串为：app_auth_token={TOKEN}&app_id=2021"}}}}'
    )
    rig.platform.says = lambda _: complaint
    rig.settings()
    rig.platform.merchants["2021000000000001"].app_auth_token = TOKEN
    here = channel(app_auth_token=TOKEN)
    said: list[str] = []
    for ask in (
        gateway.create(here, attempt()),
        gateway.query(here, PaymentRef("N1")),
        gateway.close(here, PaymentRef("N1")),
    ):
        with pytest.raises(GatewayRejected) as refused:
            await ask
        said.append(f"{refused.value}{refused.value.params}")
    with pytest.raises(ConfigInvalid) as wrong:
        await gateway.check_settings(here)
    said.append(str(wrong.value))
    assert len(written.entries) == 3
    everything = repr(written.entries) + repr(said) + repr(here) + repr(here.settings)
    assert "[hidden]" in everything
    assert TOKEN not in everything
    assert certify.bare(certify.private_pem("xinghai"))[40:80] not in everything


async def test_what_alipay_says_is_not_shown_to_buyers(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    rig.platform.says = lambda _: (
        '{"error_response":{"code":"40002","sub_code":"isv.x","sub_msg":"<script>alert(1)</script>"}}'
    )
    with pytest.raises(GatewayRejected) as refused:
        await gateway.create(channel(), attempt())
    assert "script" not in str(refused.value)


def test_secrets_are_marked_and_every_setting_says_where_it_is_found() -> None:
    fields = {field.name: field.setting for field in fields_of(AlipaySettings)}
    assert {name for name, setting in fields.items() if setting.secret} == {"private_key", "app_auth_token"}
    for name, setting in fields.items():
        assert setting.help.en, name
        assert setting.help.zh, name


async def test_a_call_is_never_redirected(gateway: Any, channel: Any, rig: Any, attempt: Any) -> None:
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(base_url=f"{rig.platform.url}/moved"), attempt())
    assert rig.platform.asked == []


async def test_a_bill_that_is_longer_than_the_shop_reads_is_told_so(
    gateway: Any, channel: Any, paid: Any, rig: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await paid()
    day = await rig.bill_day()
    monkeypatch.setattr(bill_files, "packed", lambda *_: b"0" * 33 * 1024 * 1024)
    with pytest.raises(TooLarge):
        await gateway.bill(channel(), day)


def test_the_gateway_uses_no_client_but_the_guarded_one_and_no_float() -> None:
    folder = Path(bodega_alipay.__file__).parent
    for file in folder.glob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not names & {"float", "AsyncClient"}, file.name
        assert not attributes & {"AsyncClient", "Client"}, file.name
        assert not [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, float)
        ], file.name
