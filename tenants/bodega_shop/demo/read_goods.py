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


class DemoBonus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whoever tops up by `least` or more gets `bonus` on top."""

    least: str
    bonus: str


class DemoTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A channel of payments that a person confirms: its name, and the form of its gateway."""

    name: str
    account: str
    holder: str
    where: str


class DemoOwner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who runs the shop, as its policy pages say it."""

    entity: str
    address: str
    hours: str


class DemoGoods(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One shop. The texts of `guarantees` are shared by its products, by name.

    `fee_percent` is what the payment service keeps of what came through `channel`.
    """

    notice: str
    contact: str
    accent: str
    channel: str
    fee_percent: str = ""
    transfer: DemoTransfer | None = None
    bonus: tuple[DemoBonus, ...] = ()
    terms: str
    time_zone: str
    owner: DemoOwner
    guarantees: dict[str, str]
    products: tuple[DemoProduct, ...]


def read_goods(slug: str) -> DemoGoods:
    """Raises `NotFound` for a shop that the demo does not know."""
    file = files("bodega_shop.demo") / "goods" / f"{slug}.toml"
    if not file.is_file():
        raise NotFound
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), DemoGoods)
