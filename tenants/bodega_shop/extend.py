"""Everything an extension may import from the shop: contracts, value types, settings fields. No behaviour.

An extension is a Python package with an entry point in the group `bodega`, naming a module that holds a
`manifest` and the hooks it implements, each marked with `@hookimpl`. `hookspecs.py` lists the hooks.
"""

from bodega.kernel.errors import BodegaError, InvalidInput, PluginError, Refused, Unavailable
from bodega.kernel.i18n import Text
from bodega.kernel.jobs import Job
from bodega.kernel.money import Money, parse_amount
from bodega.plugins.discover import hookimpl
from bodega.plugins.manifest import Manifest, Program
from bodega.plugins.settings_form import Setting
from bodega_shop.contracts.events import OrderDelivered, OrderPaid
from bodega_shop.contracts.gateway import (
    Ack,
    ChannelContext,
    CloseResult,
    ConfigInvalid,
    CreatePayment,
    CreateResult,
    GatewayRejected,
    PaymentGateway,
    PaymentStatus,
    QrCode,
    RawRequest,
    Redirect,
    SignatureInvalid,
    Temporary,
    UnknownOutcome,
    VerifiedEvent,
)
from bodega_shop.contracts.notifier import Message, Notifier, NotifierContext
from bodega_shop.contracts.theme import Theme

__all__ = [
    "Ack",
    "BodegaError",
    "ChannelContext",
    "CloseResult",
    "ConfigInvalid",
    "CreatePayment",
    "CreateResult",
    "GatewayRejected",
    "InvalidInput",
    "Job",
    "Manifest",
    "Message",
    "Money",
    "Notifier",
    "NotifierContext",
    "OrderDelivered",
    "OrderPaid",
    "PaymentGateway",
    "PaymentStatus",
    "PluginError",
    "Program",
    "QrCode",
    "RawRequest",
    "Redirect",
    "Refused",
    "Setting",
    "SignatureInvalid",
    "Temporary",
    "Text",
    "Theme",
    "Unavailable",
    "UnknownOutcome",
    "VerifiedEvent",
    "hookimpl",
    "parse_amount",
]
