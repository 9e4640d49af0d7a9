"""Fail when a text that people read lacks a Chinese translation, or a translation no longer fits its text.

A package is complete by itself and the core: an extension may lean on the catalogs of `bodega` and `bodega_shop`, the
core on nobody's. English is the language of the texts themselves.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from list_files import CORE, files_of, named, packages
from read_texts import SeenText, strings_of, texts_of

FOLDER = Path("locale") / "zh_Hans_CN" / "LC_MESSAGES"
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
# A program of its own with a catalog of its own, which the core's do not reach.
ALONE = {"bodega_practice"}


def main() -> int:
    found = sorted({sentence for package in packages() for sentence in faults_of(package)})
    for sentence in found:
        print(sentence)
    return 1 if found else 0


def faults_of(package: Path) -> Iterator[str]:
    files = catalogs_of(package)
    for file, catalog in files.items():
        yield from (fault for message in catalog if message.id for fault in misfits(file, message))
        yield from (
            f"{named(file)}: “{message.id}” is marked obsolete. Delete it."
            for message in catalog.obsolete.values()
        )
    yield from translated_twice(files)
    known = {key for catalog in leaned_on(package) for key in keys_of(catalog)}
    for text in texts_of(package):
        if key_of(text) not in known and not said_in_chinese(text):
            yield f"{text.place}: “{text.message}” has no Chinese translation."
    yield from stale(package, files)


def said_in_chinese(text: SeenText) -> bool:
    return bool(CHINESE.search(text.message))


def catalogs_of(package: Path) -> Mapping[Path, Catalog]:
    return {file: read_catalog(file) for file in files_of(package / FOLDER, ".po")}


@cache
def read_catalog(file: Path) -> Catalog:
    with file.open("rb") as lines:
        return read_po(lines, charset="utf-8", abort_invalid=True)


def leaned_on(package: Path) -> list[Catalog]:
    chosen = [package] if package.name in ALONE else [package, *CORE]
    return [catalog for one in chosen for catalog in catalogs_of(one).values()]


def keys_of(catalog: Catalog) -> set[tuple[str, str]]:
    return {key_of_message(message) for message in catalog if message.id and translated(message)}


def key_of_message(message: Message) -> tuple[str, str]:
    return (
        (str(message.id[0]), str(message.id[1])) if isinstance(message.id, tuple) else (str(message.id), "")
    )


def key_of(text: SeenText) -> tuple[str, str]:
    return text.message, text.plural


def translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(forms) and all(forms) and not message.fuzzy


def misfits(file: Path, message: Message) -> Iterator[str]:
    one, other = key_of_message(message)
    forms = list(message.string) if isinstance(message.string, tuple | list) else [message.string]
    if message.fuzzy:
        yield f"{named(file)}: the translation of “{one}” is marked fuzzy. Read it and take the mark away."
    if not all(forms):
        yield f"{named(file)}: “{one}” is not translated."
        return
    wanted = set(PLACEHOLDER.findall(other or one))
    for form in forms:
        if set(PLACEHOLDER.findall(str(form))) != wanted:
            yield f"{named(file)}: “{one}” and “{form}” do not fill in the same values."
        if has_lone_percent(str(form)) and not has_lone_percent(other or one):
            yield f"{named(file)}: “{form}” has a lone percent sign, so that “{one}” would be shown in its place."


def has_lone_percent(text: str) -> bool:
    """Filling in values would stop there, so at run time such a translation is left out."""
    return "%" in PLACEHOLDER.sub("", text.replace("%%", ""))


def translated_twice(files: Mapping[Path, Catalog]) -> Iterator[str]:
    """Catalogs of one package are read together: two different translations of one text would depend on their order."""
    seen: dict[tuple[str, str], tuple[Path, Message]] = {}
    for file, catalog in files.items():
        for message in catalog:
            first, earlier = seen.setdefault(key_of_message(message), (file, message))
            if message.id and earlier.string != message.string:
                yield f"{named(file)}: “{key_of_message(message)[0]}” is translated otherwise in {first.name}."


def stale(package: Path, files: Mapping[Path, Catalog]) -> Iterator[str]:
    said = {
        string for one in ([package] if package not in CORE else packages()) for string in written_in(one)
    }
    for file, catalog in files.items():
        for message in catalog:
            one = key_of_message(message)[0]
            if one and one not in said:
                yield f"{named(file)}: nobody says “{one}” any more. Delete it."


@cache
def written_in(package: Path) -> frozenset[str]:
    return frozenset(strings_of(package))


if __name__ == "__main__":
    sys.exit(main())
