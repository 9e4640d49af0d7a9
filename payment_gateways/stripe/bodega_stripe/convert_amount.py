"""Convert amounts between ours and Stripe's, whose number of decimals is not always ISO's.

Stripe counts Malagasy ariary in whole ones, krónur and Ugandan shillings in hundredths that must be 00, and takes of
three decimals only those that end in 0 (its page on currencies; ISO 4217 says otherwise in each case).
"""

from bodega_shop.extend import GatewayRejected, Money, UnknownOutcome

_WHOLE_AT_STRIPE = frozenset({"MGA"})
_HUNDREDTHS_AT_STRIPE = frozenset({"ISK", "UGX"})
_ENDING_IN_ZERO = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})

_TAKEN = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP "
    "CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR "
    "ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP "
    "MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD SCR SEK SGD SHP SLE SOS SRD STN SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST "
    "XAF XCD XOF XPF YER ZAR ZMW"
)
CURRENCIES = frozenset(_TAKEN.split())


def to_stripe(money: Money) -> int:
    """Raises `GatewayRejected` for an amount that Stripe cannot take, which is then never sent."""
    minor, currency = money.minor, money.currency
    if minor <= 0 or currency not in CURRENCIES:
        raise GatewayRejected
    if currency in _HUNDREDTHS_AT_STRIPE:
        return minor * 100
    if currency in _WHOLE_AT_STRIPE:
        whole, rest = divmod(minor, 100)
    else:
        whole, rest = minor, minor % 10 if currency in _ENDING_IN_ZERO else 0
    if rest:
        raise GatewayRejected
    return whole


def fee_from_stripe(minor: int, currency: str) -> Money | None:
    """A fee that cannot be counted in our units is left out: what the buyer paid is known all the same."""
    try:
        return from_stripe(minor, currency)
    except UnknownOutcome:
        return None


def from_stripe(minor: int, currency: str) -> Money:
    """Raises `UnknownOutcome` for what is no amount of that currency."""
    code = currency.upper()
    whole, rest = divmod(minor, 100) if code in _HUNDREDTHS_AT_STRIPE else (minor, 0)
    if rest:
        raise UnknownOutcome
    try:
        return Money(whole * 100 if code in _WHOLE_AT_STRIPE else whole, code)
    except ValueError:
        raise UnknownOutcome from None
