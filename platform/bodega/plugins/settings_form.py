"""An extension's settings: declared as a structure, shown as a form, kept with the secret ones sealed.

    class MySettings(ExtensionSettings, frozen=True):
        key: Annotated[str, Setting(label=Text("Key", "密钥"), secret=True)] = ""

Secret values are write-only: a form never holds one. Leaving the field empty keeps what is stored; the check box
`<name>.forget` takes it away.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from bodega.kernel.errors import InvalidInput, PluginError, SettingError
from bodega.kernel.vault import ShopVault
from bodega.plugins.read_setting import Setting, SettingField, read_setting

SEALED = "sealed"
FORGET = ".forget"
_KINDS = (str, int, bool)


class ExtensionSettings(msgspec.Struct, frozen=True):
    """The ground of every settings structure: printing one never shows a secret."""

    def __repr__(self) -> str:
        shown = (
            f"{field.name}={'[hidden]' if field.setting.secret else repr(getattr(self, field.name))}"
            for field in fields_of(type(self))
        )
        return f"{type(self).__name__}({', '.join(shown)})"


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


def check_settings_type(settings_type: type[Any]) -> None:
    """Raise `SettingError` for a structure that no form can show, or that cannot start empty."""
    for field in fields_of(settings_type):
        if field.kind not in _KINDS or (field.setting.secret and field.kind is not str):
            raise SettingError("Its setting %(name)s is of a kind that no form can show.", name=field.name)
    try:
        settings_type()
    except TypeError as error:
        raise SettingError("Every setting needs a default: %(why)s", why=str(error)) from error


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
    plain: dict[str, Any] = {}
    sealed: dict[str, Any] = {}
    for field in fields_of(settings_type):
        value = read_setting(field, sent.get(field.name, ""))
        if not field.setting.secret:
            plain[field.name] = value
        elif value:
            sealed[field.name] = _seal(value, field.name, vault, owner)
        elif field.name in stored and not sent.get(field.name + FORGET):
            sealed[field.name] = stored[field.name]
    _check_filled_in(settings_type, plain, sealed)
    _check_limits(settings_type, plain)
    return plain | sealed


def open_settings(
    settings_type: type[Any], stored: Mapping[str, Any], *, vault: ShopVault, owner: UUID
) -> Any:
    """The structure itself with its secrets opened, for the extension's own eyes.

    Raises `CannotOpen` for a secret that was sealed to somebody else, `PluginError` for stored values that no longer
    fit the structure, after an upgrade for example.
    """
    secret = {field.name for field in fields_of(settings_type) if field.setting.secret}
    known = {field.name for field in msgspec.structs.fields(settings_type)}
    values = {
        name: _open(value, name, vault, owner) if name in secret else value
        for name, value in stored.items()
        if name in known
    }
    try:
        return msgspec.convert(values, settings_type)
    except msgspec.ValidationError:
        # What does not fit may be a secret, so neither it nor the reason is repeated.
        raise PluginError(
            "The settings of this extension no longer fit it. Please save them again."
        ) from None


def form_values(settings_type: type[Any], stored: Mapping[str, Any]) -> dict[str, str]:
    """What a form shows of stored settings: every value but the secret ones."""
    values = {}
    for field in fields_of(settings_type):
        value = stored.get(field.name, field.default)
        if field.setting.secret or value is None or value is False:
            continue
        values[field.name] = "1" if value is True else str(value)
    return values


def has_secret(stored: Mapping[str, Any], name: str) -> bool:
    """Whether a secret is kept under `name`, which is all that a form may say of it."""
    value = stored.get(name)
    return isinstance(value, Mapping) and SEALED in value


def _check_filled_in(settings_type: type[Any], plain: Mapping[str, Any], sealed: Mapping[str, Any]) -> None:
    for field in fields_of(settings_type):
        condition = field.setting.required_if
        required = field.setting.required or (condition and plain.get(condition[0]) == condition[1])
        if required and plain.get(field.name, sealed.get(field.name)) in (None, ""):
            raise InvalidInput("Please fill this in.", field=field.name)


def _check_limits(settings_type: type[Any], plain: Mapping[str, Any]) -> None:
    """Hold what was read against the limits that the structure itself declares, such as `msgspec.Meta(le=65535)`."""
    for name, value in plain.items():
        try:
            msgspec.convert({name: value}, settings_type)
        except msgspec.ValidationError:
            raise InvalidInput("This value is outside of what is allowed here.", field=name) from None


def _seal(text: str, name: str, vault: ShopVault, owner: UUID) -> dict[str, str]:
    sealed = vault.seal(text, table="settings", column=name, row_id=owner)
    return {SEALED: base64.b64encode(sealed).decode()}


def _open(value: Any, name: str, vault: ShopVault, owner: UUID) -> str:
    if not isinstance(value, Mapping) or SEALED not in value:
        return ""
    try:
        sealed = base64.b64decode(value[SEALED], validate=True)
    except (binascii.Error, ValueError):
        return ""
    return vault.open(sealed, table="settings", column=name, row_id=owner).decode()
