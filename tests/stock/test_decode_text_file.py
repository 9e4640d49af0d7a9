"""Mei uploads what suppliers send her; nobody knows how they saved it."""

import pytest

from bodega.kernel.errors import InvalidInput
from bodega_shop.stock.decode_text_file import UnreadableFile, decode_text_file

CARDS = "星海点卡 100元\r\nXH0001----8F3K-22LM\r\nXH0002----9Q7Z-01BB\r\n"


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16LE"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("gb18030", "GB18030"),
    ],
)
def test_every_usual_encoding_is_found(codec, found):
    decoded = decode_text_file(CARDS.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.also_valid) == (CARDS, found, ())


@pytest.mark.parametrize(
    ("mark", "codec", "found"),
    [
        (b"\xff\xfe", "utf-16-le", "UTF-16LE"),
        (b"\xfe\xff", "utf-16-be", "UTF-16BE"),
        (b"\x84\x31\x95\x33", "gb18030", "GB18030"),
    ],
)
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(mark, codec, found):
    decoded = decode_text_file(mark + "卡密".encode(codec))
    assert (decoded.text, decoded.encoding) == ("卡密", found)


def test_an_empty_file_is_empty_text():
    assert decode_text_file(b"").text == ""


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["ABCD-1234", "一二三\n上下文\n一A\n", "AB\r一\rCD", "卡密：ABCD1234", "卡号\tA1\r\n密码\tB2"]
)
def test_utf_16_without_a_mark_is_found_by_its_nul_bytes(codec, text):
    assert decode_text_file(text.encode(codec)).text == text


@pytest.mark.parametrize("stop", [1, 2])
def test_utf_8_cut_off_in_the_middle_of_a_character_is_not_taken_for_gb18030(stop):
    data = "A1----你好".encode()[:-stop]
    with pytest.raises(UnreadableFile) as refused:
        decode_text_file(data)
    assert refused.value.params == {"offset": 9, "bytes": data[9:].hex(" "), "tried": "UTF-8"}


def test_one_broken_byte_in_chinese_utf_8_is_not_read_as_mojibake():
    data = "点卡A1\n".encode() + b"\xe7\x82" + "卡A2\n".encode()
    data.decode("gb18030", "replace")
    with pytest.raises(UnreadableFile) as refused:
        decode_text_file(data)
    assert refused.value.params["offset"] == 9
    assert refused.value.params["bytes"] == "e7 82 e5 8d"


def test_gb18030_that_ends_in_half_a_character_is_refused_with_its_offset():
    data = "A1----点卡".encode("gb18030")[:-1]
    with pytest.raises(UnreadableFile) as refused:
        decode_text_file(data)
    assert refused.value.params == {"offset": 8, "bytes": "bf", "tried": "GB18030, UTF-8"}


def test_a_rare_last_character_of_gb18030_is_not_taken_for_a_cut_in_utf_8():
    data = "A1\nA2 锟".encode("gb18030")
    assert decode_text_file(data).text == "A1\nA2 锟"


@pytest.mark.parametrize(
    ("data", "offset", "shown"),
    [
        (b"ABC\nDEF\xff\nGHI", 7, "ff 0a 47 48"),
        (b"CODE-1\nCODE-2\nCO\x00E-3\nCODE-4\nCODE-5\nCODE-6\n", 16, "00 45 2d 33"),
        (b"\xef\xbb\xbfABC\xff", 6, "ff"),
        (b"\xff\xfeA\x00B", 4, "42"),
        (b"\xff\xfeA\x00\x00\xd8B\x00", 4, "00 d8 42 00"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x00", 8, "00 00 00 0d"),
        (b"1\x002\x003\x00\n\x004\x005\x006\x00\n", 14, "0a"),
    ],
)
def test_an_unreadable_file_says_where_and_which_bytes(data, offset, shown):
    with pytest.raises(UnreadableFile) as refused:
        decode_text_file(data)
    assert (refused.value.params["offset"], refused.value.params["bytes"]) == (offset, shown)
    assert f"offset {offset}" in str(refused.value)
    assert shown in str(refused.value)


def test_the_refusal_is_bad_input_of_the_person_and_no_fault_of_ours():
    with pytest.raises(InvalidInput) as refused:
        decode_text_file(b"\x00\x00\xfe\xff\x00\x00\x00A")
    assert refused.value.status == 400
    assert "UTF-32" in str(refused.value)


def test_accents_that_could_be_chinese_are_read_as_utf_8_and_said_to_be_doubtful():
    data = "café-1234".encode()
    decoded = decode_text_file(data)
    assert (decoded.text, decoded.also_valid) == ("café-1234", ("GB18030",))
    assert decode_text_file(data, encoding="GB18030").text == data.decode("gb18030")


def test_a_single_chinese_line_in_utf_16_is_said_to_be_doubtful():
    decoded = decode_text_file("你好世界卡密".encode("utf-16-le"))
    assert (decoded.encoding, decoded.also_valid) == ("GB18030", ("UTF-16LE",))


@pytest.mark.parametrize("word", ["联通", "点卡", "激活码", "星海点卡行"])
def test_usual_chinese_words_in_gb18030_leave_no_doubt(word):
    decoded = decode_text_file(word.encode("gb18030"))
    assert (decoded.text, decoded.encoding, decoded.also_valid) == (word, "GB18030", ())


def test_a_chosen_encoding_is_used_with_or_without_its_mark():
    assert decode_text_file("卡".encode("utf-16"), encoding="UTF-16LE").text == "卡"
    assert decode_text_file("卡".encode("utf-16-le"), encoding="UTF-16LE").text == "卡"
    with pytest.raises(UnreadableFile):
        decode_text_file("卡".encode("gb18030"), encoding="UTF-8")
    with pytest.raises(UnreadableFile, match="latin-1"):
        decode_text_file(b"A", encoding="latin-1")
