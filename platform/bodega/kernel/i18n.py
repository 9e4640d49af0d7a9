"""Choose a reader's language, and say things in it: texts, and moments in the reader's time zone."""

import gettext
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal
from zoneinfo import ZoneInfo

import structlog
from babel import Locale, dates
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bodega.kernel.errors import InvalidInput
from bodega.kernel.money import Money

ENGLISH = "en"
CHINESE = "zh-CN"
LOCALES = (CHINESE, ENGLISH)
_FOLDERS = {CHINESE: "zh_Hans_CN"}  # English is the language of the msgids: it needs no catalog
_LONGEST_HEADER = 500

Style = Literal["short", "medium", "long"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages, for places that no catalog reaches, such as the manifest of an extension."""

    en: str
    zh: str

    def in_locale(self, locale: str) -> str:
        return self.zh if locale == CHINESE else self.en


class Translations:
    """The catalogs of several packages as one: `<package>/locale/<locale>/LC_MESSAGES/*.po`, read when first needed.

    Where two packages translate the same msgid the one named earlier is believed, so that an extension cannot
    reword the shop. A file or message that cannot be used is logged and left out, never an error.
    """

    def __init__(self, packages: Iterable[str]) -> None:
        self._packages = tuple(packages)
        self._read: dict[str, gettext.NullTranslations] = {}

    def catalog(self, locale: str) -> gettext.NullTranslations:
        """For Jinja and others that speak gettext."""
        if locale not in self._read:
            self._read[locale] = _merge(self._packages, locale)
        return self._read[locale]

    def gettext(self, locale: str, message: str, **params: object) -> str:
        """The message in that language with its `%(name)s` filled in; money and texts are said in it too."""
        return _fill(self.catalog(locale).gettext(message), locale, params)

    def ngettext(self, locale: str, singular: str, plural: str, num: int, **params: object) -> str:
        """The form for that number, which the message calls `%(num)s` as in Jinja."""
        return _fill(self.catalog(locale).ngettext(singular, plural, num), locale, {"num": num, **params})


def choose_locale(
    *, visitor_cookie: str | None, accept_language: str | None, shop_default: str, offered: Sequence[str]
) -> str:
    """What the visitor chose, else what the browser asks for, else the shop's own; only what the shop offers."""
    if visitor_cookie is not None and visitor_cookie in offered:
        return visitor_cookie
    for asked in _languages(accept_language[:_LONGEST_HEADER]) if accept_language else ():
        for locale in offered:
            if locale.partition("-")[0] == asked:
                return locale
    return shop_default


def time_zone(name: str) -> ZoneInfo:
    """Raises `InvalidInput` for a name that the IANA database does not have."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise InvalidInput("There is no time zone called %(name)s.", name=name) from None


def format_datetime(moment: datetime, locale: str, zone: ZoneInfo, style: Style = "medium") -> str:
    return dates.format_datetime(moment, style, zone, babel_locale(locale))


def format_date(day: datetime | date, locale: str, zone: ZoneInfo, style: Style = "medium") -> str:
    """The day in that zone on which the moment fell; a plain date is already a day."""
    if isinstance(day, datetime):
        day = day.astimezone(zone).date()
    return dates.format_date(day, style, babel_locale(locale))


def format_ago(moment: datetime, now: datetime, locale: str) -> str:
    """`5 minutes ago`, or `in 5 minutes` for what is to come."""
    return dates.format_timedelta(moment - now, add_direction=True, locale=babel_locale(locale))


@cache
def babel_locale(locale: str) -> Locale:
    return Locale.parse(locale, sep="-")


@lru_cache(maxsize=512)
def _languages(header: str) -> tuple[str, ...]:
    """The primary languages of an Accept-Language header, the dearest first (RFC 9110 §12.5.4)."""
    weighted = []
    for item in header.split(","):
        tag, _, weight = item.partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)\s*", weight) if weight else None
        weighted.append((float(found[1]) if found else 1.0, tag.strip().lower().partition("-")[0]))
    return tuple(tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0)


def _merge(packages: Iterable[str], locale: str) -> gettext.NullTranslations:
    folder = _FOLDERS.get(locale)
    if folder is None:
        return gettext.NullTranslations()
    merged = Catalog(locale=folder, charset="utf-8")
    for package in packages:
        for message in _messages(files(package) / "locale" / folder / "LC_MESSAGES", package):
            if merged.get(message.id, message.context) is None:
                merged.add(message.id, message.string, context=message.context)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _messages(folder: Traversable, package: str) -> Iterator[Message]:
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".po"):
            yield from _usable(file, package)


def _usable(file: Traversable, package: str) -> Iterator[Message]:
    try:
        catalog = read_po(io.BytesIO(file.read_bytes()), charset="utf-8", abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        log.warning("catalog_unreadable", package=package, file=file.name, reason=str(error))
        return
    for message in catalog:
        if not message.id or not message.string or message.fuzzy:
            continue
        if _placeholders(message.string) <= _placeholders(message.id):
            yield message
        else:
            log.warning("translation_asks_too_much", package=package, file=file.name, message=message.id)


def _placeholders(texts: str | Sequence[str]) -> set[str]:
    """The names filled into a message; a lone percent sign counts as one, because filling would stop at it."""
    joined = texts if isinstance(texts, str) else "\n".join(texts)
    return set(re.findall(r"%(?!%)(?:\(\w+\)s)?", joined.replace("%%", "")))


def _fill(text: str, locale: str, params: Mapping[str, object]) -> str:
    if not params:
        return text
    return text % {name: _say(value, locale) for name, value in params.items()}


def _say(value: object, locale: str) -> object:
    match value:
        case Text():
            return value.in_locale(locale)
        case Money():
            return value.format(locale)
        case _:
            return value
