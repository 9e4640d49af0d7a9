"""Papers lie in a bucket that speaks S3 as they lie in a folder: once, whole, and for whoever holds the keys."""

import pytest

from bodega.kernel.errors import NotFound, Unavailable
from bodega.kernel.file_store import FileStore
from simulators.bucket import bucket_open, signature_of

KEY, SECRET = "AKIDEXAMPLE", "a secret of this test"


@pytest.fixture
def bucket(monkeypatch):
    """A bucket of this machine, and the variables with which an operator names it."""
    with bucket_open(KEY, SECRET) as bucket:
        for name, value in {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "cn-north-1",
            "AWS_ENDPOINT_URL": bucket.url,
            "AWS_ALLOW_HTTP": "true",
        }.items():
            monkeypatch.setenv(name, value)
        yield bucket


def test_the_bucket_checks_signatures_as_aws_publishes_them():
    """The first example of "Authenticating Requests: Using the Authorization Header" in the reference of S3."""
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    headers = {
        "host": "examplebucket.s3.amazonaws.com",
        "range": "bytes=0-9",
        "x-amz-content-sha256": empty,
        "x-amz-date": "20130524T000000Z",
    }
    found = signature_of(
        "GET", "/test.txt", "", headers, signed="host;range;x-amz-content-sha256;x-amz-date",
        scope="20130524/us-east-1/s3/aws4_request", secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    )  # fmt: skip
    assert found == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"


async def test_a_paper_is_kept_read_and_removed(bucket):
    store = FileStore("s3://papers/xinghai")
    await store.put("2026/营业执照", b"sealed")
    assert bucket.kept == {"papers/xinghai/2026/营业执照": b"sealed"}
    assert await store.get("2026/营业执照") == b"sealed"
    for _ in range(2):
        await store.delete("2026/营业执照")
    with pytest.raises(NotFound):
        await store.get("2026/营业执照")


async def test_what_is_kept_is_never_written_over(bucket):
    store = FileStore("s3://papers")
    await store.put("one", b"first")
    with pytest.raises(Unavailable):
        await store.put("one", b"second")
    assert await store.get("one") == b"first"


async def test_another_key_and_a_bucket_that_is_down_are_said_to_be_out_of_reach(bucket, monkeypatch):
    bucket.secret = "another secret"
    with pytest.raises(Unavailable):
        await FileStore("s3://papers").get("one")
    bucket.secret = SECRET
    bucket.down = True
    with pytest.raises(Unavailable):
        await FileStore("s3://papers").put("one", b"sealed")
    assert bucket.kept == {}
