"""The settings of an extension as fields of a form: labels in the reader's language, secrets never shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bodega.kernel.form import Form
from bodega.kernel.i18n import Text
from bodega.plugins.settings_form import fields_of, has_secret


@dataclass(frozen=True)
class ShownField:
    """One field as `settings_fields.html` draws it; `type` is one of the macro `field`."""

    name: str
    type: str
    label: str
    help: str
    required: bool
    secret: bool
    kept: bool
    forgettable: bool
    options: tuple[tuple[str, str], ...]


def shown_fields(
    say: Callable[[Text], str], settings_type: type[Any], stored: Mapping[str, Any], form: Form
) -> list[ShownField]:
    """What was typed as a secret is dropped from `form`, so that no page repeats it."""
    shown = []
    for field in fields_of(settings_type):
        setting = field.setting
        kept = has_secret(stored, field.name)
        if setting.secret:
            form.values.pop(field.name, None)
        shown.append(
            ShownField(
                name=field.name,
                type=_type_of(
                    field.kind,
                    secret=setting.secret,
                    lines=setting.lines,
                    choices=setting.choices is not None,
                ),
                label=say(setting.label),
                help=say(setting.help),
                required=setting.required and not kept,
                secret=setting.secret,
                kept=kept,
                forgettable=not setting.required,
                options=tuple((value, say(label)) for value, label in (setting.choices or {}).items()),
            )
        )
    return shown


def _type_of(kind: type, *, secret: bool, lines: bool, choices: bool) -> str:
    if kind is bool:
        return "checkbox"
    if choices:
        return "select"
    if lines:
        return "textarea"
    return "password" if secret else "text"
