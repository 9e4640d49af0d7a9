"""What the shop keeps of a person, and its erasure."""

from msgspec import Struct

# account_data.html: form (password, sure), waiting, years


class WaitingErasure(Struct, frozen=True, kw_only=True):
    asked_text: str
    obstacle: str = ""


# order_data.html: form (contact, sure), data, order_url


class GuestData(Struct, frozen=True, kw_only=True):
    """`contact` is masked, and empty once it is forgotten; `until_text` is empty while the order is not at its end."""

    number: str
    contact: str
    until_text: str
    asked_text: str
    waits: bool
    obstacle: str
    of_account: bool
