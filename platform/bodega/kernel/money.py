"""Amounts of money as integer minor units and a currency, never as a float."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Self

import msgspec
from babel import Locale
from babel.core import get_global
from babel.numbers import format_currency, get_currency_symbol

from bodega.kernel.errors import InvalidInput

BASIS_POINTS = 10_000
_LARGEST = 2**63 - 1  # what a bigint column holds

# ISO 4217: how many digits follow the point. Every other currency has two.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS = dict.fromkeys(_NO_DECIMALS.split(), 0) | dict.fromkeys(_THREE_DECIMALS.split(), 3)
_CURRENCIES = frozenset(get_global("all_currencies"))

# The same sign in every language, so that a reader who switches languages sees the same price; ¥ is the yuan's.
_SYMBOLS = {"CNY": "¥", "JPY": "JP¥", "USD": "US$"}

# Fifteen digits before the point: with three behind it the number still fits a bigint column.
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,14})(?:\.([0-9]+))?")


class Money(msgspec.Struct, frozen=True, rename={"minor": "amount"}):
    """An amount in minor units (fen, cents) of an ISO 4217 currency; JSON is `{"amount": 9980, "currency": "CNY"}`.

    Crypto assets have an exponent per chain and more digits than this type holds: they are not `Money`.
    Raises `ValueError` for an unknown currency or an amount that a bigint column cannot hold. Two currencies in
    one sum or comparison are a `TypeError`: a bug of ours, never a buyer's mistake.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("an amount is an integer of minor units")
        exponent(self.currency)
        if abs(self.minor) > _LARGEST:
            raise ValueError("an amount does not fit 64 bits")

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable[Self], currency: str) -> Self:
        """The sum, also of nothing."""
        total = cls.zero(currency)
        for amount in amounts:
            total += amount
        return total

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other), self.currency)

    def __mul__(self, quantity: int) -> Self:
        if type(quantity) is not int:
            raise TypeError("money is multiplied by whole numbers; use share() for a part of it")
        return type(self)(self.minor * quantity, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: Self) -> int:
        if other.currency != self.currency:
            raise TypeError(f"{self.currency} and {other.currency} do not mix")
        return other.minor

    def share(self, basis_points: int) -> Self:
        """That many ten-thousandths of it, rounded half up by size (-0.5 becomes -1)."""
        product = abs(self.minor * basis_points)
        rounded = (2 * product + BASIS_POINTS) // (2 * BASIS_POINTS)
        return type(self)(rounded if self.minor * basis_points >= 0 else -rounded, self.currency)

    def split(self, weights: Sequence[int]) -> list[Self]:
        """Parts in proportion to the weights that sum to exactly this, by largest remainder, ties to the earlier.

        Raises `ValueError` when a weight is negative or all are zero.
        """
        if not any(weights) or min(weights) < 0:
            raise ValueError("weights are not negative and not all zero")
        whole, sign = abs(self.minor), 1 if self.minor >= 0 else -1
        parts, remainders = zip(*(divmod(whole * weight, sum(weights)) for weight in weights), strict=True)
        by_remainder = sorted(range(len(weights)), key=lambda place: -remainders[place])
        lucky = set(by_remainder[: whole - sum(parts)])
        return [type(self)(sign * (part + (n in lucky)), self.currency) for n, part in enumerate(parts)]

    def to_decimal_text(self) -> str:
        """Major units with all digits of the currency and a point, `99.80`: what gateways and CSV files take."""
        digits = exponent(self.currency)
        major, minor = divmod(abs(self.minor), 10**digits)
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{major}.{minor:0{digits}d}" if digits else f"{sign}{major}"

    def format(self, locale: str) -> str:
        """For people, in the way of their language: `¥1,299.80`. The locale is a tag such as `zh-CN`."""
        return _formatted(self.minor, self.currency, locale)


def exponent(currency: str) -> int:
    """How many digits follow the point in this currency. Raises `ValueError` for an unknown one."""
    if currency not in _CURRENCIES:
        raise ValueError(f"unknown currency {currency!r}")
    return _EXPONENTS.get(currency, 2)


def parse_amount(text: str, currency: str) -> Money:
    """`99.8` or `99.80` as 9980 fen.

    Strict, because gateways' texts come through here too: digits and at most one point, no sign, no blank, no
    exponent, no leading zero, no more decimals than the currency has. Raises `InvalidInput`.
    """
    digits = exponent(currency)
    found = _AMOUNT.fullmatch(text)
    if not found or len(found[2] or "") > digits:
        raise InvalidInput("This is not an amount in %(currency)s.", currency=currency)
    return Money(int(found[1] + (found[2] or "").ljust(digits, "0")), currency)


# The same few prices stand on every page, and the library takes a tenth of a millisecond for each.
@lru_cache(maxsize=8192)
def _formatted(minor: int, currency: str, locale: str) -> str:
    pattern, babel_locale, symbol = _pattern(currency, locale)
    amount = Decimal(Money(minor, currency).to_decimal_text())
    text = format_currency(amount, currency, pattern, babel_locale, currency_digits=False)
    return text.replace(symbol, _SYMBOLS.get(currency, symbol))


@cache
def _pattern(currency: str, locale: str) -> tuple[str, Locale, str]:
    """The locale's currency pattern with our number of decimals: CLDR's differs from ISO's for some currencies."""
    babel_locale = Locale.parse(locale, sep="-")
    digits = exponent(currency)
    pattern = babel_locale.currency_formats["standard"].pattern
    decimals = f"0.{'0' * digits}" if digits else "0"
    return pattern.replace("0.00", decimals), babel_locale, get_currency_symbol(currency, babel_locale)
