"""Registers a merchant, which is one shop's account here, together with the dialect its gateway speaks."""

from typing import Annotated, Literal

import msgspec

from bodega.kernel.errors import NotFound
from bodega_practice.open_store import Store


class Dialect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How this merchant's gateway behaves where builds of the protocol differ; the default is the common way."""

    notify_method: Literal["GET", "POST"] = "GET"
    amount_text: Literal["padded", "trimmed"] = "padded"
    payurl: Literal["absolute", "relative"] = "absolute"
    mobile_answer: Literal["payurl", "urlscheme"] = "payurl"
    refund_ok_code: Literal[0, 1] = 1
    platform_key: Literal["first", "second"] = "first"
    v2_answer: Literal["way", "html"] = "way"


class MerchantForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    key: Annotated[str, msgspec.Meta(min_length=8, max_length=200, pattern=r"^\S+$")]
    public_key: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    dialect: Dialect = Dialect()


class Merchant(msgspec.Struct, frozen=True):
    pid: str
    name: str
    key: str
    public_key: str
    dialect: Dialect

    @property
    def trims_amounts(self) -> bool:
        return self.dialect.amount_text == "trimmed"


def register_merchant(store: Store, pid: str, form: MerchantForm) -> Merchant:
    """Make the merchant or replace its name, keys and dialect; its trades stay."""
    store.change(
        "INSERT INTO merchant (pid, name, key, public_key, dialect) VALUES (?, ?, ?, ?, ?) ON CONFLICT (pid) DO UPDATE"
        " SET name = excluded.name, key = excluded.key, public_key = excluded.public_key, dialect = excluded.dialect",
        pid,
        form.name,
        form.key,
        form.public_key,
        msgspec.json.encode(form.dialect).decode(),
    )
    return Merchant(pid, form.name, form.key, form.public_key, form.dialect)


def find_merchant(store: Store, pid: str) -> Merchant:
    """Raises NotFound for a pid that nobody registered."""
    row = store.row("SELECT pid, name, key, public_key, dialect FROM merchant WHERE pid = ?", pid)
    if row is None:
        raise NotFound("There is no merchant with this pid.")
    dialect = msgspec.json.decode(row["dialect"], type=Dialect)
    return Merchant(row["pid"], row["name"], row["key"], row["public_key"], dialect)
