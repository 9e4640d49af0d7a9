"""Hold requests and answers against Stripe's own OpenAPI description."""

import re
from copy import deepcopy
from functools import cache, cached_property
from typing import Any

from jsonschema_rs import Draft4Validator

from simulators.stripe.serve import Exchange

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_NUMBER = re.compile(r"-?[0-9]{1,18}")


class Description:
    """The description, brought to the version that the SDK asks for, in the two places where that differs."""

    def __init__(self, described: dict[str, Any]) -> None:
        self._paths = described["paths"]
        self._schemas = _with_null(described["components"]["schemas"])
        self._bring_to_endive()
        self._compiled: dict[str, Draft4Validator] = {}

    def complaints(self, exchange: Exchange) -> list[str]:
        """What Stripe's own words have against this exchange; a request that was refused was wrong on purpose.

        The description is of /v1 only.
        """
        asked = exchange.asked
        if asked.path.startswith("/v2/"):
            return []
        operation = self._operation(asked.method.lower(), asked.path)
        found = self._against_answer(operation, exchange)
        if exchange.status == 200:
            found += self._against_request(operation, asked.method, asked.wish)
        return [f"{asked.method} {asked.path}: {complaint}" for complaint in found]

    def of_thing(self, name: str, thing: Any) -> list[str]:
        """Against one object of Stripe's, such as `event`."""
        return self._errors({"$ref": f"#/components/schemas/{name}"}, thing)

    def of_request(self, method: str, path: str, wish: Any) -> list[str]:
        return self._against_request(self._operation(method.lower(), path), method, wish)

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        for template, operations in self._templates:
            if method in operations and template.fullmatch(path):
                return operations[method]
        raise AssertionError(f"Stripe describes no {method} {path}")

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], Any]]:
        """Those without a placeholder first: `/search` is no id."""
        ordered = sorted(self._paths.items(), key=lambda entry: entry[0].count("{"))
        return [(re.compile(re.sub(r"\{\w+\}", r"[^/]+", path)), operations) for path, operations in ordered]

    def _against_request(self, operation: dict[str, Any], method: str, wish: Any) -> list[str]:
        schema = _closed(_with_null(_asked_for(operation, method)))
        return self._errors(schema, _typed(wish, schema))

    def _against_answer(self, operation: dict[str, Any], exchange: Exchange) -> list[str]:
        answers = operation["responses"]
        described = answers.get(str(exchange.status), answers["default"])
        return self._errors(_with_null(described["content"][JSON]["schema"]), exchange.answer)

    def _errors(self, schema: dict[str, Any], thing: Any) -> list[str]:
        key = repr(schema)
        if key not in self._compiled:
            self._compiled[key] = Draft4Validator({**schema, "components": {"schemas": self._schemas}})
        return [
            f"{'/'.join(map(str, error.instance_path))}: {error.message}"
            for error in self._compiled[key].iter_errors(thing)
        ]

    def _bring_to_endive(self) -> None:
        """2026-09-30.endive took `payment_method_types` away; sessions name what is allowed as intents do."""
        sessions = self._form_of("/v1/checkout/sessions")
        intents = self._form_of("/v1/payment_intents")
        del sessions["payment_method_types"]
        sessions["allowed_payment_method_types"] = deepcopy(intents["allowed_payment_method_types"])

    def _form_of(self, path: str) -> dict[str, Any]:
        form: dict[str, Any] = self._paths[path]["post"]["requestBody"]["content"][FORM]["schema"]
        return form["properties"]


@cache
def description() -> Description:
    from fetch_stripe_description import read_stripe_description  # noqa: PLC0415 - only here is it fetched

    return Description(read_stripe_description())


def _asked_for(operation: dict[str, Any], method: str) -> dict[str, Any]:
    if method == "POST":
        form: dict[str, Any] = operation["requestBody"]["content"][FORM]["schema"]
        return form
    named = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    return {
        "type": "object",
        "properties": {one["name"]: one["schema"] for one in named},
        "required": [one["name"] for one in named if one.get("required")],
        "additionalProperties": False,
    }


def _with_null(node: Any) -> Any:
    """OpenAPI's `nullable` in JSON Schema's words; what only tools of Stripe's read is left out."""
    if isinstance(node, list):
        return [_with_null(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _with_null(value) for name, value in node.items() if not name.startswith("x-")}
    if kept.get("nullable") is True:
        del kept["nullable"]
        return {"anyOf": [kept, {"type": "null"}]}
    return kept


def _closed(node: Any) -> Any:
    """A request may name nothing that is not described, also inside."""
    if isinstance(node, list):
        return [_closed(part) for part in node]
    if not isinstance(node, dict):
        return node
    closed = {name: _closed(value) for name, value in node.items()}
    if isinstance(node.get("properties"), dict) and node.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    if "required" in closed and not closed["required"]:
        del closed["required"]
    return closed


def _typed(value: Any, schema: dict[str, Any]) -> Any:
    """A form knows only texts: read each as the kind that is described at its place."""
    if "anyOf" in schema:
        return _typed(value, _fitting(value, schema["anyOf"]))
    if isinstance(value, dict):
        inner = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        other = rest if isinstance(rest, dict) else {}
        return {name: _typed(part, inner.get(name, other)) for name, part in value.items()}
    if isinstance(value, list):
        return [_typed(part, schema.get("items", {})) for part in value]
    if schema.get("type") == "integer" and _NUMBER.fullmatch(value):
        return int(value)
    if schema.get("type") == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def _fitting(value: Any, choices: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {dict: "object", list: "array"}.get(type(value))
    wanted = [kinds] if kinds else (["integer"] if _NUMBER.fullmatch(value) else []) + ["boolean", "string"]
    for kind in wanted:
        for choice in choices:
            if choice.get("type") == kind:
                return choice
    return choices[0]
