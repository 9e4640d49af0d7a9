"""An extension's settings: declared as a structure, shown as a form, kept with the secret ones sealed.

    class MySettings(msgspec.Struct, frozen=True):
        key: Annotated[str, Setting(label=Text("Key", "密钥"), secret=True)] = ""

Secret values are write-only: a form never holds one, and leaving the field empty keeps what is stored.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from bodega.kernel.errors import InvalidInput
from bodega.kernel.i18n import Text
from bodega.kernel.vault import ShopVault

SEALED = "sealed"


@dataclass(frozen=True)
class Setting:
    """How one setting is shown. `choices` maps stored values to labels; a `bool` field becomes a check box."""

    label: Text
    help: Text = Text(en="", zh="")  # noqa: RUF009 - frozen
    secret: bool = False
    required: bool = False
    url: bool = False
    choices: Mapping[str, Text] | None = None


@dataclass(frozen=True)
class SettingField:
    """One field of a settings form, ready to be drawn."""

    name: str
    kind: type
    setting: Setting
    default: Any


def fields_of(settings_type: type[Any]) -> list[SettingField]:
    """The fields of a settings structure, in order."""
    hints = get_type_hints(settings_type, include_extras=True)
    defaults = {field.name: field.default for field in msgspec.structs.fields(settings_type)}
    found = []
    for name, hint in hints.items():
        if get_origin(hint) is not Annotated:
            continue
        kind, *notes = get_args(hint)
        setting = next((note for note in notes if isinstance(note, Setting)), None)
        if setting is not None:
            default = defaults[name]
            found.append(SettingField(name, kind, setting, None if default is msgspec.NODEFAULT else default))
    return found


def read_form(
    settings_type: type[Any],
    sent: Mapping[str, str],
    stored: Mapping[str, Any],
    *,
    vault: ShopVault,
    owner: UUID,
) -> dict[str, Any]:
    """What to store for the form `sent`: plain values as they are, secrets sealed to `owner`.

    Raises `InvalidInput` naming the first field that cannot be used.
    """
    values: dict[str, Any] = {}
    for field in fields_of(settings_type):
        text = sent.get(field.name, "").strip()
        if field.setting.secret:
            values[field.name] = _seal(text, field.name, vault, owner) if text else stored.get(field.name)
        else:
            values[field.name] = _read(field, text)
        if field.setting.required and values[field.name] in (None, ""):
            raise InvalidInput("Please fill this in.", field=field.name)
    return {name: value for name, value in values.items() if value is not None}


def open_settings(
    settings_type: type[Any], stored: Mapping[str, Any], *, vault: ShopVault, owner: UUID
) -> Any:
    """The structure itself with its secrets opened, for the extension's own eyes."""
    secret = {field.name for field in fields_of(settings_type) if field.setting.secret}
    values = {
        name: _open(value, name, vault, owner) if name in secret else value for name, value in stored.items()
    }
    known = {field.name for field in msgspec.structs.fields(settings_type)}
    return msgspec.convert({name: value for name, value in values.items() if name in known}, settings_type)


def form_values(settings_type: type[Any], stored: Mapping[str, Any]) -> dict[str, str]:
    """What a form shows of stored settings: every value but the secret ones."""
    values = {}
    for field in fields_of(settings_type):
        value = stored.get(field.name, field.default)
        if not field.setting.secret and value not in (None, False):
            values[field.name] = "1" if value is True else str(value)
    return values


def has_secret(stored: Mapping[str, Any], name: str) -> bool:
    """Whether a secret is kept under `name`, which is all that a form may say of it."""
    value = stored.get(name)
    return isinstance(value, Mapping) and SEALED in value


def _read(field: SettingField, text: str) -> Any:
    if field.kind is bool:
        return text in ("1", "on", "true")
    if field.kind is int:
        if not text:
            return field.default
        if not text.isdecimal():
            raise InvalidInput("Please enter a whole number.", field=field.name)
        return int(text)
    if field.setting.choices is not None and text not in field.setting.choices:
        raise InvalidInput("Please choose one of the options.", field=field.name)
    if field.setting.url and text and not text.startswith(("https://", "http://")):
        raise InvalidInput("Please enter an address that begins with https://.", field=field.name)
    return text


def _seal(text: str, name: str, vault: ShopVault, owner: UUID) -> dict[str, str]:
    sealed = vault.seal(text, table="settings", column=name, row_id=owner)
    return {SEALED: base64.b64encode(sealed).decode()}


def _open(value: Any, name: str, vault: ShopVault, owner: UUID) -> str:
    if not isinstance(value, Mapping):
        return ""
    sealed = base64.b64decode(value[SEALED])
    return vault.open(sealed, table="settings", column=name, row_id=owner).decode()
