"""What a gateway can do besides, for a platform that lets its shops take money through the platform's own account.

A gateway inherits these next to `PaymentGateway`; one that does not can still be used for money that the platform
collects, as long as each payment names the address to report to.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from bodega_shop.contracts.gateway import ChannelContext
from bodega_shop.contracts.paying import RawRequest, VerifiedEvent


@dataclass(frozen=True)
class AccountWish:
    """An account of its own for one shop. `key` is the same on every retry. `locale` is `zh-CN` or `en`."""

    key: str
    shop_name: str
    email: str
    locale: str


class Connectable(ABC):
    """A service that pays each shop itself and hands the platform its part: the shop's account hangs on the platform's.

    `own_fields` are settings that belong to one shop: they are left out of the platform's form.
    """

    own_fields: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def settings_for(self, settings: Any, account: str) -> Any:
        """The platform's settings, acting for the shop's `account`; empty while the shop has none."""

    @abstractmethod
    async def open_account(self, ctx: ChannelContext, wish: AccountWish) -> str:
        """The service's number of a new account; called again with the same key it opens no second one."""

    @abstractmethod
    async def onboarding_link(
        self, ctx: ChannelContext, account: str, *, return_url: str, refresh_url: str
    ) -> str:
        """Where the shop's owner tells the service who they are. It works once; `refresh_url` makes another."""

    @abstractmethod
    async def account_ready(self, ctx: ChannelContext, account: str) -> bool:
        """Whether the service lets this account take payments now."""


@dataclass(frozen=True)
class Addressee:
    """Whose a message is: the account that it names, or else the marks of `CreatePayment.metadata`."""

    account: str = ""
    shop: str = ""
    channel: str = ""


class SharedAddress(ABC):
    """A service that reports everything of one account to one address, whichever shop it is about."""

    @abstractmethod
    def addressee_of(self, request: RawRequest) -> Addressee:
        """Called with a message that `parse_notification` has verified; must not call anybody."""

    @abstractmethod
    async def find_addressee(self, ctx: ChannelContext, event: VerifiedEvent) -> Addressee:
        """Called from a job for a message that names nobody: ask the service. Empty when it does not know either."""
