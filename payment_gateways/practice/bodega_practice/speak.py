"""Chooses the reader's language and finds the words; the catalogue is read from its .po file when we start."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from litestar import Request
from litestar.datastructures import Cookie

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
LOCALES = Path(__file__).parent / "locale"


def N_(message: str) -> str:  # noqa: N802
    """Mark a text for the catalogue that is looked up later, when its reader is known."""
    return message


@cache
def words(language: str) -> gettext.NullTranslations:
    """Answer the translations of a language; English is the language of the code itself."""
    catalogue = LOCALES / LANGUAGES[language] / "LC_MESSAGES" / "messages.po"
    if not catalogue.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with catalogue.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=LANGUAGES[language]))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def language_of(request: Request[Any, Any, Any]) -> str:
    """Answer the language in the address, in the cookie or of the browser; English for other tongues, Chinese for none."""
    for choice in (request.query_params.get("lang"), request.cookies.get("lang")):
        if choice in LANGUAGES:
            return choice
    wanted = [part.split(";")[0].strip() for part in request.headers.get("accept-language", "*").split(",")]
    return negotiate_locale(wanted, list(LANGUAGES), sep="-") or ("zh" if wanted == ["*"] else "en")


def remembered(request: Request[Any, Any, Any]) -> list[Cookie]:
    """Answer the cookie that keeps a language chosen by hand, so that forms and redirects need not carry it."""
    choice = request.query_params.get("lang")
    return [Cookie("lang", value=choice, samesite="lax", httponly=True)] if choice in LANGUAGES else []


def say(request: Request[Any, Any, Any], message: str, params: dict[str, object]) -> str:
    text = words(language_of(request)).gettext(message)
    return text % params if params else text
