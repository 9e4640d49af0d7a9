"""A header is believed only as far as trusted proxies wrote it."""

from ipaddress import ip_network

import pytest

from bodega.web.client_address import client_address

OURS = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", ["1.2.3.4"], "203.0.113.7"),
        ("10.0.0.2", ["198.51.100.9"], "198.51.100.9"),
        ("10.0.0.2", ["1.2.3.4, 198.51.100.9"], "198.51.100.9"),
        ("10.0.0.2", ["1.2.3.4", "198.51.100.9, 10.0.0.3"], "198.51.100.9"),
        ("10.0.0.2", [], "10.0.0.2"),
        ("10.0.0.2", ["' or 1=1 --"], "10.0.0.2"),
        ("::ffff:10.0.0.2", ["198.51.100.9"], "198.51.100.9"),
        ("fd00::1", ["2001:db8::5"], "2001:db8::5"),
        ("", ["1.2.3.4"], "unknown"),
    ],
)
def test_the_address_is_the_last_one_that_no_proxy_of_ours_has(peer, forwarded, expected):
    assert client_address(peer, forwarded, OURS) == expected
