"""WeChat Pay, API v3, simulated: merchants, orders, refunds, bills and messages over real HTTP.

It shares no code with the gateway. That it is right is shown by a third party's client, which works against it.
"""

import gzip
import hashlib
import json
import secrets
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from simulators.wechatpay import give_back, take_orders
from simulators.wechatpay.answer_http import Heard, Reply, answering
from simulators.wechatpay.keys import Merchant, Signer
from simulators.wechatpay.money_moved import BEIJING, Payment, Refund, in_beijing
from simulators.wechatpay.speak import (
    No,
    answering_signer,
    as_json,
    refused,
    sealed,
    signed_headers,
    unsigned,
    who_asks,
)
from simulators.wechatpay.write_bill import bill_of

Call = Literal["create", "query", "close", "refund", "query_refund", "bill", "download", "certificates"]
How = Literal["unread", "silent", "error"]


@dataclass(frozen=True)
class Note:
    """One event that WeChat Pay tells a merchant of: the same body on every repetition, signed anew each time."""

    merchant: Merchant
    order: str
    body: bytes


@dataclass(frozen=True)
class BillFile:
    merchant: Merchant
    content: bytes
    until: datetime


@dataclass
class WechatPay:
    """The levers are plain attributes; `passed` is time that only WeChat Pay's rule about refunds has seen."""

    address: str = ""
    merchants: dict[str, Merchant] = field(default_factory=dict)
    orders: dict[str, Payment] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    files: dict[str, BillFile] = field(default_factory=dict)
    broken: deque[tuple[Call, How]] = field(default_factory=deque)
    passed: timedelta = timedelta()
    answers_are_late: timedelta = timedelta()
    probe_next: bool = False
    signer_next: Signer | None = None
    stranger: Signer | None = None
    file_seconds: int = 30
    holds_refunds: bool = False
    bill_day: date | None = None
    left_out: set[str] = field(default_factory=set)
    spoil_bill: bytes = b""
    download_host: str = ""
    # A story's own answer in place of the right one.
    says: tuple[int, bytes] | None = None

    def join(self, merchant: Merchant) -> Merchant:
        self.merchants[merchant.mchid] = merchant
        return merchant

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def hear(self, heard: Heard) -> Reply | None:
        self.heard.append(heard)
        call = call_of(heard)
        how = self._how(call)
        if how == "unread":
            return None
        if how == "error":
            return Reply(500, as_json({"code": "SYSTEM_ERROR", "message": "系统错误"}))
        try:
            merchant = who_asks(heard, self.merchants, self.now().timestamp(), self.nonces)
        except No as no:
            return unsigned(no)
        reply = self._answer(call, heard, merchant)
        return None if how == "silent" else reply

    def _how(self, call: Call) -> How | None:
        if self.broken and self.broken[0][0] == call:
            return self.broken.popleft()[1]
        return None

    def _answer(self, call: Call, heard: Heard, merchant: Merchant) -> Reply:
        parts = urlsplit(heard.target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            signer = self.stranger or self.signer_next or answering_signer(heard, merchant)
        except No as no:
            return unsigned(no)
        try:
            if self.says is not None:
                return Reply(*self.says, signed_headers(signer, self.says[1], self.now().timestamp()))
            if call == "download":
                return self._download(merchant, query.get("token", ""))
            said = getattr(self, f"_{call}")(merchant, parts.path.split("/")[2:], query, heard.body)
            status, body = (204, b"") if said is None else (200, as_json(said))
        except No as no:
            status, body = no.status, refused(no)
        now = (self.now() - self.answers_are_late).timestamp()
        probe, self.probe_next, self.signer_next = self.probe_next, False, None
        return Reply(status, body, signed_headers(signer, body, now, probe=probe))

    def _create(self, merchant: Merchant, path: list[str], query: Any, body: bytes) -> dict[str, str]:
        return take_orders.create(self.orders, merchant, path[-1], read(body), self.now(), self.address)

    def _query(self, merchant: Merchant, path: list[str], query: dict[str, str], body: bytes) -> Any:
        if query.get("mchid") != merchant.mchid:
            raise No(400, "PARAM_ERROR", "商户号有误")
        return take_orders.find(self.orders, merchant, path[-2], path[-1]).told()

    def _close(self, merchant: Merchant, path: list[str], query: Any, body: bytes) -> None:
        if read(body).get("mchid") != merchant.mchid:
            raise No(400, "PARAM_ERROR", "商户号有误")
        take_orders.close(take_orders.find(self.orders, merchant, "out-trade-no", path[-2]))

    def _refund(self, merchant: Merchant, path: Any, query: Any, body: bytes) -> dict[str, Any]:
        order, refund = give_back.refund(self.orders, merchant, read(body), self.now() + self.passed)
        said = order.refund_told(refund)
        if refund.state == "PROCESSING" and not self.holds_refunds:
            self.end_refund(order, refund, "SUCCESS")
        return said

    def _query_refund(self, merchant: Merchant, path: list[str], query: Any, body: bytes) -> Any:
        order, refund = give_back.find(self.orders, merchant, path[-1])
        return order.refund_told(refund)

    def _bill(self, merchant: Merchant, path: Any, query: dict[str, str], body: bytes) -> dict[str, str]:
        day = date.fromisoformat(query["bill_date"])
        if self.now() < datetime.combine(day + timedelta(days=1), time(9), BEIJING):
            raise No(400, "STATEMENT_CREATING", "账单生成中")
        orders = [order for order in self.orders.values() if order.number not in self.left_out]
        text = bill_of(
            (order for order in orders if order.merchant is merchant),
            day,
            all_on_this_day=self.bill_day == day,
        )
        if text is None:
            raise No(400, "NO_STATEMENT_EXIST", "账单文件不存在")
        plain, token = text.encode(), secrets.token_urlsafe(16)
        packed = gzip.compress(plain) if query.get("tar_type") == "GZIP" else plain
        self.files[token] = BillFile(
            merchant, self.spoil_bill or packed, self.now() + timedelta(seconds=self.file_seconds)
        )
        return {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(plain).hexdigest(),
            "download_url": f"{self.download_host or self.address}/v3/billdownload/file?token={token}",
        }

    def _download(self, merchant: Merchant, token: str) -> Reply:
        """Asked for with a signature, and answered without one."""
        file = self.files.get(token)
        if file is None or file.merchant is not merchant or self.now() > file.until:
            return unsigned(No(403, "NO_AUTH", "token无效"))
        return Reply(200, file.content, {"Content-Type": "text/plain"})

    def _certificates(self, merchant: Merchant, path: Any, query: Any, body: bytes) -> dict[str, Any]:
        if not merchant.certificates:
            raise No(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请使用微信支付公钥")
        return {
            "data": [
                {
                    "serial_no": signer.serial,
                    "effective_time": in_beijing(self.now() - timedelta(days=1)),
                    "expire_time": in_beijing(self.now() + timedelta(days=365)),
                    "encrypt_certificate": sealed(merchant.apiv3_key, signer.certificate_pem, "certificate"),
                }
                for signer in merchant.certificates
            ]
        }

    def pay(self, number: str, *, total: int | None = None, coupon: int = 0) -> Payment:
        """The buyer pays; the message about it waits in `notes`."""
        order = self.orders[number]
        take_orders.pay(order, self.now(), total=total, coupon=coupon)
        self.tell(order.merchant, number, "TRANSACTION.SUCCESS", "transaction", order.told())
        return order

    def refund_in_console(self, number: str, fen: int) -> Refund:
        """Somebody gives money back without the API: WeChat Pay makes up the number."""
        order = self.orders[number]
        refund = give_back.accept(order, f"console{secrets.token_hex(8)}", fen, {}, self.now() + self.passed)
        self.end_refund(order, refund, "SUCCESS")
        return refund

    def end_refund(self, order: Payment, refund: Refund, state: str) -> None:
        refund.state = state
        self.tell(order.merchant, order.number, f"REFUND.{state}", "refund", order.refund_notice(refund))

    def tell(self, merchant: Merchant, number: str, event: str, kind: str, content: dict[str, Any]) -> Note:
        body = {
            "id": secrets.token_hex(16),
            "create_time": in_beijing(self.now()),
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": event,
            "resource": sealed(merchant.apiv3_key, content, kind),
        }
        self.notes.append(Note(merchant, number, as_json(body)))
        return self.notes[-1]

    def headers_for(self, note: Note, *, probe: bool = False, age: timedelta = timedelta()) -> dict[str, str]:
        """The headers with which this note would be sent now."""
        now = (self.now() - age).timestamp()
        return signed_headers(note.merchant.callback_signer, note.body, now, probe=probe)


def call_of(heard: Heard) -> Call:
    path = urlsplit(heard.target).path
    posted = heard.method == "POST"
    if path.startswith("/v3/pay/transactions/"):
        if not posted:
            return "query"
        return "close" if path.endswith("/close") else "create"
    if path.startswith("/v3/refund/"):
        return "refund" if posted else "query_refund"
    if path.startswith("/v3/billdownload/"):
        return "download"
    return "bill" if path.startswith("/v3/bill/") else "certificates"


def read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise No(400, "PARAM_ERROR", "请求体不是JSON")
    return found


@asynccontextmanager
async def wechat_pay() -> AsyncIterator[WechatPay]:
    """A running one, with no merchant yet."""
    simulated = WechatPay()
    async with answering(simulated.hear) as address:
        simulated.address = address
        yield simulated
