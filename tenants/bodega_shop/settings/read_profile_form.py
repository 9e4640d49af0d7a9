"""Read what an owner typed into the shop's settings."""

import re

from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.kernel.i18n import CHINESE, LOCALES, time_zone
from bodega.kernel.markdown import LONGEST_MARKDOWN
from bodega.kernel.money import exponent
from bodega_shop.settings.profile import Profile

LONGEST_NAME = 40
LONGEST_NOTICE = 2_000
MOST_MINUTES = 1_440
LEAST_AUTO_REFUND, MOST_AUTO_REFUND = 10, 43_200
MOST_UNPAID = 1_000
MOST_LOW_STOCK = 100_000
MOST_PAYBACK_DAYS = 365
MOST_VOUCHER_YEARS = 30
# The E-Commerce Law of China, article 31: not less than three years from the day on which the transaction ended.
LEAST_VOUCHER_YEARS = {CHINESE: 3}
_ACCENT = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def read_profile_form(form: Form) -> Profile:
    """Mistakes are told in the form. Whether the theme is one of the shop's is checked where themes are known."""
    return Profile(
        name=form.required_text("name", LONGEST_NAME),
        notice=form.lines("notice", LONGEST_NOTICE),
        contact=form.text("contact"),
        locale=form.choice("locale", LOCALES),
        currency=_currency(form),
        time_zone=_time_zone(form),
        theme=form.required_text("theme", 40),
        accent=_accent(form),
        icp_number=form.text("icp_number", 60),
        terms=form.lines("terms", LONGEST_MARKDOWN),
        hide_stock=form.checkbox("hide_stock"),
        low_stock=form.integer("low_stock", 0, MOST_LOW_STOCK),
        reserve_minutes=form.integer("reserve_minutes", 1, MOST_MINUTES),
        unpaid_per_contact=form.integer("unpaid_per_contact", 0, MOST_UNPAID),
        unpaid_per_address=form.integer("unpaid_per_address", 0, MOST_UNPAID),
        accept_late=form.checkbox("accept_late"),
        payback_days=form.integer("payback_days", 0, MOST_PAYBACK_DAYS, default=Profile.payback_days),
        auto_refund_minutes=_auto_refund(form),
        voucher_years=_voucher_years(form),
    )


def profile_form(profile: Profile) -> Form:
    """The form as it is first shown."""
    values = {name: getattr(profile, name) for name in Profile.__dataclass_fields__}
    return Form({name: _typed(value) for name, value in values.items()})


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def _auto_refund(form: Form) -> int | None:
    if not form.filled("auto_refund_minutes"):
        return None
    return form.integer("auto_refund_minutes", LEAST_AUTO_REFUND, MOST_AUTO_REFUND)


def _voucher_years(form: Form) -> int:
    """Never under what the law of the shop's market asks; where it is unknown, never under a year."""
    least = LEAST_VOUCHER_YEARS.get(form.value("locale").strip(), 1)
    years = form.integer("voucher_years", 1, MOST_VOUCHER_YEARS, default=Profile.voucher_years)
    if years < least:
        form.refuse(
            "voucher_years",
            "In China a voucher is kept for at least %(least)s years after the end of the purchase.",
            least=least,
        )
    return years


def _currency(form: Form) -> str:
    code = form.required_text("currency", 3).upper()
    try:
        exponent(code)
    except ValueError:
        form.refuse("currency", "There is no currency called %(code)s.", code=code[:10])
    return code


def _time_zone(form: Form) -> str:
    name = form.required_text("time_zone", 60)
    try:
        time_zone(name)
    except InvalidInput as error:
        form.refuse_with(error, "time_zone")
    return name


def _accent(form: Form) -> str:
    colour = form.value("accent").strip().lower()
    if not _ACCENT.fullmatch(colour):
        form.refuse("accent", "A colour is # and six digits from 0 to f, such as #c2410c.")
    return colour
