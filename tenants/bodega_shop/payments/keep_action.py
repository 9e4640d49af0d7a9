"""What the buyer must do at a payment service, as it is kept on the payment and read again."""

from typing import Any

import msgspec

from bodega_shop.contracts.paying import (
    FormPost,
    Instructions,
    JsapiParams,
    PaymentAction,
    QrCode,
    Redirect,
)

_KINDS: dict[str, type[PaymentAction]] = {
    "redirect": Redirect,
    "form": FormPost,
    "qr": QrCode,
    "jsapi": JsapiParams,
    "instructions": Instructions,
}
_WORDS = {kind: word for word, kind in _KINDS.items()}


def action_as_json(action: PaymentAction) -> dict[str, Any]:
    return {"kind": _WORDS[type(action)], **msgspec.to_builtins(action)}


def action_from_json(kept: dict[str, Any]) -> PaymentAction:
    """Raises `msgspec.ValidationError` for what no version of the shop ever kept."""
    fields = {name: value for name, value in kept.items() if name != "kind"}
    return msgspec.convert(fields, _KINDS[kept["kind"]])
