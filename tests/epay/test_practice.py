"""Xinghai, Chen Hao and the practice gateway: whole payments over real HTTP, in each dialect."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from epay_sdk import EPayClient, EPayConfig, QueryOrderRequest

from bodega_shop.extend import (
    ConfigInvalid,
    GatewayRejected,
    Money,
    PaymentRef,
    QrCode,
    RawRequest,
    Redirect,
    SignatureInvalid,
)


async def heard_by(ear: Any, count: int = 1) -> list[RawRequest]:
    """The notifies as the shop's route would hand them on."""
    while len(ear.heard) < count:
        await asyncio.sleep(0.01)
    return [
        RawRequest(
            method=said.method,
            path=said.target.partition("?")[0],
            query=said.target.partition("?")[2].encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=said.body,
            address="127.0.0.1",
        )
        for said in ear.heard
    ]


async def arrive(payer: httpx.AsyncClient, url: str) -> str:
    """Open the address that the shop sent the buyer to; the page that it ends at."""
    answer = await payer.get(url, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return str(answer.url)


async def test_a_buyer_pays_on_the_services_page(
    gateway: Any, account: Any, attempt: Any, payer: httpx.AsyncClient, ear: Any
) -> None:
    context = await account(notify_url=f"{ear.url}/pay/notify/1", pay_type="alipay")
    payment = attempt()
    assert (await gateway.query(context, PaymentRef(payment.out_trade_no))).state == "not_found"
    created = await gateway.create(context, payment)
    page = await arrive(payer, created.action.url)
    assert (await gateway.query(context, PaymentRef(payment.out_trade_no))).state == "pending"
    await payer.post(f"{page}/pay")
    [message] = await heard_by(ear)
    event = await gateway.parse_notification(context, message)
    status = await gateway.query(context, PaymentRef(payment.out_trade_no))
    assert (event.state, event.money, event.merchant_matches) == ("succeeded", payment.money, True)
    assert (event.out_trade_no, event.gateway_txn) == (payment.out_trade_no, status.gateway_txn)
    assert (status.state, status.money) == ("succeeded", payment.money)


async def test_a_qr_code_leads_to_the_same_payment(
    gateway: Any, account: Any, attempt: Any, payer: httpx.AsyncClient, ear: Any
) -> None:
    context = await account(notify_url=f"{ear.url}/pay/notify/1", pay_type="wxpay", way="mapi")
    payment = attempt()
    created = await gateway.create(context, payment)
    assert isinstance(created.action, QrCode)
    assert created.action.url == created.action.payload
    await payer.post(f"{created.action.payload}/stay")
    [message] = await heard_by(ear)
    event = await gateway.parse_notification(context, message)
    assert (event.state, event.gateway_txn) == ("succeeded", created.gateway_txn)


@pytest.mark.parametrize("question", ["key", "sign"])
async def test_every_dialect_is_understood(
    gateway: Any, account: Any, attempt: Any, payer: httpx.AsyncClient, ear: Any, practice: str, question: str
) -> None:
    dialect = {"notify_method": "POST", "amount_text": "trimmed", "payurl": "relative"}
    context = await account(
        dialect, notify_url=f"{ear.url}/pay/notify/1", pay_type="alipay", way="mapi", question=question
    )
    payment = attempt(device="mobile")
    created = await gateway.create(context, payment)
    assert created.action == Redirect(f"{practice}/pay/{created.gateway_txn}")
    await payer.post(f"{created.action.url}/stay")
    [message] = await heard_by(ear)
    event = await gateway.parse_notification(context, message)
    assert (message.method, event.money) == ("POST", Money(9980, "CNY"))
    assert b"money=99.8&" in message.body + b"&"
    assert (await gateway.query(context, PaymentRef(payment.out_trade_no))).money == Money(9980, "CNY")


async def test_an_app_is_opened_on_a_phone(gateway: Any, account: Any, attempt: Any) -> None:
    context = await account({"mobile_answer": "urlscheme"}, pay_type="wxpay", way="mapi")
    created = await gateway.create(context, attempt(device="mobile"))
    assert created.action.url.startswith("weixin://dl/business/")


async def test_forged_messages_are_refused_or_settle_nothing(
    gateway: Any, account: Any, attempt: Any, payer: httpx.AsyncClient, ear: Any
) -> None:
    context = await account(notify_url=f"{ear.url}/pay/notify/1")
    payment = attempt()
    page = await arrive(payer, (await gateway.create(context, payment)).action.url)
    await payer.post(f"{page}/forge")
    verdicts = [await verdict(gateway, context, payment, message) for message in await heard_by(ear, 5)]
    assert set(verdicts) == {"refused", "merchant", "state"}


async def verdict(gateway: Any, context: Any, payment: Any, message: RawRequest) -> str:
    """What the shop finds wrong, in the order in which it looks."""
    try:
        event = await gateway.parse_notification(context, message)
    except SignatureInvalid:
        return "refused"
    if not event.merchant_matches:
        return "merchant"
    if event.state != "succeeded":
        return "state"
    return "believed" if event.money == payment.money else "amount"


async def test_paying_less_is_honestly_told(
    gateway: Any, account: Any, attempt: Any, payer: httpx.AsyncClient, ear: Any
) -> None:
    """Hole of the field: callback without amount check. What arrived is told as it is, for the shop to compare."""
    context = await account(notify_url=f"{ear.url}/pay/notify/1")
    payment = attempt()
    page = await arrive(payer, (await gateway.create(context, payment)).action.url)
    await payer.post(f"{page}/less", data={"money": "0.01"})
    [message] = await heard_by(ear)
    assert await verdict(gateway, context, payment, message) == "amount"
    assert (await gateway.query(context, PaymentRef(payment.out_trade_no))).money == Money(1, "CNY")


async def test_a_payment_without_a_notify_is_found_by_asking(
    gateway: Any, account: Any, attempt: Any, payer: httpx.AsyncClient, ear: Any
) -> None:
    """Hole of the field: lost callback."""
    context = await account(notify_url=f"{ear.url}/pay/notify/1")
    payment = attempt()
    page = await arrive(payer, (await gateway.create(context, payment)).action.url)
    await payer.post(f"{page}/never-notify")
    assert (await gateway.query(context, PaymentRef(payment.out_trade_no))).state == "succeeded"
    assert ear.heard == []


async def test_the_acknowledgement_ends_the_repetition(
    gateway: Any, account: Any, attempt: Any, payer: httpx.AsyncClient, ear: Any
) -> None:
    accepted, refused = gateway.ack(accepted=True), gateway.ack(accepted=False)
    assert (accepted.status, accepted.body) == (200, b"success")
    assert (refused.status, refused.body) == (400, b"fail")
    ear.says(refused.body, "400 Bad Request")
    context = await account(notify_url=f"{ear.url}/pay/notify/1")
    page = await arrive(payer, (await gateway.create(context, attempt())).action.url)
    await payer.post(f"{page}/stay")
    await heard_by(ear, 1)
    ear.says(accepted.body)
    first, second = (await heard_by(ear, 2))[:2]
    keys = {(await gateway.parse_notification(context, message)).event_key for message in (first, second)}
    assert len(keys) == 1


async def test_the_settings_are_tried_with_a_real_call(gateway: Any, account: Any) -> None:
    context = await account()
    await gateway.check_settings(context)
    with pytest.raises(ConfigInvalid):
        await gateway.check_settings(await account(key="wrong-key-wrong"))
    with pytest.raises(ConfigInvalid):
        await gateway.check_settings(await account(pid="999999"))


async def test_a_wrong_key_opens_no_payment(gateway: Any, account: Any, attempt: Any) -> None:
    with pytest.raises(GatewayRejected):
        await gateway.create(await account(key="wrong-key-wrong", way="mapi", pay_type="alipay"), attempt())
    with pytest.raises(GatewayRejected):
        await gateway.query(await account(key="wrong-key-wrong"), PaymentRef("N-1"))


@pytest.mark.peer
async def test_the_third_partys_client_reads_the_same_truth(
    gateway: Any, account: Any, attempt: Any, payer: httpx.AsyncClient, sdk: Any, practice: str, key: str
) -> None:
    context = await account(pay_type="alipay")
    payment = attempt()
    created = await gateway.create(context, payment)
    await payer.post(f"{await arrive(payer, created.action.url)}/never-notify")
    theirs = EPayClient(EPayConfig(context.settings.pid, key, practice, environment="sandbox"))
    ours = await gateway.query(context, PaymentRef(payment.out_trade_no))
    answer = await payer.get(f"{practice}/api.php", params=theirs.build_query_order_params(order(payment)))
    read = theirs.parse_query_result(json.loads(answer.text))
    assert (read.paid, read.amount, read.gateway_trade_no) == (True, "99.80", ours.gateway_txn)


def order(payment: Any) -> Any:
    return QueryOrderRequest(out_trade_no=payment.out_trade_no)
