"""What an administrator may do to a shop, by the state it is in. Every text is a msgid."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from bodega.lifecycle.announce_closing import announce_closing, call_closing_off
from bodega.lifecycle.appeal import grant_appeal, refuse_appeal
from bodega.staff.permissions import Permission
from bodega.street.close_shop import close_shop
from bodega.street.freeze_shop import freeze_shop
from bodega.street.open_again import open_again
from bodega.street.open_shop import approve_opening
from bodega.street.refuse_opening import refuse_opening
from bodega.street.thaw_shop import thaw_shop


@dataclass(frozen=True)
class Act:
    """One act: from which states, what it is called, what it means, and the deed itself.

    A reason goes to the owner, and to the visitors of the shop where `reason_is_public`. `is_final` ones cannot be
    taken back: the shop's address is typed out. `asks_password` ones ask for a recent password.
    """

    code: str
    states: Sequence[str]
    title: str
    meaning: str
    done: str
    deed: Callable[..., Awaitable[None]]
    icon: str
    kind: str = ""
    asks_reason: bool = False
    reason_is_public: bool = False
    is_final: bool = False
    asks_password: bool = False
    permission: Permission = "shops"


ACTS = (
    Act(
        "approval",
        ("review",),
        "Approve this shop",
        "It is set up and opens within seconds. Its owner can sign in to its console then.",
        "The shop is approved and opens now.",
        approve_opening,
        "check",
        kind="primary",
        permission="review",
    ),
    Act(
        "refusal",
        ("review",),
        "Refuse this shop",
        "Whoever asked for it reads your reason on the page that they were given.",
        "The shop is refused.",
        refuse_opening,
        "cross",
        kind="danger",
        asks_reason=True,
        permission="review",
    ),
    Act(
        "opening",
        ("opening",),
        "Take up the opening again",
        "Every step of an opening can be done again, so this does no harm.",
        "The opening is taken up again.",
        open_again,
        "arrow",
        kind="primary",
    ),
    Act(
        "thaw",
        ("frozen",),
        "Thaw this shop",
        "It goes on where it was before it was frozen.",
        "The shop is thawed.",
        thaw_shop,
        "check",
        kind="primary",
        asks_password=True,
    ),
    Act(
        "freeze",
        ("rehearsal", "compliance", "soft", "live", "frozen"),
        "Freeze this shop",
        "It takes no new orders until you thaw it. Payments on their way are still taken, paid orders are still delivered,"
        " and buyers can still look up what they bought. The shop's home page says so; your reason goes to its owner alone.",
        "The shop is frozen.",
        freeze_shop,
        "lock",
        kind="danger",
        asks_reason=True,
        asks_password=True,
    ),
    Act(
        "appeal-granted",
        ("frozen",),
        "Grant the appeal",
        "The shop goes on where it was before it was frozen. Its owner reads your answer.",
        "The appeal is granted, and the shop is thawed.",
        grant_appeal,
        "check",
        kind="primary",
        asks_reason=True,
        asks_password=True,
    ),
    Act(
        "appeal-refused",
        ("frozen",),
        "Refuse the appeal",
        "The shop stays frozen. Its owner reads your answer, and may appeal again.",
        "The appeal is refused.",
        refuse_appeal,
        "cross",
        asks_reason=True,
    ),
    Act(
        "closing",
        ("rehearsal", "compliance", "soft", "live", "frozen"),
        "Announce that this shop closes",
        "Its home page says so for thirty days, with your reason. Then it closes by itself.",
        "The closing is announced.",
        announce_closing,
        "clock",
        asks_reason=True,
        reason_is_public=True,
        asks_password=True,
    ),
    Act(
        "closing-off",
        ("rehearsal", "compliance", "soft", "live", "frozen"),
        "Call the closing off",
        "The shop stays, and its home page no longer announces anything.",
        "The closing is called off.",
        call_closing_off,
        "check",
        asks_password=True,
    ),
    Act(
        "closure",
        ("rehearsal", "compliance", "soft", "live", "frozen"),
        "Close this shop for good",
        "It never takes an order again. Paid orders are still delivered, and buyers can still look up what they bought."
        " This cannot be taken back.",
        "The shop is closed.",
        close_shop,
        "door",
        kind="danger",
        asks_reason=True,
        is_final=True,
        asks_password=True,
    ),
)


def acts_for(state: str, may: Collection[str], *, without: Collection[str] = ()) -> list[Act]:
    """The acts in that state that somebody with the permissions `may` is allowed, but those `without` an occasion."""
    return [act for act in ACTS if state in act.states and act.permission in may and act.code not in without]


def find_act(code: str) -> Act | None:
    return next((act for act in ACTS if act.code == code), None)
