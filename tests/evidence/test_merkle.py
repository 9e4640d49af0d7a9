"""A Merkle tree over digests: published vectors, every path, and nothing that can be passed off as something else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bodega_shop.evidence.merkle import path_of, root_by_path, root_of

# The entries and roots of the tests of Certificate Transparency (RFC 6962), for trees of 1, 2, 3, 7 and 8 leaves.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}

DIGESTS = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True)


@pytest.mark.parametrize("count", ROOTS)
def test_roots_are_those_of_certificate_transparency(count):
    assert root_of(ENTRIES[:count]).hex() == ROOTS[count]


@given(DIGESTS)
def test_every_path_leads_to_the_root(digests):
    root = root_of(digests)
    for place, digest in enumerate(digests):
        assert root_by_path(digest, place, len(digests), path_of(digests, place)) == root


@given(DIGESTS, st.data())
def test_another_digest_place_or_count_does_not(digests, data):
    place = data.draw(st.integers(0, len(digests) - 1))
    path, root = path_of(digests, place), root_of(digests)
    other = hashlib.sha256(digests[place]).digest()
    assert root_by_path(other, place, len(digests), path) != root
    if len(digests) > 1:
        assert root_by_path(digests[place], (place + 1) % len(digests), len(digests), path) != root
        assert root_by_path(digests[place], place, len(digests), path[:-1]) is None
    assert root_by_path(digests[place], place, len(digests), [*path, other]) is None
    assert root_by_path(digests[place], len(digests), len(digests), path) is None


def test_a_node_is_no_leaf():
    left, right = hashlib.sha256(b"1").digest(), hashlib.sha256(b"2").digest()
    leaves = [hashlib.sha256(b"\x00" + one).digest() for one in (left, right)]
    assert root_of([left, right]) != root_of([leaves[0] + leaves[1]])
