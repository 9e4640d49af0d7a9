"""Read what a shop of the demo looks like and sells, from `goods/<slug>.toml`."""

import tomllib
from importlib.resources import files

import msgspec

from bodega.kernel.errors import NotFound


class DemoSku(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`codes` is how many lie in stock; in `form` a `#` stands for a digit and a `?` for a letter or digit."""

    name: str
    price: str
    form: str
    codes: int = 0
    most: int = 5


class DemoProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`category` names its categories from the outermost in; the three texts are Markdown."""

    slug: str
    title: str
    category: tuple[str, ...]
    introduction: str
    how_to: str
    guarantee: str
    skus: tuple[DemoSku, ...]


class DemoGoods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One shop. The texts of `guarantees` are shared by its products, by name."""

    notice: str
    contact: str
    accent: str
    channel: str
    terms: str
    time_zone: str
    guarantees: dict[str, str]
    products: tuple[DemoProduct, ...]


def read_goods(slug: str) -> DemoGoods:
    """Raises `NotFound` for a shop that the demo does not know."""
    file = files("bodega_shop.demo") / "goods" / f"{slug}.toml"
    if not file.is_file():
        raise NotFound
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), DemoGoods)
