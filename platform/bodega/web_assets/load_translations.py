"""Reads the .po catalogues of several packages into one set of translations, compiled in memory."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations


def load_translations(locale: str, catalogues: Sequence[Path]) -> Translations:
    """Translations into `locale` (such as `zh_Hans_CN`) from each `<folder>/<locale>/LC_MESSAGES/messages.po`.

    The msgid is English, so English and any text without a translation read as they are written.
    A later folder wins where two translate the same text: give the theme after the core.
    """
    merged = Translations()
    for folder in catalogues:
        catalogue = folder / locale / "LC_MESSAGES" / "messages.po"
        if catalogue.is_file():
            merged.merge(_compile(catalogue))
    return merged


def _compile(catalogue: Path) -> Translations:
    compiled = BytesIO()
    with catalogue.open("rb") as text:
        write_mo(compiled, read_po(text))
    compiled.seek(0)
    return Translations(compiled)
