"""Mei reads Chinese: everything an import can say to her is said in it."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import bodega_shop.stock
from bodega.kernel.i18n import CHINESE, Translations
from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.judge_code_lines import judge_code_lines
from bodega_shop.stock.read_code_lines import read_code_lines

TRANSLATIONS = Translations(["bodega_shop"])
PARAMETER = re.compile(r"%\(\w+\)[sd]")


def messages() -> set[str]:
    keywords = {"Phrase": None, "UnreadableFile": None}
    [folder] = bodega_shop.stock.__path__
    return {found for _, _, found, _, _ in extract_from_dir(Path(folder), keywords=keywords)} | {
        UnreadableFile().message
    }


def test_every_message_of_an_import_is_translated_with_all_its_parameters():
    for message in messages():
        chinese = TRANSLATIONS.gettext(CHINESE, message)
        assert re.search("[\u4e00-\u9fff]", chinese), message
        assert sorted(PARAMETER.findall(chinese)) == sorted(PARAMETER.findall(message))


def test_a_refused_line_and_a_refused_file_say_why_in_chinese():
    preview = judge_code_lines(read_code_lines("A1----P1\nA2----\n"), fingerprint=str.encode)
    [refused] = preview.refused
    assert TRANSLATIONS.gettext(CHINESE, refused.reason.msgid, **refused.reason.params) == "第 2 个字段为空。"
    with pytest.raises(UnreadableFile) as unreadable:
        read_code_lines(b"A1\xff")
    said = TRANSLATIONS.gettext(CHINESE, unreadable.value.message, **unreadable.value.params)
    assert "第 2 字节处（从 0 计）的内容为 ff" in said
