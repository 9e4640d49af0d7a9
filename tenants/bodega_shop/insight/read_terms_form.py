"""Read by what an owner wants goods to be judged, and show it again as it was typed."""

from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega_shop.insight.selection_terms import HIGHEST_FLOOR, SelectionTerms
from bodega_shop.payments.read_channel_form import percent_text, read_percent


def read_terms_form(form: Form) -> tuple[int, bool]:
    """The floor in ten-thousandths of the price, and whether the shop compares itself with the street."""
    return _floor(form), form.checkbox("shares")


def floor_form(terms: SelectionTerms) -> Form:
    """The form as it is first shown."""
    return Form({"floor": percent_text(terms.floor_points) or "0", "shares": "on" if terms.shares else ""})


def _floor(form: Form) -> int:
    most = HIGHEST_FLOOR // 100
    try:
        return read_percent(form.value("floor"), "floor")
    except InvalidInput:
        form.refuse("floor", "Please enter a percentage from 0 to %(most)s.", most=most)
        return 0
