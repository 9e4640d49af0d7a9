"""What people type for a domain, and what it means to a name server."""

import pytest

from bodega.domains.read_domain import read_domain, shown_domain
from bodega.kernel.errors import InvalidInput

BASE = "bodega.example"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shop.xinghai.example", "shop.xinghai.example"),
        ("  HTTPS://Shop.Xinghai.Example:8443/p/1?x=1 ", "shop.xinghai.example"),
        ("xinghai.example.", "xinghai.example"),
        ("xinghai.example/../", "xinghai.example"),
        # As IANA published its test names.
        ("例子.测试", "xn--fsqu00a.xn--0zwm56d"),
        ("例子。中国", "xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_what_is_typed_becomes_one_name(typed, meant):
    assert read_domain(typed, BASE) == meant


def test_a_chinese_name_is_shown_as_it_is_read():
    assert shown_domain(read_domain("星海.中国", BASE)) == "星海.中国"
    assert shown_domain("xn--a") == "xn--a"


@pytest.mark.parametrize(
    "typed",
    ["", "xinghai", "192.0.2.7", "[2001:db8::1]", "a b.example", "-a.example", "a..example", "x" * 64 + ".example",
     f"lin.{BASE}", BASE, "a.example'--", "☠.", "a_b.example", f"{'a.' * 130}example"],
)  # fmt: skip
def test_what_is_no_domain_is_refused(typed):
    with pytest.raises(InvalidInput) as refused:
        read_domain(typed, BASE)
    assert refused.value.field == "host"
