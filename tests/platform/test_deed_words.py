"""Every deed that is written into the platform's record can be read there by a person."""

import re
from pathlib import Path

import bodega
import bodega_shop
from bodega.lifecycle.checklist import REQUIRED
from bodega.platform_pages.deed_words import DEEDS, say_detail

_WRITTEN = re.compile(r'"((?:shop|membership|account|plugin)\.[a-z_]+)"')
# Names columns as `table.column`.
_COLUMNS = "personal_data.py"
# Lines of the launch checklist are written alike.
_NO_DEEDS = {"html", *(code.partition(".")[2] for code in REQUIRED)}


def test_every_deed_has_words():
    written = {
        deed
        for package in (bodega, bodega_shop)
        for file in Path(package.__file__).parent.rglob("*.py")
        if file.name != _COLUMNS
        for deed in _WRITTEN.findall(file.read_text("utf-8"))
        if deed.partition(".")[2] not in _NO_DEEDS
    }
    assert written - set(DEEDS) == set()


def test_the_reason_is_read_first_and_roles_in_words():
    said = say_detail({"email": "mei@people.test", "reason": "She helps.", "role": "owner"}, str.upper)
    assert said == "She helps., mei@people.test, OWNER"
