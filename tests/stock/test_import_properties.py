"""What holds for every list of codes, however it was saved, and for all text and bytes that are none."""

import hashlib
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from bodega_shop.stock.decode_text_file import UnreadableFile
from bodega_shop.stock.judge_code_lines import judge_code_lines
from bodega_shop.stock.read_code_lines import read_code_lines

relaxed = settings(deadline=None)

fields = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=6, max_size=20)
chinese = st.sampled_from(["", "", "星海", "点卡一百元", "上"])
pairs = st.lists(st.tuples(fields, st.builds("{}{}".format, fields, chinese)), min_size=2, max_size=30)
anything = st.text(st.characters(exclude_categories=[]), max_size=200)
names = st.sampled_from(["codes.txt", "codes.csv", ""])
separators = st.sampled_from(["auto", "none", "dashes", "tab", "comma"])
pieces = st.sampled_from(
    [
        "A1",
        "卡",
        "----",
        ",",
        "\t",
        '"',
        "\r",
        "\n",
        "\u2028",
        " ",
        "\u3000",
        "\u200b",
        "\x00",
        "\ud800",
        "1.2E+15",
    ]
)
messy = st.lists(pieces, max_size=60).map("".join) | anything


def judge(codes):
    return judge_code_lines(codes, fingerprint=lambda text: hashlib.sha256(text.encode()).digest())


@relaxed
@given(
    pairs=pairs,
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]),
    separator=st.sampled_from(["----", "\t", ","]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    name=names,
    last_line_ends=st.booleans(),
)
def test_every_list_comes_back_from_every_encoding_separator_and_line_end(
    pairs, codec, separator, line_end, name, last_line_ends
):
    text = line_end.join(separator.join(pair) for pair in pairs) + line_end * last_line_ends
    codes = read_code_lines(text.encode(codec), file_name=name)
    assert [line.fields for line in codes.lines] == pairs
    assert codes.notices == []


@relaxed
@given(text=messy, separator=separators)
def test_every_line_of_pasted_text_is_counted_exactly_once(text, separator):
    codes = read_code_lines(text, separator=separator)
    preview = judge(codes)
    assert preview.total == len(codes.lines) + codes.blank
    numbers = [line.number for line in (*preview.new, *preview.duplicates, *preview.refused)]
    assert sorted(numbers) == [line.number for line in codes.lines]
    assert len({code.text for code in preview.new}) == len(preview.new)


@relaxed
@given(text=messy, separator=separators)
def test_an_accepted_code_reads_back_as_itself(text, separator):
    new = judge(read_code_lines(text, separator=separator)).new
    again = judge(read_code_lines("\n".join(code.text for code in new), separator="none"))
    assert {code.text for code in again.new} <= {code.text for code in new}
    assert not again.duplicates
    assert [str(line.reason) for line in again.refused] in ([], ["It looks like a heading, not like a code."])


@relaxed
@given(
    data=st.binary(max_size=300) | messy.map(lambda text: text.encode("utf-8", "surrogatepass")), name=names
)
def test_any_bytes_are_read_or_refused_as_unreadable(data, name):
    with suppress(UnreadableFile):
        codes = read_code_lines(data, file_name=name)
        assert judge(codes).total == len(codes.lines) + codes.blank
