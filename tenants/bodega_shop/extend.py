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
from bodega.kernel.form import Form
from bodega.kernel.i18n import Text
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import Job, enqueue
from bodega.kernel.money import Money, parse_amount
from bodega.kernel.outbound import LONGEST_ANSWER
from bodega.plugins.console_door import ConsoleDesk, ConsolePages
from bodega.plugins.discover import hookimpl
from bodega.plugins.manifest import DemoAccount, DemoShop, Manifest, Program
from bodega.plugins.personal_data import PersonalData
from bodega.plugins.plugin_context import PluginContext
from bodega.plugins.read_setting import Setting
from bodega.plugins.settings_form import ExtensionSettings
from bodega.policy.listing import Chance, FlashSale, ShareTerms, TopUp
from bodega.web.given import NamedDependency
from bodega_shop.contracts.events import OrderDelivered, OrderPaid, OrderRefunded, SealMade, SoldGood
from bodega_shop.contracts.for_bills import (
    BillCollector,
    BillToCollect,
    CardPage,
    Collection,
    Payer,
    SavedCard,
)
from bodega_shop.contracts.for_platforms import AccountWish, Addressee, Connectable, SharedAddress
from bodega_shop.contracts.gateway import Capabilities, ChannelContext, PaymentGateway
from bodega_shop.contracts.gateway_errors import (
    ConfigInvalid,
    GatewayRejected,
    SignatureInvalid,
    Temporary,
    UnknownOutcome,
    Unsupported,
)
from bodega_shop.contracts.giving import BudgetSpent, Giving, may_spend, must_spend
from bodega_shop.contracts.launching import LaunchCheck
from bodega_shop.contracts.listing_facts import ListingFacts, say_of_listing
from bodega_shop.contracts.notifier import Message, MessageRefused, Notifier, NotifierContext
from bodega_shop.contracts.paying import (
    Ack,
    CloseResult,
    CreatePayment,
    CreateResult,
    Flow,
    FormPost,
    Instructions,
    JsapiParams,
    PaymentAction,
    PaymentRef,
    PaymentStatus,
    QrCode,
    RawRequest,
    Redirect,
    VerifiedEvent,
)
from bodega_shop.contracts.pricing import PricedGood, Pricer, PriceRule, PriceStep
from bodega_shop.contracts.refunding import (
    BillLine,
    DisputeStatus,
    RefundRef,
    RefundRequest,
    RefundStatus,
)
from bodega_shop.contracts.theme import Theme

__all__ = [
    "LONGEST_ANSWER",
    "AccountWish",
    "Ack",
    "Addressee",
    "BillCollector",
    "BillLine",
    "BillToCollect",
    "BodegaError",
    "BudgetSpent",
    "Capabilities",
    "CardPage",
    "Chance",
    "ChannelContext",
    "Clock",
    "CloseResult",
    "Collection",
    "ConfigInvalid",
    "Connectable",
    "ConsoleDesk",
    "ConsolePages",
    "CreatePayment",
    "CreateResult",
    "DemoAccount",
    "DemoShop",
    "DisputeStatus",
    "ExtensionSettings",
    "FlashSale",
    "Flow",
    "Form",
    "FormPost",
    "GatewayRejected",
    "Giving",
    "Instructions",
    "InvalidInput",
    "Job",
    "JsapiParams",
    "LaunchCheck",
    "ListingFacts",
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
    "OrderRefunded",
    "Payer",
    "PaymentAction",
    "PaymentGateway",
    "PaymentRef",
    "PaymentStatus",
    "PersonalData",
    "PluginContext",
    "PluginError",
    "PriceRule",
    "PriceStep",
    "PricedGood",
    "Pricer",
    "Program",
    "QrCode",
    "RawRequest",
    "Redirect",
    "RefundRef",
    "RefundRequest",
    "RefundStatus",
    "Refused",
    "SavedCard",
    "Scope",
    "SealMade",
    "Setting",
    "SettingError",
    "ShareTerms",
    "SharedAddress",
    "SignatureInvalid",
    "SoldGood",
    "Temporary",
    "Text",
    "Theme",
    "TooLarge",
    "TopUp",
    "Unavailable",
    "UnknownOutcome",
    "Unsupported",
    "VerifiedEvent",
    "enqueue",
    "hookimpl",
    "may_spend",
    "must_spend",
    "new_id",
    "parse_amount",
    "parse_email",
    "say_of_listing",
]
