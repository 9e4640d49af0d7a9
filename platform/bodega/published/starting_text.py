"""The text that each of the platform's pages begins with, before anybody has written anything."""

from functools import cache
from importlib.resources import files


@cache
def starting_text(kind: str, locale: str) -> str:
    return (files("bodega.published") / "texts" / locale / f"{kind}.md").read_text("utf-8").strip()
