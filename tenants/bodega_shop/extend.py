"""Everything an extension may import from the shop: contracts, value types, settings fields. No behaviour.

An extension is a Python package with an entry point in the group `bodega`, naming a module that holds a
`manifest` and the hooks it implements, each marked with `@hookimpl`. `hookspecs.py` lists the hooks.
"""

from bodega.kernel.clock import Clock
from bodega.kernel.contact import parse_email
from bodega.kernel.database import Scope
from bodega.kernel.errors import (
    BodegaError,
    InvalidInput,
    NotFound,
    PluginError,
    Refused,
    SettingError,
    TooLarge,
    Unavailable,
)
from bodega.kernel.i18n import Text
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import Job, enqueue
from bodega.kernel.money import Money, parse_amount
from bodega.plugins.discover import hookimpl
from bodega.plugins.manifest import DemoAccount, DemoShop, Manifest, Program
from bodega.plugins.plugin_context import PluginContext
from bodega.plugins.read_setting import Setting
from bodega.plugins.settings_form import ExtensionSettings
from bodega.web.given import NamedDependency
from bodega_shop.contracts.events import OrderDelivered, OrderPaid
from bodega_shop.contracts.gateway import (
    Ack,
    ChannelContext,
    CloseResult,
    ConfigInvalid,
    CreatePayment,
    CreateResult,
    GatewayRejected,
    PaymentAction,
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
from bodega_shop.contracts.notifier import Message, MessageRefused, Notifier, NotifierContext
from bodega_shop.contracts.theme import Theme

__all__ = [
    "Ack",
    "BodegaError",
    "ChannelContext",
    "Clock",
    "CloseResult",
    "ConfigInvalid",
    "CreatePayment",
    "CreateResult",
    "DemoAccount",
    "DemoShop",
    "ExtensionSettings",
    "GatewayRejected",
    "InvalidInput",
    "Job",
    "Manifest",
    "Message",
    "MessageRefused",
    "Money",
    "NamedDependency",
    "NotFound",
    "Notifier",
    "NotifierContext",
    "OrderDelivered",
    "OrderPaid",
    "PaymentAction",
    "PaymentGateway",
    "PaymentStatus",
    "PluginContext",
    "PluginError",
    "Program",
    "QrCode",
    "RawRequest",
    "Redirect",
    "Refused",
    "Scope",
    "Setting",
    "SettingError",
    "SignatureInvalid",
    "Temporary",
    "Text",
    "Theme",
    "TooLarge",
    "Unavailable",
    "UnknownOutcome",
    "VerifiedEvent",
    "enqueue",
    "hookimpl",
    "new_id",
    "parse_amount",
    "parse_email",
]
