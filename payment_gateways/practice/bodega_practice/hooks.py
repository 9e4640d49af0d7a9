"""What Bodega learns of this extension; apart from the program, whose process needs nothing of the shop."""

from collections.abc import Sequence
from functools import partial

from bodega_practice.mailbox_settings import MailboxSettings, settings_for
from bodega_practice.program import ensure_merchant, practice_command
from bodega_shop.extend import DemoAccount, Manifest, Notifier, Program, Text, hookimpl


async def open_account(base_url: str, secret: str, account: DemoAccount) -> None:
    """Make one shop's merchant; raises what `ensure_merchant` raises."""
    await ensure_merchant(base_url, secret, account.pid, account.key, account.shop_name)


manifest = Manifest(
    id="practice",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="Practice gateway", zh="练习网关"),
    description=Text(
        en="An Epay gateway that moves no money: pay on time, late, twice, too little, forged or in silence."
        " Its mailbox shows the messages that the shop sends.",
        zh="不动真钱的易支付网关：按时、迟到、重复、少付、伪造，或者悄无声息。附带练习信箱，店铺发出的消息都能在里面看到。",
    ),
    package="bodega_practice",
    capabilities=frozenset({"program", "messages"}),
    settings=MailboxSettings,
    programs=(
        Program(
            "practice",
            partial(practice_command, lifeline=True),
            gateway="epay",
            open_account=open_account,
            shop_settings=settings_for,
            mailbox="/mailbox",
        ),
    ),
)


@hookimpl
def notifiers() -> Sequence[Notifier]:
    from bodega_practice.notifier import PracticeMail, PracticePhone  # noqa: PLC0415 - only who sends messages needs it

    return [PracticeMail(), PracticePhone()]
