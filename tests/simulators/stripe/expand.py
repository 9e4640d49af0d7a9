"""Write an object into the place of its id where the caller asked for it, and cut lists into pages."""

from copy import deepcopy
from typing import Any

from simulators.stripe.account import Account, Thing
from simulators.stripe.refuse import ApiError

_DEEPEST = 4


def expanded(account: Account, thing: Thing, paths: Any) -> Thing:
    """A copy; an unknown path is refused as Stripe refuses it."""
    answer = deepcopy(thing)
    for path in paths or []:
        parts = path.split(".")
        if len(parts) > _DEEPEST:
            raise ApiError(
                400, f"You cannot expand more than {_DEEPEST} levels of a property.", param="expand"
            )
        _expand(account, answer, parts, path)
    return answer


def page(account: Account, things: list[Thing], wish: Thing, url: str) -> Thing:
    """`limit`, `starting_after`, `created`; expansions of a list begin with `data.`."""
    kept = [thing for thing in things if _within(thing["created"], wish.get("created") or {})]
    if after := wish.get("starting_after"):
        ids = [thing["id"] for thing in kept]
        if after not in ids:
            raise ApiError(400, f"No such object: '{after}'", code="resource_missing", param="starting_after")
        kept = kept[ids.index(after) + 1 :]
    limit = int(wish.get("limit", 10))
    if not 1 <= limit <= 100:
        raise ApiError(
            400, "This value must be between 1 and 100.", code="parameter_invalid_integer", param="limit"
        )
    paths = [_below_data(path) for path in wish.get("expand") or []]
    data = [expanded(account, thing, paths) for thing in kept[:limit]]
    return {"object": "list", "url": url, "has_more": len(kept) > limit, "data": data}


def _below_data(path: str) -> str:
    if not path.startswith("data."):
        raise ApiError(400, f"This property cannot be expanded ({path}).", param="expand")
    return path.removeprefix("data.")


def _within(created: int, span: Thing) -> bool:
    return int(span.get("gte", 0)) <= created < int(span.get("lt", created + 1))


def _expand(account: Account, holder: Thing, parts: list[str], whole: str) -> None:
    name, rest = parts[0], parts[1:]
    if name not in holder:
        raise ApiError(400, f"This property cannot be expanded ({whole}).", param="expand")
    value = holder[name]
    if isinstance(value, str) and value in account.things:
        value = holder[name] = deepcopy(account.things[value])
    if rest and isinstance(value, dict):
        _expand(account, value, rest, whole)
