"""What each storefront page shows: values a theme only has to set out, already formatted, translated and sanitised.

The modules of this folder name the templates and, in a comment over its values, what each is given. Every page is given
besides:

- `shop: ShopFace`, `locale` (`zh-CN` or `en`), `alternate_locale_url`, `alternate_locale_name`;
- `asset(path)` gives the address of a style or script: `bodega/base.css`, `counter/counter.css`;
- `account_url`, the way to the customer's account or to its door, empty where the shop offers no accounts, and
  `purse_text`, the balance of who is signed in;
- `home_url`, `look_up_url`, and `_`, `gettext`, `ngettext` from the environment.

`Markup` is HTML that was sanitised or drawn by us; every `str` is text and is escaped by the template.
"""

from typing import Literal

from markupsafe import Markup
from msgspec import Struct


class ShopFace(Struct, frozen=True, kw_only=True):
    name: str
    slug: str
    state: Literal["rehearsal", "compliance", "soft", "live", "frozen", "closed"] = "live"
    takes_orders: bool = True
    notice_html: Markup = Markup()
    contact: str = ""
    locale: str = "zh-CN"
    currency: str = "CNY"
    accent: str = "#ffb224"
    accent_css_url: str  # a stylesheet made by `accent_css`
    terms_url: str
    icp_number: str = ""
    rehearsal: bool = False  # a twin: nothing in it is real
    open_to_all: bool = True
    asks_feedback: bool = False
    closes_text: str = ""  # the day on which a shop closes that announced it
    closing_reason: str = ""
    about_url: str = ""
    verified: int = 0  # how many of its papers the platform verified


class Form(Struct, frozen=True):
    """What was typed and what is wrong with it, by field; the error under "" is about the whole form."""

    values: dict[str, str] = {}
    errors: dict[str, str] = {}


class Pager(Struct, frozen=True):
    number: int = 1
    newer_url: str | None = None
    older_url: str | None = None


class Action(Struct, frozen=True):
    label: str
    url: str
