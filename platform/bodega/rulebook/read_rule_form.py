"""Read a rule from the form of its kind, and fill the form from a rule; the kind's own parameters say which fields it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import msgspec

from bodega.kernel.form import Form
from bodega.policy.kinds.registry import KINDS
from bodega.policy.rule import BadRule, Rule, Severity, rule_from
from bodega.policy.scope import Scope

SEVERITIES = get_args(Severity)
SCOPES = get_args(Scope)
_LONGEST = 60_000
# A draft is read as if it began on a day that is long over: its days come with scheduling.
_SOME_DAY = "2000-01-01"


@dataclass(frozen=True)
class ParameterField:
    """`sort` says how it is typed: lines, number, tick or json."""

    name: str
    sort: str
    default: Any


def parameter_fields(kind: str) -> list[ParameterField]:
    """In the order in which the kind names them. Raises BadRule for a kind that is not there."""
    if kind not in KINDS:
        raise BadRule("There is no such kind of rule.", field="kind")
    described = msgspec.inspect.type_info(KINDS[kind].parameters)
    if not isinstance(described, msgspec.inspect.StructType):
        return []
    return [ParameterField(one.name, _sort(one.type), _default(one)) for one in described.fields]


def read_rule(form: Form, rule_id: str, kind: str) -> Rule:
    """The rule as version 1 of some day. Raises BadRule; its `field` is that of the form."""
    raw = {
        "id": rule_id,
        "version": 1,
        "effective_from": _SOME_DAY,
        "kind": kind,
        "severity": form.choice("severity", SEVERITIES),
        "market": form.choice("market", ("cn", "everywhere")),
        "scope": [scope for scope in SCOPES if form.checkbox(f"scope_{scope}")],
        "message": {"zh": form.required_text("message_zh", 500), "en": form.required_text("message_en", 500)},
        "suggestion": {
            "zh": form.required_text("suggestion_zh", 500),
            "en": form.required_text("suggestion_en", 500),
        },
        "sources": _sources(form.required_lines("sources", 4_000)),
        "parameters": _parameters(form, kind),
    }
    form.require_ok()
    try:
        return rule_from(raw)
    except BadRule as error:
        field = str(error.field or "")
        name = (
            f"p_{field.split('.')[1].split('[', maxsplit=1)[0]}" if field.startswith("parameters.") else field
        )
        raise BadRule(error.message, field=_form_field(name, kind), **error.params) from error


def filled_form(rule_id: str, content: Mapping[str, Any]) -> dict[str, str]:
    """The values of the form, from what is kept of a rule."""
    values = {
        "id": rule_id,
        "severity": content["severity"],
        "market": content["market"],
        "sources": "\n".join(_source_line(one) for one in content["sources"]),
        **{f"scope_{scope}": "on" for scope in content["scope"]},
    }
    for name in ("message", "suggestion"):
        values |= {f"{name}_zh": content[name]["zh"], f"{name}_en": content[name]["en"]}
    for field in parameter_fields(content["kind"]):
        values[f"p_{field.name}"] = _typed(field, content["parameters"].get(field.name, field.default))
    return values


def empty_form(kind: str) -> dict[str, str]:
    values = {"severity": "review", "market": "cn"}
    values |= {f"scope_{scope}": "on" for scope in KINDS[kind].scopes} if kind in KINDS else {}
    return values | {f"p_{field.name}": _typed(field, field.default) for field in parameter_fields(kind)}


def _parameters(form: Form, kind: str) -> dict[str, Any]:
    found = {field.name: _read(form, field) for field in parameter_fields(kind)}
    return {name: value for name, value in found.items() if value is not None}


def _read(form: Form, field: ParameterField) -> Any:
    name = f"p_{field.name}"
    if field.sort == "tick":
        return form.checkbox(name)
    typed = form.lines(name, _LONGEST)
    if field.sort == "lines":
        return [line.strip() for line in typed.splitlines() if line.strip()]
    if not typed:
        return None
    try:
        return msgspec.json.decode(typed)
    except msgspec.DecodeError as error:
        form.refuse(name, "This cannot be read: %(why)s", why=str(error))
        return None


def _sort(said: Any) -> str:
    if isinstance(said, msgspec.inspect.BoolType):
        return "tick"
    if isinstance(said, msgspec.inspect.IntType | msgspec.inspect.FloatType):
        return "number"
    collection = isinstance(said, msgspec.inspect.VarTupleType | msgspec.inspect.FrozenSetType)
    return "lines" if collection and isinstance(_inner(said.item_type), msgspec.inspect.StrType) else "json"


def _inner(said: Any) -> Any:
    return said.type if isinstance(said, msgspec.inspect.Metadata) else said


def _default(field: Any) -> Any:
    return None if field.default is msgspec.NODEFAULT else msgspec.to_builtins(field.default)


def _typed(field: ParameterField, value: Any) -> str:
    if field.sort == "tick":
        return "on" if value else ""
    if field.sort == "lines":
        return "\n".join(str(one) for one in value or ())
    if value is None:
        return ""
    return str(value) if field.sort == "number" else msgspec.json.format(msgspec.json.encode(value)).decode()


def _sources(typed: str) -> list[dict[str, str]]:
    lines = [[part.strip() for part in line.split("|", 2)] for line in typed.splitlines() if line.strip()]
    return [dict(zip(("law", "article", "seen"), parts, strict=False)) for parts in lines]


def _source_line(source: Mapping[str, str]) -> str:
    seen = source.get("seen", "unverified")
    parts = [source["law"], source.get("article", ""), *([seen] if seen != "unverified" else [])]
    return " | ".join(parts) if any(parts[1:]) else parts[0]


def _form_field(name: str, kind: str) -> str | None:
    known = {"id", "sources", *(f"p_{field.name}" for field in parameter_fields(kind))}
    return name if name in known else None
