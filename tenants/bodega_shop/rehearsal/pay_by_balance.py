"""Let a customer of the rehearsal top up at the practice gateway, and buy with the balance at the checkout."""

from http.cookies import SimpleCookie
from uuid import UUID, uuid5

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega_shop.customers.customer_cookie import customer_cookie_name
from bodega_shop.customers.start_session import start_session
from bodega_shop.rehearsal.copy_goods import CURRENCY
from bodega_shop.rehearsal.practice_buyer import CONTACT, Ordered, PracticeBuyer, Unexpected
from bodega_shop.rehearsal.practice_money import CODE
from bodega_shop.settings.profile import read_profile
from bodega_shop.wallet.place_topup import TopupRequest, place_topup

_TOP_UP = 500
_ADDRESS = "127.0.0.1"

# No password opens this account: nobody signs in to it.
_CUSTOMER = """
    insert into customer (id, email, email_digest, password_hash, locale, state, verified_at, consent, consent_at,
                          created_at, seen_at)
    values ($1, $2, $3, '', 'zh-CN', 'active', $4, '1', $4, $4, $4) on conflict do nothing"""


async def buy_with_balance(buyer: PracticeBuyer, sku_id: UUID) -> Ordered:
    """The order, paid by the balance alone; raises `Unexpected`."""
    customer_id = await _ensure_customer(buyer)
    await _top_up(buyer, customer_id)
    return await _check_out(buyer, customer_id, sku_id)


async def _ensure_customer(buyer: PracticeBuyer) -> UUID:
    twin, now = buyer.twin, buyer.runtime.clock.now()
    customer_id = uuid5(twin.id, "customer")
    async with shop_scope(twin) as scope:
        await scope.execute(_CUSTOMER, customer_id, CONTACT, twin.vault.fingerprint(CONTACT, "contact"), now)
    return customer_id


async def _top_up(buyer: PracticeBuyer, customer_id: UUID) -> None:
    twin, runtime = buyer.twin, buyer.runtime
    async with shop_scope(twin) as scope:
        profile = await read_profile(scope)
    request = TopupRequest(customer_id, Money(_TOP_UP, CURRENCY), CODE, CONTACT, "zh-CN", _ADDRESS, "1")
    placed = await place_topup(runtime, twin, profile, request, now=runtime.clock.now())
    topup = Ordered(placed.number, placed.token, "pending", "")
    await buyer.press(await buyer.way_to_pay(topup), "stay")
    await buyer.wait(topup, ("delivered",))


async def _check_out(buyer: PracticeBuyer, customer_id: UUID, sku_id: UUID) -> Ordered:
    now = buyer.runtime.clock.now()
    async with shop_scope(buyer.twin) as scope:
        token = await start_session(
            scope, customer_id, old_token="", address=_ADDRESS, agent="rehearsal", now=now
        )
    form = {"sku": str(sku_id), "quantity": "1", "contact": CONTACT, "channel": CODE, "use_balance": "on",
            "notice": "on", "consent": "on"}  # fmt: skip
    answer = await buyer.send_form("/orders", form, f"{customer_cookie_name(buyer.runtime)}={token}")
    number = answer.headers.get("location", "").removeprefix("/orders/")
    if answer.status_code != 303 or "/" in number:
        raise Unexpected("The balance was not taken: %(why)s", why=str(answer.status_code))
    return Ordered(number, _token(answer.headers.get_list("set-cookie"), number), "delivered", "")


def _token(cookies: list[str], number: str) -> str:
    """Which the checkout leaves in the cookie of the browser that ordered."""
    for line in cookies:
        kept = SimpleCookie(line)
        if "orders" in kept:
            return next(
                (part.split(".")[1] for part in kept["orders"].value.split("/") if part.startswith(number)),
                "",
            )
    return ""
