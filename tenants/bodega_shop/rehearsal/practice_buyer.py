"""A buyer of the rehearsal: places orders at the twin's own pages over HTTP, and pays at the practice gateway.

What it calls is named by the operator (the platform's own hosts, the practice gateway), never by a tenant.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from bodega.kernel.errors import BodegaError, Unavailable
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.guests.admit import guest_cookie_name, own_word
from bodega_shop.rehearsal.practice_money import CODE

CONTACT = "rehearsal@example.com"
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 30.0


class Unexpected(BodegaError):
    """Something in the rehearsal did not go as it must."""

    kind = "rehearsal-unexpected"


@dataclass(frozen=True)
class Ordered:
    """An order that was placed; `pay_url` is empty when nothing was left to pay."""

    number: str
    token: str
    state: str
    pay_url: str


@dataclass(frozen=True)
class PracticeBuyer:
    """Speaks with one twin as a buyer's program does."""

    twin: Shop
    runtime: Runtime
    http: httpx.AsyncClient

    async def order(self, *skus: UUID, key: str = "") -> Ordered:
        """Place an order of one piece of each; raises `Unexpected` with the reason when it is not taken."""
        body = {
            "contact": CONTACT,
            "channel": CODE,
            "items": [{"sku_id": str(s), "quantity": 1} for s in skus],
        }
        answer = await self._call(
            "POST", "/api/v1/orders", json=body, headers={"Idempotency-Key": key} if key else {}
        )
        if answer.status_code != 201:
            raise Unexpected("The order was not taken: %(why)s", why=_kind(answer))
        said = answer.json()
        payment = said["payment"] or {}
        return Ordered(said["number"], said["token"], said["state"], payment.get("url", ""))

    async def refusal(self, *skus: UUID) -> str:
        """Place an order that must be refused; the kind of the refusal, empty when it was taken."""
        try:
            await self.order(*skus)
        except Unexpected as error:
            return str(error.params["why"])
        return ""

    async def press(self, pay_url: str, deed: str) -> str:
        """Go to the practice gateway and press a button there; the trade's page."""
        if not pay_url.startswith(self.runtime.settings.practice_url + "/"):
            raise Unexpected("The way to pay does not lead to the practice gateway.")
        page = await self._get(pay_url)
        trade = str(httpx.URL(pay_url).join(page.headers.get("location", pay_url)))
        await self.press_again(trade, deed)
        return trade

    async def press_again(self, trade: str, deed: str) -> None:
        """Another button on the trade's page."""
        answer = await self.http.post(f"{trade}/{deed}")
        if answer.status_code != 303:
            raise Unexpected("The practice gateway refused: %(why)s", why=str(answer.status_code))

    async def look(self, order: Ordered) -> dict[str, Any]:
        """The order as its buyer sees it now."""
        answer = await self._call(
            "GET", f"/api/v1/orders/{order.number}", headers={"Authorization": f"Bearer {order.token}"}
        )
        if answer.status_code != 200:
            raise Unexpected("The order is not shown: %(why)s", why=_kind(answer))
        return dict(answer.json())

    async def wait(
        self, order: Ordered, states: Sequence[str], seconds: float | None = None
    ) -> dict[str, Any]:
        """Look until the order is in one of these states; raises `Unexpected` when it does not come to that."""
        ends = time.monotonic() + (PATIENCE_SECONDS if seconds is None else seconds)
        while True:
            seen = await self.look(order)
            if seen["state"] in states:
                return seen
            if time.monotonic() > ends:
                raise Unexpected("The order stayed %(state)s.", state=seen["state"])
            await asyncio.sleep(LOOK_SECONDS)

    async def submit(self, order: Ordered, what: str) -> None:
        """Press a button of the order's own pages, such as `checks` or `cancellation`."""
        answer = await self._call("POST", f"/orders/{order.number}/{what}?token={order.token}")
        if answer.status_code != 303:
            raise Unexpected("The order's page refused: %(why)s", why=str(answer.status_code))

    async def way_to_pay(self, order: Ordered) -> str:
        """Where the order's own page leads to pay."""
        answer = await self._call("GET", f"/orders/{order.number}/go?token={order.token}")
        if answer.status_code != 302:
            raise Unexpected("The order's page refused: %(why)s", why=str(answer.status_code))
        return answer.headers["location"]

    async def send_form(self, path: str, form: Mapping[str, str], cookie: str) -> httpx.Response:
        """Send a form of the storefront, with a cookie beside the guest's."""
        return await self._call("POST", path, data=form, headers={"cookie": cookie})

    async def _get(self, url: str) -> httpx.Response:
        answer = await self.http.get(url)
        if answer.status_code not in (200, 302, 303):
            raise Unexpected(
                "The practice gateway does not take the order: %(why)s", why=str(answer.status_code)
            )
        return answer

    async def _call(self, method: str, path: str, **more: Any) -> httpx.Response:
        url = self.runtime.settings.address_of(self.twin.canonical_host, path)
        headers = dict(more.pop("headers", {}))
        own = f"{guest_cookie_name(self.runtime)}={own_word(self.twin)}"
        headers["cookie"] = "; ".join(filter(None, (own, headers.get("cookie"))))
        return await self.http.request(method, url, headers=headers, **more)


@asynccontextmanager
async def practice_buyer(runtime: Runtime, twin: Shop) -> AsyncIterator[PracticeBuyer]:
    """Raises `Unavailable` when the twin's pages or the gateway cannot be reached at all."""
    async with outbound_client(OutboundPolicy(allow_private=True)) as http:
        try:
            yield PracticeBuyer(twin, runtime, http)
        except httpx.HTTPError as error:
            raise Unavailable(
                "The rehearsal could not reach its own pages: %(why)s", why=str(error)
            ) from error


def _kind(answer: httpx.Response) -> str:
    """The word of our own problem documents, or the status of anything else."""
    try:
        return str(answer.json()["type"]).rpartition("/")[2].rpartition(":")[2]
    except (ValueError, KeyError, TypeError):
        return str(answer.status_code)
