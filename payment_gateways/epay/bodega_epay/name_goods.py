"""Name the goods as the service takes it: one line, no ampersand, at most 127 bytes."""

MOST_BYTES = 127

# Signed text joins fields with `&`: a name must not look like a second field.
_HARMLESS = str.maketrans({"&": "＆"})


def name_goods(subject: str, number: str) -> str:
    """`subject`, cut between two characters; the order number when nothing is left of it."""
    line = " ".join(subject.translate(_HARMLESS).split())
    printable = "".join(character for character in line if character.isprintable())
    return printable.encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore").strip() or number
