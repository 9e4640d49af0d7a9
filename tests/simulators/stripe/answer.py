"""Answer one request: who asks, for which account, whether it was asked before, and which deed it is."""

import json
import re
from dataclasses import dataclass, field

from simulators.stripe import billing, checkout, refunds
from simulators.stripe.account import Account, Thing
from simulators.stripe.connect import Connected
from simulators.stripe.expand import expanded, page
from simulators.stripe.refuse import ApiError, missing

_SEARCH = re.compile(r"metadata\['(\w+)'\]:'(\w+)'")
_ONE = {
    "checkout/sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "refunds": "refund",
    "disputes": "dispute",
    "charges": "charge",
    "events": "event",
    "balance_transactions": "balance_transaction",
    "customers": "customer",
    "invoices": "invoice",
}


@dataclass
class Street:
    """All accounts by id, the keys that open them, and which of them a platform may act for."""

    accounts: dict[str, Account] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)
    restricted: set[str] = field(default_factory=set)
    connected: dict[str, set[str]] = field(default_factory=dict)
    opened: Connected = field(default_factory=Connected)


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    wish: Thing
    raw: str


def answer(street: Street, asked: Asked) -> tuple[int, Thing, dict[str, str]]:
    try:
        account = _who(street, asked)
        if asked.path.startswith("/v2/core/account"):
            return _answer_v2(street, account, asked)
        if asked.method == "GET":
            return 200, _read(account, asked), {}
        if asked.method == "DELETE":
            return 200, billing.delete(account, asked.path.rpartition("/")[2]), {}
        return _write_once(account, asked)
    except ApiError as error:
        return error.status, error.body, {}


def _who(street: Street, asked: Asked) -> Account:
    key = asked.headers.get("authorization", "").removeprefix("Bearer ")
    if key in street.expired:
        raise ApiError(401, f"Expired API Key provided: {key[:7]}****", code="api_key_expired")
    if key not in street.keys:
        raise ApiError(401, f"Invalid API Key provided: {key[:7]}****")
    if key in street.restricted and asked.path != "/v1/account":
        raise ApiError(403, "The provided key does not have the required permissions for this endpoint.")
    platform = street.keys[key]
    wanted = asked.headers.get("stripe-account") or asked.headers.get("stripe-context") or platform
    if wanted != platform and wanted not in street.connected.get(platform, set()):
        raise ApiError(
            403, f"The provided key does not have access to account '{wanted}'", code="account_invalid"
        )
    return street.accounts[wanted]


def _answer_v2(street: Street, platform: Account, asked: Asked) -> tuple[int, Thing, dict[str, str]]:
    """Of the second interface only what a platform does with its accounts; it speaks JSON."""
    if asked.method == "GET":
        return 200, street.opened.show(asked.path.rpartition("/")[2], asked.wish.get("include", [])), {}
    wish = json.loads(asked.raw)
    if asked.path == "/v2/core/account_links":
        return 200, street.opened.make_link(wish), {}
    key = asked.headers.get("idempotency-key", "")
    if key not in platform.answered:
        made = street.opened.open_account(wish, platform.now)
        street.accounts[made.id] = made
        street.connected.setdefault(platform.id, set()).add(made.id)
        platform.answered[key] = (asked.path, 200, json.dumps(street.opened.show(made.id, [])))
    return 200, json.loads(platform.answered[key][2]), {"Idempotent-Replayed": "true"}


def _write_once(account: Account, asked: Asked) -> tuple[int, Thing, dict[str, str]]:
    """The first result is replayed, whatever it was; a key with other parameters is refused."""
    key = asked.headers.get("idempotency-key", "")
    if not 0 < len(key) <= 255:
        raise ApiError(400, "An idempotency key has 1 to 255 characters.", kind="idempotency_error")
    print_of = f"{asked.path}?{asked.raw}"
    if key in account.answered:
        before, status, body = account.answered[key]
        if before != print_of:
            raise ApiError(400, "Keys for idempotent requests can only be used with the same parameters they were first used with.", kind="idempotency_error")  # fmt: skip
        return status, json.loads(body), {"Idempotent-Replayed": "true"}
    try:
        status, body = 200, _write(account, asked)
    except ApiError as error:
        if not error.executed:
            raise
        status, body = error.status, error.body
    account.answered[key] = (print_of, status, json.dumps(body))
    return status, body, {}


def _write(account: Account, asked: Asked) -> Thing:
    wish = asked.wish
    match asked.path.split("/")[2:]:
        case ["checkout", "sessions"]:
            checkout.check_wish(account, wish, asked.headers.get("stripe-version", "2000-01-01"))
            made = checkout.open_session(account, wish)
        case ["checkout", "sessions", session_id, "expire"]:
            made = checkout.expire_session(account, session_id)
        case ["refunds"]:
            refunds.check_wish(account, wish)
            made = refunds.refund(account, wish)
        case _:
            made = _bill(account, asked)
    return _shown(expanded(account, made, wish.get("expand")), wish)


def _bill(account: Account, asked: Asked) -> Thing:
    match asked.path.split("/")[2:]:
        case ["customers"]:
            return billing.make_customer(account, asked.wish)
        case ["customers", customer_id]:
            return billing.change_customer(account, customer_id, asked.wish)
        case ["payment_methods", method_id, "detach"]:
            return billing.detach(account, method_id)
        case ["invoices"]:
            return billing.make_invoice(account, asked.wish)
        case ["invoices", invoice_id, "add_lines"]:
            return billing.add_lines(account, invoice_id, asked.wish)
        case ["invoices", invoice_id, "finalize"]:
            return billing.finalize(account, invoice_id, asked.wish)
        case ["invoices", invoice_id, "pay"]:
            return billing.pay_invoice(account, invoice_id)
        case ["invoices", invoice_id, "void"]:
            return billing.void(account, invoice_id)
    raise ApiError(404, f"Unrecognized request URL (POST: {asked.path}).")


def _shown(thing: Thing, wish: Thing) -> Thing:
    """The payments of an invoice are shown to whoever asks for them."""
    if thing["object"] == "invoice" and "payments" not in (wish.get("expand") or []):
        thing.pop("payments", None)
    return thing


def _read(account: Account, asked: Asked) -> Thing:
    wish, path = asked.wish, asked.path.removeprefix("/v1/")
    if path == "account":
        return {"id": account.id, "object": "account", "charges_enabled": account.charges_enabled}
    if path == "payment_intents/search":
        return _search(account, wish)
    if path.startswith("/v2/core/events/"):
        return _thin(account, path.rpartition("/")[2])
    if path in _ONE:
        things = [thing for thing in account.all(_ONE[path]) if _wanted(account, thing, wish)]
        listed = page(account, things, wish, asked.path)
        return {**listed, "data": [_shown(thing, {}) for thing in listed["data"]]}
    kind, _, wanted = path.rpartition("/")
    if kind not in _ONE:
        raise ApiError(404, f"Unrecognized request URL (GET: {asked.path}).")
    return _shown(expanded(account, account.get(_ONE[kind], wanted), wish.get("expand")), wish)


def _search(account: Account, wish: Thing) -> Thing:
    """Stripe's index is some minutes late, and absent in some countries."""
    found = _SEARCH.fullmatch(wish.get("query", ""))
    if not found:
        raise ApiError(400, "We were unable to parse your search query.", param="query")
    things = [
        thing
        for thing in account.all("payment_intent")
        if account.searchable and thing["metadata"].get(found[1]) == found[2]
    ]
    listed = page(account, things, wish, "/v1/payment_intents/search")
    return {**listed, "object": "search_result"}


def _thin(account: Account, wanted: str) -> Thing:
    found = next((event for event in account.thin.values() if event["id"] == wanted), None)
    if found is None:
        raise missing("event", wanted)
    return found


def _wanted(account: Account, thing: Thing, wish: Thing) -> bool:
    if thing["object"] == "balance_transaction" and thing["id"] in account.unbooked:
        return False
    if wish.get("customer") not in (None, thing.get("customer")):
        return False
    return wish.get("payment_intent") in (None, thing.get("payment_intent"))
