"""The parts of a shop and its listings that a rule can look at."""

from typing import Literal

Scope = Literal[
    "shop_name", "title", "text", "image_alt", "image_file", "category", "price", "promotion", "share"
]
