"""The simulator is WeChat Pay as far as a third party's client can tell: `wechatpayv3` works against it."""

import gzip
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from wechatpayv3.async_ import AsyncWeChatPay, WeChatPayType

from simulators.wechatpay.keys import signer

pytestmark = pytest.mark.peer

PLATFORM = "7C1B2C3D4E5F60718293A4B5C6D7E8F901234567"
AMOUNT = {"total": 9980, "currency": "CNY"}


@pytest.fixture(params=["public key", "platform certificate"])
async def client(request: Any, rig: Any) -> AsyncIterator[Any]:
    """A third party's client of Xinghai's account, in either key mode."""
    merchant = rig.merchant
    given: dict[str, Any] = {}
    if request.param == "public key":
        key = merchant.public_keys[0]
        given = {"public_key": key.public_pem, "public_key_id": key.serial}
    else:
        merchant.certificates = [signer(PLATFORM)]
        merchant.callback = merchant.certificates[0]
    made = AsyncWeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=merchant.mchid,
        private_key=merchant.own.private_pem,
        cert_serial_no=merchant.own.serial,
        appid=merchant.appid,
        apiv3_key=merchant.apiv3_key,
        notify_url="https://xinghai.example/pay/notify/6",
        **given,
    )
    made._core._gate_way = rig.service.address
    async with made as opened:
        yield opened


@pytest.fixture
def order(rig: Any) -> dict[str, Any]:
    end = (rig.service.now() + timedelta(minutes=15)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"description": "星海点卡", "out_trade_no": "PEER20261122", "amount": AMOUNT, "time_expire": end}


async def test_it_sells_by_code_inside_wechat_and_by_h5(client: Any, order: Any) -> None:
    status, said = await client.pay(**order)
    assert (status, set(json.loads(said))) == (200, {"code_url"})
    status, said = await client.pay(
        **order | {"out_trade_no": "PEERJSAPI"}, payer={"openid": "o1"}, pay_type=WeChatPayType.JSAPI
    )
    assert (status, set(json.loads(said))) == (200, {"prepay_id"})
    scene = {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}
    status, said = await client.pay(
        **order | {"out_trade_no": "PEERH5"}, scene_info=scene, pay_type=WeChatPayType.H5
    )
    assert (status, set(json.loads(said))) == (200, {"h5_url"})


async def test_it_finds_closes_and_gives_back(client: Any, order: Any, rig: Any) -> None:
    await client.pay(**order)
    assert json.loads((await client.query(out_trade_no="PEER20261122"))[1])["trade_state"] == "NOTPAY"
    rig.service.pay("PEER20261122")
    status, said = await client.query(out_trade_no="PEER20261122")
    found = json.loads(said)
    assert (status, found["trade_state"], found["amount"]["total"]) == (200, "SUCCESS", 9980)
    assert (await client.query(transaction_id=found["transaction_id"]))[0] == 200
    assert (await client.close("PEER20261122"))[0] == 400
    status, said = await client.refund(
        "PEERREFUND", {"refund": 100, **AMOUNT}, transaction_id=found["transaction_id"]
    )
    assert (status, json.loads(said)["status"]) == (200, "PROCESSING")
    assert json.loads((await client.query_refund("PEERREFUND"))[1])["status"] == "SUCCESS"


async def test_it_closes_what_nobody_paid(client: Any, order: Any) -> None:
    await client.pay(**order)
    assert (await client.close("PEER20261122"))[0] == 204
    assert json.loads((await client.query(out_trade_no="PEER20261122"))[1])["trade_state"] == "CLOSED"
    status, said = await client.query(out_trade_no="PEERNOTHING")
    assert (status, json.loads(said)["code"]) == (404, "ORDER_NOT_EXIST")


async def test_it_reads_the_bill(client: Any, order: Any, rig: Any) -> None:
    await client.pay(**order)
    rig.service.pay("PEER20261122")
    day = (await rig.bill_day()).isoformat()
    for packing in ("GZIP", ""):
        status, said = await client.trade_bill(bill_date=day, tar_type=packing)
        where = json.loads(said)
        assert status == 200
        _, content = await client.download_bill(where["download_url"])
        plain = gzip.decompress(content) if packing else content
        assert hashlib.sha1(plain).hexdigest() == where["hash_value"]
        assert "PEER20261122" in plain.decode()


async def test_it_opens_a_message_and_refuses_a_probe(client: Any, order: Any, rig: Any) -> None:
    await client.pay(**order)
    rig.service.pay("PEER20261122")
    note = rig.service.notes[-1]
    opened = client.callback(rig.service.headers_for(note), note.body)
    assert opened["resource"]["out_trade_no"] == "PEER20261122"
    assert opened["event_type"] == "TRANSACTION.SUCCESS"
    assert not client.callback(rig.service.headers_for(note, probe=True), note.body)


async def test_a_request_signed_with_another_key_is_refused(client: Any, order: Any, rig: Any) -> None:
    client._core._private_key = rig.other.own.private
    status, said = await client.pay(**order)
    assert (status, json.loads(said)["code"]) == (401, "SIGN_ERROR")


async def test_an_answer_of_somebody_else_is_noticed(client: Any, order: Any, rig: Any) -> None:
    rig.service.probe_next = True
    with pytest.raises(Exception, match="failed to verify the signature"):
        await client.pay(**order)
