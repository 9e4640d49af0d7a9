"""A bucket that speaks as much of S3 as keeping files needs: put what is not there, get, delete, and signatures checked.

Requests are signed as AWS describes it (Signature Version 4, "Authenticating Requests"); its published example is held
against `signature_of` by the tests, and the client is obstore, which is nobody's of ours.
"""

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape, unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]+),\s*SignedHeaders=(?P<signed>[^,]+),\s*Signature=(?P<sign>\w+)"
)
_KEY = re.compile(r"<Key>([^<]*)</Key>")


def signature_of(
    method: str, path: str, query: str, headers: Mapping[str, str], *, signed: str, scope: str, secret: str
) -> str:
    """The signature that this request must carry; `headers` by their lower-case names."""
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in signed.split(";"))
    asked = "&".join(sorted(part if "=" in part else f"{part}=" for part in query.split("&") if part))
    request = "\n".join([method, path, asked, lines, signed, headers["x-amz-content-sha256"]])
    text = "\n".join(
        ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashlib.sha256(request.encode()).hexdigest()]
    )
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class Bucket(ThreadingHTTPServer):
    """`kept` are the bodies by their paths, the name of the bucket first. `down` answers everything with 503."""

    daemon_threads = True

    def __init__(self, key: str, secret: str) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.key, self.secret = key, secret
        self.kept: dict[str, bytes] = {}
        self.down = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def bucket_open(key: str, secret: str) -> Iterator[Bucket]:
    """A bucket that answers until the block is left."""
    bucket = Bucket(key, secret)
    serving = threading.Thread(target=bucket.serve_forever, daemon=True)
    serving.start()
    try:
        yield bucket
    finally:
        bucket.shutdown()
        bucket.server_close()
        serving.join()


class _Call(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        if not self._may(body):
            return
        if self.headers.get("if-none-match") == "*" and self._name in self.server.kept:
            self._answer(412, _error("PreconditionFailed"))
            return
        self.server.kept[self._name] = body
        self._answer(200, etag=True)

    def do_GET(self) -> None:
        if not self._may():
            return
        found = self.server.kept.get(self._name)
        if found is None:
            self._answer(404, _error("NoSuchKey"))
        else:
            self._answer(200, found, etag=True)

    def do_POST(self) -> None:
        """Delete several at once, which is how obstore deletes one (DeleteObjects)."""
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        if not self._may(body):
            return
        names = [unescape(name) for name in _KEY.findall(body.decode())]
        for name in names:
            self.server.kept.pop(f"{self._name}/{name}", None)
        gone = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in names)
        self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def log_message(self, *_: object) -> None:
        """The tests' output stays their own."""

    @property
    def _name(self) -> str:
        return unquote(self.path.partition("?")[0]).strip("/")

    def _may(self, body: bytes = b"") -> bool:
        if self.server.down:
            self._answer(503, _error("SlowDown"))
            return False
        headers = {name.lower(): value for name, value in self.headers.items()}
        said = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        digest = headers.get("x-amz-content-sha256", "")
        whole = digest in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest())
        path, _, query = self.path.partition("?")
        if said and whole and said["key"] == self.server.key:
            right = signature_of(
                self.command, path, query, headers,
                signed=said["signed"], scope=said["scope"], secret=self.server.secret,
            )  # fmt: skip
            if hmac.compare_digest(right, said["sign"]):
                return True
        self._answer(403, _error("SignatureDoesNotMatch"))
        return False

    def _answer(self, status: int, body: bytes = b"", *, etag: bool = False) -> None:
        self.send_response(status)
        if etag:
            self.send_header("etag", '"1"')
            self.send_header("last-modified", "Sun, 22 Nov 2026 00:00:00 GMT")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
