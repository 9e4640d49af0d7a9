"""The examples of docs/api.md are sent as they stand there, and answered as it is written below them."""

import re
import shlex
from pathlib import Path
from typing import Any

import httpx
import msgspec

from bodega.kernel.errors import BodegaError
from bodega_shop.api import read_json, read_token, show_order, take_order
from bodega_shop.catalog import read_shelf
from bodega_shop.delivery import collect_order

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
_BLOCK = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)


async def test_every_example_works_as_written(reseller):
    known = {"SHOP": str(reseller.http.base_url).rstrip("/")}
    answer: Any = None
    sent = 0
    for language, text in _BLOCK.findall(PAGE):
        if language == "sh" and text.startswith("curl"):
            answer = await curl(reseller.http, text, known)
            assert answer.status_code in (200, 201), text
            await learn(reseller, answer.json(), known)
            sent += 1
        elif language == "json":
            assert shape(answer.json()) == shape(msgspec.json.decode(text)), text
    assert sent == 4


async def curl(http: httpx.AsyncClient, command: str, known: dict[str, str]) -> httpx.Response:
    """What curl would send; only the options that the page uses."""
    filled = re.sub(r"'?\$([A-Z]+)'?", lambda found: known[found[1]], command.replace("\\\n", " "))
    words = iter(shlex.split(filled)[1:])
    url, body, headers = "", None, {}
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "-d":
            body = next(words)
        else:
            assert not word.startswith("-"), word
            url = word
    return await http.request("POST" if body else "GET", url, content=body, headers=headers)


async def learn(reseller, answer: dict[str, Any], known: dict[str, str]) -> None:
    """What the next examples call $SKU, $NUMBER and $TOKEN. The buyer pays at once."""
    if "items" in answer and "next" in answer:
        known["SKU"] = answer["items"][0]["skus"][0]["id"]
    if "token" in answer:
        known["NUMBER"], known["TOKEN"] = answer["number"], answer["token"]
        await reseller.pay(answer["number"])


def shape(value: object) -> object:
    """The names of the fields and the kinds of their values, without the values."""
    if isinstance(value, dict):
        return {name: shape(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [shape(entry) for entry in value[:1]]
    return type(value).__name__


async def test_every_operation_is_on_the_page(reseller):
    document = (await reseller.http.get("/api/v1/openapi.json")).json()
    written = re.sub(r"\$[A-Z]+|xinghai-100", "{}", PAGE)
    for path in document["paths"]:
        assert re.sub(r"\{\w+\}", "{}", path) in written, path


def test_every_kind_of_failure_on_the_page_exists():
    written = set(re.findall(r"`urn:bodega:([a-z-]+)`", PAGE))
    assert written <= kinds(BodegaError)
    assert {read_token.TokenMissing.kind, collect_order.WrongToken.kind, read_json.NotJson.kind} <= written


def test_the_limits_on_the_page_are_the_ones_that_hold():
    words = " ".join(PAGE.split())
    for limit in (
        f"at most {read_shelf.MOST_PER_PAGE}.",
        f"at most {take_order.MOST_BODY_BYTES // 1024} KiB",
        f"up to {take_order.LONGEST_KEY} characters",
        f"limited to {show_order.WRONG_TOKENS_PER_MINUTE} a minute",
    ):
        assert limit in words


def kinds(error: type[BodegaError]) -> set[str]:
    return {error.kind, *(kind for child in error.__subclasses__() for kind in kinds(child))}
