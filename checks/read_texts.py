"""Read from a package every text that people see: from calls that say it, from errors, and from templates.

A text is a string handed to one of `SAYERS` or to an error of our tree, the docstring of such an error (its default
message), a value of a module's constant table of words, or a text of a template. Texts handed on through a variable
are found where they are written.
"""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from list_files import files_of, named, packages, sources

# Which argument of each of these is a text, or the first of the two forms of one.
SAYERS = {
    "say": (0,), "say_n": (0, 1), "_": (0,), "N_": (0,), "gettext": (0, 1), "ngettext": (0, 1, 2), "Phrase": (0,),
    "refuse": (0, 1), "leave": (0, 1, 2), "leave_word": (0, 1, 2, 3),
}  # fmt: skip
PLURAL = {"say_n", "ngettext"}
ROOT_ERROR = "BodegaError"
# A language is named in itself.
NEVER_TRANSLATED = {"English"}
# Said to whoever runs, writes or calls the program: in a terminal, a log or a description of the API, in English.
FOR_OPERATORS = ("SettingError", "ScopeError")
IN_ENGLISH = (
    "bodega/cli.py",
    "bodega/commands/",
    "bodega/demo/",
    "bodega/embedded/",
    "bodega/process/",
    "bodega_practice/__main__.py",
    "bodega_shop/api/problem_answer.py",
)
# A sentence or a label: it begins with a capital letter and is no name of a constant, a type or a header.
WORDS = re.compile(r"^[A-Z“%](?=.*[a-z])(?!.*_)[^{}<>/\\]*$", re.DOTALL)
JINJA_OPTIONS = {
    "trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "encoding": "utf-8", "silent": "false",
}  # fmt: skip


@dataclass(frozen=True)
class SeenText:
    """One text as a catalog would key it: the singular, and the plural where it has one."""

    message: str
    plural: str
    place: str


def texts_of(package: Path) -> list[SeenText]:
    """Every text that must be translated for `package`."""
    errors = classes_below(ROOT_ERROR)
    for_people = [
        file for file in files_of(package, ".py") if not any(part in named(file) for part in IN_ENGLISH)
    ]
    found = [text for file in for_people for text in _in_module(file, errors)]
    return [*found, *(text for file in files_of(package, ".html") for text in _in_template(file))]


def strings_of(package: Path) -> set[str]:
    """Every string that the code of `package` writes down, and every text of its templates."""
    found: set[str] = set()
    for file in files_of(package, ".py"):
        nodes = ast.walk(ast.parse(file.read_text("utf-8")))
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update((node.value, node.value.strip()))
    for file in files_of(package, ".html"):
        for text in _in_template(file):
            found.update((text.message, text.plural))
    return found


@cache
def classes_below(root: str) -> frozenset[tuple[str, str]]:
    """All classes below the one of that name, each as its module and its name."""
    bases: dict[tuple[str, str], set[str]] = {}
    for file in sources():
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.ClassDef):
                bases[module_of(file), node.name] = {
                    ast.unparse(base).rpartition(".")[2] for base in node.bases
                }
    known: set[tuple[str, str]] = set()
    names = {root}
    while more := {key for key, parents in bases.items() if parents & names} - known:
        known |= more
        names |= {name for _, name in more}
    return frozenset(known)


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def module_of(file: Path) -> str:
    package = next(package for package in packages() if file.is_relative_to(package))
    return ".".join(file.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")


def _in_module(file: Path, errors: frozenset[tuple[str, str]]) -> Iterator[SeenText]:
    tree, module = parsed(file), module_of(file)
    known = _errors_known_in(tree, module, errors)
    for node in ast.walk(tree):
        place = f"{named(file)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.ClassDef) and (module, node.name) in errors:
            doc = ast.get_docstring(node, clean=False)
            if doc:
                yield SeenText(doc.strip(), "", place)
        elif isinstance(node, ast.Call):
            yield from _in_call(node, known, place)
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            yield from _in_table_of_words(statement, file)


def _errors_known_in(tree: ast.Module, module: str, errors: frozenset[tuple[str, str]]) -> set[str]:
    """The names by which a module raises errors that people read: those it defines and those it imports."""
    spared = {name for root in FOR_OPERATORS for name in (root, *(name for _, name in classes_below(root)))}
    own = {name for place, name in errors if place == module}
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if any(name == alias.name for _, name in errors)
        and (str(node.module), alias.name) in errors | {("bodega_shop.extend", alias.name)}
    }
    return (own | imported) - spared


def _in_call(call: ast.Call, errors: set[str], place: str) -> Iterator[SeenText]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in errors and call.args:
        yield from (SeenText(text, "", place) for text in _literals(call.args[0]))
    if name in PLURAL:
        literals = [argument for argument in call.args if _literals(argument)]
        if len(literals) > 1:
            yield SeenText(_literals(literals[0])[0], _literals(literals[1])[0], place)
    elif name in SAYERS:
        said = [
            text
            for position in SAYERS[name]
            if position < len(call.args)
            for text in _literals(call.args[position])
        ]
        exact = len(SAYERS[name]) == 1
        yield from (SeenText(text, "", place) for text in said if exact or WORDS.match(text))


def _in_table_of_words(statement: ast.Assign | ast.AnnAssign, file: Path) -> Iterator[SeenText]:
    """The values of a constant mapping, where they read as words: they are said elsewhere by their key."""
    if isinstance(statement.value, ast.Dict):
        for value in statement.value.values:
            for text in _literals(value):
                if WORDS.match(text) and text not in NEVER_TRANSLATED:
                    yield SeenText(text, "", f"{named(file)}:{value.lineno}")


def _literals(node: ast.expr | None) -> list[str]:
    """The strings that an argument may be: a literal, or the branches of a choice between literals."""
    match node:
        case ast.Constant(value=str(text)) if text:
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_literals(body), *_literals(orelse)]
        case ast.BoolOp(values=values):
            return [text for value in values for text in _literals(value)]
        case ast.Call(func=ast.Name(id="N_"), args=[argument]):
            return _literals(argument)
        case _:
            return []


def _in_template(file: Path) -> Iterator[SeenText]:
    found: Any = extract(
        "jinja2.ext:babel_extract", io.BytesIO(file.read_bytes()),
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)}, options=JINJA_OPTIONS,
    )  # fmt: skip
    for line, message, _, _ in found:
        one, plural = message if isinstance(message, tuple) else (message, "")
        yield SeenText(one, plural or "", f"{named(file)}:{line}")
