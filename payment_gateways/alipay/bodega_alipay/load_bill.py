"""Load Alipay's bill of one day: ask where it lies, fetch the archive, read the lines."""

from collections.abc import Sequence
from datetime import date, timedelta

import httpx

from bodega_alipay.beijing_time import BEIJING
from bodega_alipay.call_alipay import Answer, call_alipay, refuse
from bodega_alipay.open_account import open_account
from bodega_alipay.read_bill import read_bill
from bodega_alipay.unpack_bill import unpack_bill
from bodega_shop.extend import LONGEST_ANSWER, BillLine, ChannelContext, Temporary, UnknownOutcome

BILL_HOUR = 10  # of the next day, in China

_LONGEST_BILL = 32 * 1024 * 1024  # bytes, packed
_METHOD = "alipay.data.dataservice.bill.downloadurl.query"
# A day on which nothing moved has no bill at all; a late bill looks the same for a while.
_SURELY_THERE_AFTER = timedelta(days=2)


async def load_bill(ctx: ChannelContext, day: date) -> Sequence[BillLine]:
    """The lines of `day`, as China's calendar has it.

    Raises `Temporary` while the bill is not there yet, `GatewayRejected` when Alipay will not give it, `TooLarge` and
    `UnknownOutcome` for one that cannot be read as a whole: no line of it is ever passed over.
    """
    account, today = open_account(ctx), ctx.clock.now().astimezone(BEIJING).date()
    if day >= today:
        raise Temporary
    answer = await call_alipay(ctx, account, _METHOD, {"bill_type": "trade", "bill_date": day.isoformat()})
    if _is_missing(answer):
        if today - day < _SURELY_THERE_AFTER:
            raise Temporary
        return ()
    if not answer.done:
        refuse(ctx, answer)
    archive = await _fetch(ctx, answer.get("bill_download_url"))
    try:
        return read_bill(unpack_bill(archive))
    except ValueError:
        raise UnknownOutcome from None


def _is_missing(answer: Answer) -> bool:
    return "BILL" in answer.said and "NOT" in answer.said and "EXIST" in answer.said


async def _fetch(ctx: ChannelContext, address: str) -> bytes:
    """The address lives half a minute and is nobody else's business, so it is never logged."""
    try:
        response = await ctx.http.get(address, extensions={LONGEST_ANSWER: _LONGEST_BILL})
    except (httpx.HTTPError, httpx.InvalidURL):
        raise Temporary from None
    if response.status_code != httpx.codes.OK:
        raise Temporary
    return response.content
