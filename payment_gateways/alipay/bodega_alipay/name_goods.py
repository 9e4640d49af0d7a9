"""Name the goods as Alipay takes it: one line, at most 256 characters, none of those that it forbids."""

MOST_CHARACTERS = 256

# Source: Alipay's documents of `subject`: no `/`, `=`, `&` and the like.
_FORBIDDEN = str.maketrans("/=&<>\"'\\%", "／＝＆＜＞＂＇＼％")


def name_goods(subject: str, number: str) -> str:
    """`subject`, cut; the order number when nothing is left of it."""
    line = " ".join(subject.translate(_FORBIDDEN).split())
    printable = "".join(character for character in line if character.isprintable())
    # Characters beyond the first plane cannot be written in GBK, nor in two bytes: some of Alipay's parts drop them.
    plain = "".join(character for character in printable if ord(character) < 0x10000)
    return plain[:MOST_CHARACTERS].strip() or number
