"""Every failure Bodega expects, as one tree; anything outside it is a bug.

    BodegaError
    ├── InvalidInput          400  what was sent cannot be used; says which field
    │   └── DifferentRequest  422  an idempotency key came back with another body
    ├── NotSignedIn           401
    ├── Forbidden             403
    ├── NotFound              404
    ├── Conflict              409  true a moment ago, no longer
    │   ├── OutOfStock
    │   └── StateConflict          a state did not move, because it had moved already
    ├── TooLarge              413
    ├── Refused               422  understood, and not allowed by a rule
    ├── ShopClosed            423  the shop takes no new orders
    ├── TooManyRequests       429  carries how long to wait
    ├── Unavailable           503  a part we need does not answer
    ├── SettingError          500  an operator's setting is missing or wrong
    ├── ScopeError            500  a query outside a scope, or in the wrong one
    └── PluginError           502  an extension failed; the shop goes on

A message is an English msgid for gettext with `%(name)s` parameters; it is shown to people, so it never holds a
secret, a stack or a statement.
"""

from typing import ClassVar


class BodegaError(Exception):
    """Something expected went wrong; the class docstring is the default message."""

    status: ClassVar[int] = 500
    kind: ClassVar[str] = "error"

    def __init__(self, message: str | None = None, **params: object) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.params = params
        super().__init__(self.message % params if params else self.message)


class InvalidInput(BodegaError):
    """Some of what you entered cannot be used."""

    status = 400
    kind = "invalid-input"

    def __init__(self, message: str | None = None, *, field: str | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class DifferentRequest(InvalidInput):
    """This Idempotency-Key was used before with another request."""

    status = 422
    kind = "different-request"


class NotSignedIn(BodegaError):
    """Please sign in first."""

    status = 401
    kind = "not-signed-in"


class Forbidden(BodegaError):
    """You are not allowed to do this."""

    status = 403
    kind = "forbidden"


class NotFound(BodegaError):
    """There is nothing here."""

    status = 404
    kind = "not-found"


class Conflict(BodegaError):
    """Somebody else was faster. Please look again."""

    status = 409
    kind = "conflict"


class OutOfStock(Conflict):
    """This is sold out. You have not been charged."""

    kind = "out-of-stock"


class StateConflict(Conflict):
    """This has changed in the meantime. Please look again."""

    kind = "state-conflict"


class TooLarge(BodegaError):
    """This is too large."""

    status = 413
    kind = "too-large"


class Refused(BodegaError):
    """This is not allowed here."""

    status = 422
    kind = "refused"


class ShopClosed(BodegaError):
    """This shop takes no new orders at the moment. Orders already paid are still delivered."""

    status = 423
    kind = "shop-closed"


class TooManyRequests(BodegaError):
    """Too many attempts. Please wait a little and try again."""

    status = 429
    kind = "too-many-requests"

    def __init__(
        self, message: str | None = None, *, retry_after_seconds: int = 60, **params: object
    ) -> None:
        super().__init__(message, **params)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(BodegaError):
    """A part of the shop does not answer at the moment. Please try again shortly."""

    status = 503
    kind = "unavailable"


class SettingError(BodegaError):
    """A setting of this installation is missing or wrong."""

    kind = "setting"


class ScopeError(BodegaError):
    """A query was sent outside the scope it belongs to."""

    kind = "scope"


class PluginError(BodegaError):
    """An extension of this shop failed. The shop itself goes on."""

    status = 502
    kind = "plugin"
