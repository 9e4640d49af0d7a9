"""The text that a policy page begins with, before its owner has written anything."""

from functools import cache
from importlib.resources import files


@cache
def starting_text(kind: str, locale: str) -> str:
    return (files("bodega_shop.terms") / "texts" / locale / f"{kind}.md").read_text("utf-8").strip()
