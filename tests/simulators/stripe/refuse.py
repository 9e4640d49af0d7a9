"""Say no the way Stripe does: a status, and an object that names type, code and parameter."""

from typing import Any


class ApiError(Exception):
    """What the caller gets in place of an answer. `executed` tells whether an idempotency key keeps it."""

    def __init__(
        self, status: int, message: str, *, kind: str = "invalid_request_error", code: str = "", param: str = "",
        executed: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.status = status
        self.executed = executed
        named = {"type": kind, "message": message, "code": code, "param": param}
        self.body: dict[str, Any] = {"error": {name: value for name, value in named.items() if value}}


def missing(kind: str, wanted: str) -> ApiError:
    return ApiError(404, f"No such {kind}: '{wanted}'", code="resource_missing", param="id")


def unusable(param: str, message: str) -> ApiError:
    return ApiError(400, message, code="parameter_invalid", param=param)
