"""A settings form never holds a secret, not even the one that was typed a moment ago."""

from typing import Annotated

from bodega.kernel.form import Form
from bodega.kernel.i18n import Text
from bodega.plugins.settings_form import ExtensionSettings
from bodega_shop.console.settings_fields import shown_fields
from bodega_shop.extend import Setting


class Settings(ExtensionSettings, frozen=True):
    merchant: Annotated[str, Setting(label=Text("Merchant", "商户"), required=True)] = ""
    key: Annotated[
        str, Setting(label=Text("Key in PEM form", "密钥"), secret=True, lines=True, required=True)
    ] = ""
    live: Annotated[bool, Setting(label=Text("Live", "正式"))] = False
    way: Annotated[str, Setting(label=Text("Way", "方式"), choices={"qr": Text("QR", "扫码")})] = "qr"


def test_a_typed_secret_is_gone_before_the_form_is_drawn():
    form = Form({"merchant": "1001", "key": "-----BEGIN PRIVATE KEY-----"})

    shown_fields(lambda text: text.zh, Settings, {}, form)

    assert form.values == {"merchant": "1001"}


def test_fields_are_drawn_by_their_kind_and_a_kept_secret_need_not_be_typed_again():
    fields = shown_fields(lambda text: text.zh, Settings, {"key": {"sealed": "x"}}, Form())

    assert [(field.name, field.type, field.label) for field in fields] == [
        ("merchant", "text", "商户"), ("key", "textarea", "密钥"), ("live", "checkbox", "正式"), ("way", "select", "方式"),
    ]  # fmt: skip
    assert [field.required for field in fields] == [True, False, False, False]
    assert fields[1].kept
    assert fields[3].options == (("qr", "扫码"),)
