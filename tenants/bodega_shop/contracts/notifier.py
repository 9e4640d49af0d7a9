"""What carries a message to a person: e-mail, later SMS and bots."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import httpx

from bodega.kernel.clock import Clock
from bodega.kernel.errors import BodegaError
from bodega.kernel.i18n import Text

ContactKind = Literal["email", "phone"]


class MessageRefused(BodegaError):
    """This message cannot be delivered to that address."""

    status = 422
    kind = "message-refused"


@dataclass(frozen=True)
class Message:
    """One message to one person. `html` may be empty; `text` never is. `key` is the same for every try."""

    key: str
    recipient: str
    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class NotifierContext:
    """What a notifier may use for one shop; `settings` hold opened secrets.

    `resolve(host)` gives the addresses of a host that the shop may reach, checked as those of web calls are; connect
    to one of them, not to the name. It raises `Refused` for a private address and `Unavailable` for an unknown name.
    `http` reaches public addresses only, verifies certificates, follows no redirect.
    """

    shop: str
    shop_name: str
    settings: Any = field(repr=False)
    resolve: Callable[[str], Awaitable[list[str]]] = field(repr=False)
    clock: Clock = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)


class Notifier(ABC):
    """One way to reach people. One instance serves every shop of the process: it keeps no state.

    Every coroutine may be cancelled after some seconds. None runs inside a database transaction.
    """

    code: ClassVar[str]
    name: ClassVar[Text]
    reaches: ClassVar[ContactKind]

    @abstractmethod
    async def send(self, ctx: NotifierContext, message: Message) -> None:
        """Hand `message` over. Called from a job, at least once per message.

        Raise `MessageRefused` when no further try can help, anything else to be called again later.
        """

    @abstractmethod
    async def check_settings(self, ctx: NotifierContext) -> None:
        """Try the settings without sending anything.

        Raise `InvalidInput` naming the setting that is wrong, `Unavailable` when the other side does not answer.
        """
