import pytest

from bodega.kernel.contact import Contact, parse_contact, parse_email, parse_phone
from bodega.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    "typed", ["chen.hao@example.com", " Chen.Hao@Example.COM\n", "ｃｈｅｎ．ｈａｏ＠ｅｘａｍｐｌｅ．ｃｏｍ"]
)
def test_chen_hao_is_found_however_he_types_his_address(typed):
    assert parse_contact(typed) == Contact("email", "chen.hao@example.com")


@pytest.mark.parametrize(
    "typed",
    ["13800138000", "+86 138 0013 8000", "0086-138-0013-8000", "１３８００１３８０００", "138 0013 8000"],
)
def test_a_chinese_mobile_number_is_one_number_in_every_spelling(typed):
    assert parse_contact(typed) == Contact("phone", "+8613800138000")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+1 (415) 555-0100", "+14155550100"),
        ("00442071838750", "+442071838750"),
        ("+852 5123 4567", "+85251234567"),
    ],
)
def test_a_foreign_number_needs_its_country(typed, number):
    assert parse_phone(typed) == number


@pytest.mark.parametrize(
    "email", ["a+b@x-y.example.co", "o'brien@example.com", "123456@qq.com", "a@b.xn--fiqs8s"]
)
def test_real_mailboxes_are_accepted(email):
    assert parse_email(email) == email


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "chen",
        "chen@",
        "@example.com",
        "chen@example",
        "chen hao@example.com",
        "chen@exa mple.com",
        "a@b@c.com",
        ".a@b.com",
        "a.@b.com",
        "a..b@c.com",
        "a@-b.com",
        "a@b-.com",
        "a@b..com",
        "a@[127.0.0.1]",
        '"a"@b.com',
        "a@b.com\nBcc: x@y.com",
        "a@b.com\0",
        "x" * 65 + "@b.com",
        "a@" + "b." * 130 + "com",
        "a" * 10_000,
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(InvalidInput):
        parse_email(typed)
    with pytest.raises(InvalidInput):
        parse_contact(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "12345678901",
        "1380013800",
        "138001380000",
        "4155550100",
        "+8612345",
        "+8602112345678",
        "+0123456789",
        "++8613800138000",
        "+1415555010012345",
        "١٣٨٠٠١٣٨٠٠٠x",
    ],
)
def test_what_is_no_mobile_number_is_refused(typed):
    with pytest.raises(InvalidInput):
        parse_phone(typed)
