"""Shorten texts as WeChat Pay takes them: one line, and a number of bytes."""

DESCRIPTION_BYTES = 127
REASON_BYTES = 80


def shorten(text: str, most_bytes: int) -> str:
    """`text` on one line, cut between two characters; empty when nothing printable is in it.

    A backtick would look like the beginning of a cell in WeChat Pay's own bills.
    """
    line = " ".join(text.replace("`", "'").split())
    printable = "".join(character for character in line if character.isprintable())
    return printable.encode("utf-8", "ignore")[:most_bytes].decode("utf-8", "ignore").strip()
