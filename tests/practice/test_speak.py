"""Every word of the program has its Chinese, with the same parameters in it."""

import re
from pathlib import Path

import bodega_practice
from babel.messages import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from bodega.kernel import errors

PACKAGE = Path(bodega_practice.__file__).parent
KEYWORDS = DEFAULT_KEYWORDS | dict.fromkeys(["N_", *vars(errors)])
PARAMETER = re.compile(r"%\(\w+\)s")


def test_every_message_is_translated_and_none_is_left_over() -> None:
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    spoken = {found[2] for found in extract_from_dir(PACKAGE, methods, keywords=KEYWORDS)}
    catalogue = {entry.id: entry.string for entry in words() if entry.id}
    assert set(catalogue) == spoken
    assert [english for english, chinese in catalogue.items() if not chinese] == []


def test_a_translation_keeps_the_parameters_of_its_message() -> None:
    for entry in words():
        if entry.id:
            assert sorted(PARAMETER.findall(str(entry.id))) == sorted(PARAMETER.findall(str(entry.string)))


def words() -> list[Message]:
    with (PACKAGE / "locale" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        return list(read_po(lines))
