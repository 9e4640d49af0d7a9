"""The merchant's keys are shown nowhere: not when printed, not in a log, not in an error."""

import logging
import traceback
from typing import Any

import pytest
from bodega_wechatpay.open_account import open_account
from bodega_wechatpay.settings import WechatpaySettings

from bodega.kernel.logs import set_up_logs
from bodega.plugins.settings_form import fields_of
from bodega_shop.extend import BodegaError, ConfigInvalid, PaymentRef

HALF = "half-of-a-secret"


def secrets_of(context: Any) -> list[str]:
    key = context.settings.private_key
    return [context.settings.apiv3_key, key, key.split("\n")[1], key.split("\n")[5]]


def test_every_secret_is_declared_as_one() -> None:
    secret = {field.name for field in fields_of(WechatpaySettings) if field.setting.secret}
    assert secret == {"private_key", "apiv3_key", "apiv3_key_2"}


async def test_printing_a_channel_does_not_show_its_keys(channel: Any) -> None:
    context = channel()
    for shown in (repr(context), repr(context.settings), repr(open_account(context)), repr([context])):
        assert not [secret for secret in secrets_of(context) if secret in shown]
    assert context.settings.mchid in repr(context.settings)


@pytest.mark.parametrize("how", ["unread", "silent", "error"])
async def test_a_failing_question_writes_no_key(
    gateway: Any, channel: Any, service: Any, how: Any, caplog: Any, capsys: Any
) -> None:
    set_up_logs("debug")
    caplog.set_level(logging.DEBUG)
    context = channel()
    service.broken.append(("query", how))
    try:
        await gateway.query(context, PaymentRef("20261122N1"))
    except BodegaError as error:
        told = "".join(traceback.format_exception(error))
    written = told + caplog.text + "".join(capsys.readouterr())
    assert "wechatpay_" in written
    assert not [secret for secret in secrets_of(context) if secret in written]
    assert service.heard[0].headers["authorization"] not in written


@pytest.mark.parametrize("setting", ["private_key", "apiv3_key"])
async def test_a_key_that_is_none_is_not_repeated(gateway: Any, channel: Any, setting: str) -> None:
    context = channel(**{setting: HALF})
    with pytest.raises(ConfigInvalid) as raised:
        await gateway.check_settings(context)
    assert HALF not in "".join(traceback.format_exception(raised.value))
