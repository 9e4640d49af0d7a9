"""Numbers that can be checked by themselves: the credit code's last character, the shape of filings and licences."""

import pytest

from bodega.kernel.errors import InvalidInput
from bodega.qualifications.check_icp import check_icp, check_licence
from bodega.qualifications.check_uscc import check_uscc

# The first is the worked example of GB 32100-2015; the others stand on the public pages of well-known companies.
CREDIT_CODES = (
    "91350100M000100Y43",
    "91110000802100433B",
    "9144030071526726XG",
    "91330100799655058B",
    "914403001922038216",
)
FILINGS = (
    "京ICP备12025439号-3",
    "京ICP备05070218号",
    "沪ICP备13002172号-3",
    "粤ICP备2021123456号",
    "蜀ICP备19012345号-1",
)
LICENCES = (
    "粤B2-20090059",
    "京ICP证030173号",
    "B2-20090059",
    "京B2-20200123",
    "A2.B1.B2-20100001",
    "粤B2-20090191-18",
)


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_published_credit_codes_are_right(code):
    assert check_uscc(code) == code


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_one_wrong_character_is_found_wherever_it_stands(code):
    for place in range(18):
        other = "8" if code[place] != "8" else "9"
        with pytest.raises(InvalidInput):
            check_uscc(code[:place] + other + code[place + 1 :])


def test_the_standards_own_bad_example_is_refused():
    with pytest.raises(InvalidInput, match="last character"):
        check_uscc("91350100M000100Y4Z"[:17] + "4")


def test_two_neighbours_changed_about_are_found():
    with pytest.raises(InvalidInput):
        check_uscc("91350100M001000Y43")


def test_a_code_is_read_as_people_type_it():
    assert check_uscc(" 9135 0100 m000 100y 43 ") == "91350100M000100Y43"
    assert check_uscc("９１３５０１００M000100Y43") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("typed", "why"), [("9135", "18 characters"), ("91350100MO00100Y43", "never holds O")]
)
def test_a_code_that_cannot_be_one_says_why(typed, why):
    with pytest.raises(InvalidInput, match=why):
        check_uscc(typed)


@pytest.mark.parametrize("number", FILINGS)
def test_filings_are_read(number):
    assert check_icp(number) == number
    assert check_icp(f" {number.lower()} ") == number


@pytest.mark.parametrize(
    "typed", ["", "京ICP备123号", "东ICP备12025439号", "ICP备12025439号", "京ICP备12025439", "京ICP证030173号", "京ICP备12025439号-0", "京ICP备1202543９9号"],
)  # fmt: skip
def test_what_is_no_filing_is_refused(typed):
    with pytest.raises(InvalidInput):
        check_icp(typed)


@pytest.mark.parametrize("number", LICENCES)
def test_licences_are_read(number):
    assert check_licence(number) == number


def test_a_filing_is_no_licence_and_that_is_said():
    with pytest.raises(InvalidInput, match="备案"):
        check_licence("京ICP备12025439号-3")
