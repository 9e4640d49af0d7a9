"""A price is made in one place and says how it came to be."""

import pytest

from bodega.kernel.money import Money
from bodega_shop.catalog.price_line import price_line


def test_a_line_costs_the_list_price_times_the_quantity_and_says_so():
    line = price_line(Money(9980, "CNY"), 3)

    assert line.unit == Money(9980, "CNY")
    assert line.amount == Money(29940, "CNY")
    assert line.reasons_as_json() == [{"rule": "list_price", "unit": {"amount": 9980, "currency": "CNY"}}]


def test_a_free_gift_costs_nothing():
    assert price_line(Money(0, "CNY"), 5).amount == Money(0, "CNY")


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_line_of_nothing_is_a_mistake(quantity):
    with pytest.raises(ValueError, match="at least one"):
        price_line(Money(100, "CNY"), quantity)
