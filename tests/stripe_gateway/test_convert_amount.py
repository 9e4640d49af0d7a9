"""Amounts go to Stripe and come back as Stripe counts them, which is not always as ISO does."""

import pytest
from bodega_stripe.convert_amount import CURRENCIES, from_stripe, to_stripe

from bodega.kernel.money import exponent
from bodega_shop.extend import GatewayRejected, Money, UnknownOutcome


@pytest.mark.parametrize(
    ("ours", "stripes"),
    [
        (Money(9980, "CNY"), 9980),
        (Money(500, "JPY"), 500),
        (Money(500, "UGX"), 50_000),
        (Money(500, "ISK"), 50_000),
        (Money(50_000, "MGA"), 500),
        (Money(1230, "KWD"), 1230),
        (Money(199, "HUF"), 199),
    ],
)
def test_an_amount_keeps_its_value_there_and_back(ours: Money, stripes: int) -> None:
    assert to_stripe(ours) == stripes
    assert from_stripe(stripes, ours.currency.lower()) == ours


@pytest.mark.parametrize(
    "money",
    [Money(1234, "KWD"), Money(50_001, "MGA"), Money(0, "USD"), Money(-1, "USD"), Money(100, "KPW")],
)
def test_what_stripe_cannot_take_is_never_sent(money: Money) -> None:
    with pytest.raises(GatewayRejected):
        to_stripe(money)


@pytest.mark.parametrize(("minor", "currency"), [(50_001, "ugx"), (100, "xyz"), (100, ""), (2**70, "usd")])
def test_what_is_no_amount_is_not_believed(minor: int, currency: str) -> None:
    with pytest.raises(UnknownOutcome):
        from_stripe(minor, currency)


def test_every_currency_that_is_offered_is_one_of_ours() -> None:
    assert {exponent(currency) for currency in CURRENCIES} == {0, 2, 3}
