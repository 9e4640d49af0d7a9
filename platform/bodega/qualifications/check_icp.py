"""Check the number of an ICP filing (ICP备案) or of a telecom licence: the province's sign, the year, the count.

A filing's number is that of its holder, `京ICP备12345678号`, with `-1` and so on for each site; the ministry numbers
them province by province, with two digits for the year and later four. Some provinces go by two signs. Licences read
`京ICP证030173号` or, since the catalogue of 2015, `京B2-20200123`; those of the ministry itself `B2-20090059` or
`A2.B1.B2-20090001`.
"""

import re
import unicodedata
from typing import Final

from bodega.kernel.errors import InvalidInput

PROVINCES: Final = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕甘陇青宁新"

_FILING = re.compile(rf"([{PROVINCES}])ICP备((?:20)?[0-9]{{2}}[0-9]{{6}})号(?:-([1-9][0-9]{{0,4}}))?")
_OLD_LICENCE = re.compile(rf"[{PROVINCES}]ICP证(?:B2-)?[0-9]{{6,8}}号?")
_LICENCE = re.compile(
    rf"(?:合字)?[{PROVINCES}]?(?:[AB][12]\.)*[AB][12]-(?:19|20)[0-9]{{6}}(?:-[0-9]{{1,4}})?(?:号)?"
)


def check_icp(typed: str) -> str:
    """The filing number in its usual form; raises `InvalidInput`."""
    number = _plain(typed)
    if not _FILING.fullmatch(number):
        raise InvalidInput(
            "This is no number of a filing. It looks like 京ICP备12345678号-1, with the sign of a province in front."
        )
    return number


def check_licence(typed: str) -> str:
    """The number of a telecom licence (B25, B21); raises `InvalidInput`, with a word of its own for a filing's number."""
    number = _plain(typed)
    if _FILING.fullmatch(number):
        raise InvalidInput("This is the number of a filing (备案). The licence has one of its own.")
    if not (_LICENCE.fullmatch(number) or _OLD_LICENCE.fullmatch(number)):
        raise InvalidInput(
            "This is no number of a telecom licence. It looks like 京B2-20200123 or 京ICP证030173号."
        )
    return number


def _plain(typed: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    return re.sub("[‐-―−]", "-", text)
