"""Fetch the trade bill of one day: ask where it lies, download it, and hold it against its hash."""

import hashlib
import hmac
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

import msgspec

from bodega_shop.extend import BillLine, ChannelContext, Temporary, UnknownOutcome
from bodega_wechatpay.ask_service import ask_service
from bodega_wechatpay.call_service import LONGEST_BILL, note, read_json, refuse, send
from bodega_wechatpay.open_account import Account, open_account
from bodega_wechatpay.open_payment import BEIJING
from bodega_wechatpay.read_bill import read_bill
from bodega_wechatpay.settings import REAL_ADDRESSES

# The hour in China from which the bill of the day before is complete.
BILL_HOUR = 10

_MOST_BYTES = 64 * 1024 * 1024
_GZIP_BEGINS = b"\x1f\x8b"
_GZIP = 31


class _Where(msgspec.Struct, frozen=True):
    hash_type: str
    hash_value: str
    download_url: str


async def fetch_bill(ctx: ChannelContext, day: date) -> Sequence[BillLine]:
    """What moved on that day of China's calendar; empty when nothing did.

    Raises `Temporary` before it can be complete, `GatewayRejected`, and `UnknownOutcome` for a file that is not whole.
    """
    account = open_account(ctx)
    ready = datetime.combine(day + timedelta(days=1), time(BILL_HOUR), BEIJING)
    if ctx.clock.now() < ready:
        raise Temporary("The bill of this day is not ready yet.")
    target = f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL&tar_type=GZIP"
    answer = await ask_service(ctx, account, "GET", target)
    if answer.code == "NOSTATEMENTEXIST":
        return []
    if answer.code == "STATEMENTCREATING":
        raise Temporary("The bill of this day is not ready yet.")
    if not answer.is_good:
        refuse(ctx, answer)
    return read_bill(await _download(ctx, account, read_json(ctx, answer.body, _Where)))


async def _download(ctx: ChannelContext, account: Account, where: _Where) -> str:
    """The file itself comes unsigned; the hash in the signed answer vouches for it."""
    if not _is_theirs(account, where.download_url) or where.hash_type != "SHA1":
        note(ctx, "wechatpay_bill_refused", "another host or another hash")
        raise UnknownOutcome
    answer = await send(ctx, account, "GET", where.download_url, longest=LONGEST_BILL)
    if not answer.is_good:
        refuse(ctx, answer)
    content = _unpacked(answer.body)
    found = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    if not hmac.compare_digest(found.encode(), where.hash_value.lower().encode()):
        note(ctx, "wechatpay_bill_refused", "another hash")
        raise UnknownOutcome
    return content.decode("utf-8-sig", "replace")


def _is_theirs(account: Account, address: str) -> bool:
    """The download is signed with our key, so it goes to nobody else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in {account.base_url, *REAL_ADDRESSES}


def _unpacked(body: bytes) -> bytes:
    """Packed or not: WeChat Pay packs when asked to, and the hash is of the unpacked file."""
    if not body.startswith(_GZIP_BEGINS):
        return body
    unpacking = zlib.decompressobj(_GZIP)
    try:
        content = unpacking.decompress(body, _MOST_BYTES)
    except zlib.error:
        raise UnknownOutcome from None
    if not unpacking.eof:
        raise UnknownOutcome
    return content
