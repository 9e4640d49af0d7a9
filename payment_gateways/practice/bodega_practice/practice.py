"""What every request handler of the program is given."""

from collections.abc import Callable
from dataclasses import dataclass

from bodega_practice.deliver_notifies import Postman
from bodega_practice.open_store import Store


@dataclass(frozen=True, slots=True)
class Practice:
    """`now_ms` is the program's clock in Unix milliseconds; an empty `admin_token` turns provisioning off."""

    store: Store
    postman: Postman
    admin_token: str
    now_ms: Callable[[], int]
