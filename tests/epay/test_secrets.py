"""The merchant's key is shown nowhere: not when printed, not in a log, not in an error."""

import json
import logging
import traceback
from typing import Any

import pytest
import structlog
from bodega_epay.settings import EpaySettings

from bodega.kernel.logs import set_up_logs
from bodega.plugins.settings_form import fields_of
from bodega_shop.extend import BodegaError, PaymentRef


async def test_printing_a_channel_does_not_show_its_key(channel: Any, key: str) -> None:
    context = channel()
    for shown in (
        repr(context),
        str(context),
        repr(context.settings),
        f"{context.settings}",
        repr([context]),
    ):
        assert key not in shown
    assert "pid='1001'" in repr(context.settings)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
        b"garbage\r\n\r\n",
        None,
    ],
)
async def test_a_failing_question_writes_no_key(
    gateway: Any, channel: Any, service: Any, key: str, caplog: Any, capsys: Any, answer: bytes | None
) -> None:
    """The address of api.php carries the key in clear."""
    service.answer = answer
    before = structlog.get_config()
    set_up_logs("debug")
    with caplog.at_level(logging.WARNING):
        try:
            await gateway.query(channel(base_url=service.url), PaymentRef("N1"))
        except BodegaError as error:
            structlog.get_logger().exception("asking_failed", error=str(error))
            told = "".join(traceback.format_exception(error)) + repr(error.params)
        finally:
            structlog.configure(**before)
    assert key in service.heard[0].target
    assert key not in told + caplog.text + capsys.readouterr().err


async def test_a_service_that_repeats_the_key_is_not_quoted(
    gateway: Any, channel: Any, service: Any, key: str
) -> None:
    service.says(json.dumps({"code": -1, "msg": f"sign error: money=1{key}"}))
    with pytest.raises(BodegaError) as failure:
        await gateway.check_settings(channel(base_url=service.url))
    assert "sign error" in str(failure.value)
    assert key not in str(failure.value)


def test_only_our_own_keys_are_secret_and_each_setting_says_where_to_get_it() -> None:
    fields = {field.name: field for field in fields_of(EpaySettings)}
    assert [name for name, field in fields.items() if field.setting.secret] == [
        "key",
        "other_key",
        "private_key",
    ]
    for field in fields.values():
        for text in (field.setting.label, field.setting.help):
            assert text.en
            assert text.zh
