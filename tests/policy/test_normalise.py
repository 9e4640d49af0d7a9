"""A word is found in every disguise, and marked where it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bodega.policy.listing import Listing
from bodega.policy.normalise import Reading, fold

DISGUISES = {
    "as it is": ("星海卡盟", "卡盟"),
    "with a dot": ("星海卡·盟", "卡·盟"),
    "with a space": ("星海卡 盟", "卡 盟"),
    "with a full stop": ("星海卡.盟商城", "卡.盟"),
    "with something that cannot be seen": ("星海卡\u200b盟", "卡\u200b盟"),
    "with a soft hyphen": ("星海卡\u00ad盟", "卡\u00ad盟"),
    "in pinyin": ("星海kameng", "kameng"),
    "in pinyin with a space": ("星海 Ka Meng 屋", "Ka Meng"),
    "in pinyin with tones": ("星海kǎméng", "kǎméng"),
    "in full width": ("星海ＫＡＭＥＮＧ", "ＫＡＭＥＮＧ"),
    "half in pinyin": ("星海卡meng", "卡meng"),
    "the other half in pinyin": ("星海ka盟", "ka盟"),
    "with Cyrillic letters": ("星海kаmеng", "kаmеng"),
    "with digits for letters": ("星海k4m3ng", "k4m3ng"),
    "with an emoji": ("星海💳盟", "💳盟"),
    "in another hanzi": ("星海咔盟", "咔盟"),
    "in parts": ("星海卡明皿", "卡明皿"),
    "with a private sign": ("星海卡\ue000盟", "卡\ue000盟"),
    "far apart": ("星海卡 ———— 盟", "卡 ———— 盟"),
    "every sign on its own": ("卡-盟-星-海", "卡-盟"),
}


@pytest.mark.parametrize(("name", "marked"), DISGUISES.values(), ids=DISGUISES.keys())
def test_a_forbidden_name_is_seen_through_its_disguise_and_marked(book, name, marked):
    hit = next(hit for hit in book.judge(Listing(shop_name=name)) if hit.rule == "shop-name-words")
    assert [name[mark.start : mark.end] for mark in hit.marks] == [marked]
    assert marked in hit.message.zh


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("１００％", "100%"),
        ("國家級", "国家级"),
        ("0️⃣元", "0元"),
        ("①", "1"),
        ("帳號", "账号"),
        ("𝐕𝐏𝐍", "vpn"),
        ("ＶΡΝ", "vpn"),
        ("VРN", "vpn"),
        ("茭易", "交易"),
        ("💯%", "100%"),
        ("账\ue000号", "账号"),
    ],
)
def test_writing_has_one_plain_form(written, plain):
    assert fold(written) == plain


@pytest.mark.parametrize(
    "title",
    [
        "月卡 盟约骑士礼包",
        "外观 挂件礼包",
        "年卡/盟主皮肤",
        "Kamera 电子券",
        "sawaiguard 软件",
        "一套 现金礼券",
        "隐私 服色主题",
    ],
)
def test_two_words_that_happen_to_meet_are_not_one(book, title):
    assert not [hit for hit in book.judge(Listing(title=title)) if hit.marks]


def test_a_decimal_point_does_not_make_one_hundred_of_one(book):
    assert not [hit for hit in book.judge(Listing(title="SSR 概率 1.00%中奖")) if hit.marks]
    assert [hit for hit in book.judge(Listing(title="盲盒 100%中奖")) if hit.marks]


@given(st.text(max_size=60))
def test_every_plain_sign_comes_from_a_written_one(written):
    reading = Reading(written)
    assert len(reading.origins) == len(reading.plain)
    assert reading.origins == sorted(reading.origins)
    assert all(0 <= place < len(written) for place in reading.origins)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_the_judge(book, before, after):
    title = before + "卡\u200b盟" + after
    hits = book.judge(Listing(shop_name=before, title=title, texts={"introduction": after}))
    assert all(0 <= mark.start < mark.end <= len(title) for hit in hits for mark in hit.marks)
