"""What carries a message to a person: e-mail, later SMS and bots."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from bodega.kernel.i18n import Text

ContactKind = Literal["email", "phone"]


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
    """What a notifier may use for one shop; `settings` hold opened secrets."""

    shop: str
    shop_name: str
    settings: Any = field(repr=False)


class Notifier(ABC):
    """One way to reach people. One instance serves every shop of the process."""

    code: ClassVar[str]
    name: ClassVar[Text]
    reaches: ClassVar[ContactKind]

    @abstractmethod
    async def send(self, ctx: NotifierContext, message: Message) -> None:
        """Hand `message` over. Called from a job, at least once per message; raise to be called again later."""
