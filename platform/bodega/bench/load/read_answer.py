"""Read one HTTP/1.1 answer out of what has come so far, as far as our own servers write them."""

from bodega.bench.load.journey import Answer

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_STATUS = slice(9, 12)


class NotUnderstood(Exception):
    """The server's answer has no length that this client could read."""


def read_answer(received: bytearray) -> Answer | None:
    """The answer, once it is whole, taken out of `received`; None while more must come.

    Raises `NotUnderstood` for an answer without a length: this client reads no chunks, because its servers send none.
    """
    end = received.find(_HEAD_END)
    if end < 0:
        return None
    head = bytes(received[:end]).lower()
    body_from = end + len(_HEAD_END)
    whole = body_from + _length(head)
    if len(received) < whole:
        return None
    answer = Answer(int(head[_STATUS]), bytes(received[body_from:whole]))
    del received[:whole]
    return answer


def _length(head: bytes) -> int:
    at = head.find(_LENGTH)
    if at < 0:
        raise NotUnderstood(head.decode("latin-1"))
    line_end = head.find(b"\r\n", at)
    return int(head[at + len(_LENGTH) : line_end if line_end >= 0 else len(head)])
