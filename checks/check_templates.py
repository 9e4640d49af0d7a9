"""Fail when a template does not compile, names what does not exist, breaks the content policy, or speaks untranslated.

Every page runs under a policy that allows no inline script and no inline style, and its texts are in two languages.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError, nodes
from list_files import CORE, ROOT, named, packages

SHARED = CORE[0] / "web_assets" / "templates"
SHARED_ASSETS = CORE[0] / "web_assets" / "static"
FILTERS_OF_OURS = ("say", "yuan", "beijing", "linked")
# Values under these names were made by the Markdown renderer or by our own drawing code.
SAFE_NAMES = re.compile(r"(_html|_svg|svg)$")
SPOKEN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "label"}
SPOKEN_WORD = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
# The same in every language: names, units, and a language named in itself.
NEVER_TRANSLATED = re.compile(r"\b(?:Bodega|UTC|HTTP|pid|ms|English)\b|中文")
CLASS_NAMES_OR_ADDRESS = re.compile(r"[a-z\- \ue000]*|/.*", re.DOTALL)
HOLE = "\ue000"  # stands in a text where a value will be


@dataclass(frozen=True)
class Folder:
    """The templates of one package, and where the ones they borrow lie."""

    templates: Path
    package: Path

    def environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader([self.templates, SHARED]), autoescape=True, extensions=["jinja2.ext.i18n"]
        )
        environment.newstyle_gettext = True  # type: ignore[attr-defined]
        for name in FILTERS_OF_OURS:
            environment.filters[name] = str
        return environment


def main() -> int:
    folders = [
        Folder(found, package) for package in packages() for found in sorted(package.rglob("templates"))
    ]
    found = sorted(
        sentence
        for folder in folders
        for file in sorted(folder.templates.rglob("*.html"))
        for sentence in faults_of(folder, file)
    )
    for sentence in found:
        print(sentence)
    return 1 if found else 0


def faults_of(folder: Folder, file: Path) -> Iterator[str]:
    environment, text = folder.environment(), file.read_text("utf-8")
    try:
        environment.compile(text, file.name)
        tree = environment.parse(text, file.name)
    except TemplateSyntaxError as error:
        yield f"{named(file)}:{error.lineno}: {error.message}"
        return
    for fault in (
        *missing_templates(environment, tree),
        *missing_assets(folder, tree),
        *wrong_macro_calls(environment, tree),
        *unescaped_values(tree),
        *written_faults(tree),
    ):
        yield f"{named(file)}: {fault}"


def missing_templates(environment: Environment, tree: nodes.Template) -> Iterator[str]:
    known = set(environment.list_templates())
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        name = node.template  # type: ignore[attr-defined]
        if isinstance(name, nodes.Const) and name.value not in known:
            yield f"there is no template {name.value}."


def missing_assets(folder: Folder, tree: nodes.Template) -> Iterator[str]:
    for call in tree.find_all(nodes.Call):
        if (
            isinstance(call.node, nodes.Name)
            and call.node.name == "asset"
            and isinstance(call.args[0], nodes.Const)
        ):
            place, _, file = call.args[0].value.partition("/")
            static = SHARED_ASSETS if place == "bodega" else folder.package / "static"
            own = place == "bodega" or folder.package.is_relative_to(ROOT / "themes" / place)
            if not own or not (static / file).is_file():
                yield f"there is no static file {call.args[0].value}."


def wrong_macro_calls(environment: Environment, tree: nodes.Template) -> Iterator[str]:
    """Calls of macros that do not exist, or with arguments that they do not take."""
    own = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    modules: dict[str, dict[str, nodes.Macro]] = {}
    for node in tree.find_all(nodes.Import):
        modules[node.target] = macros_in(environment, node.template)
    for taken in tree.find_all(nodes.FromImport):
        there = macros_in(environment, taken.template)
        for name, known_as in ((name, name) if isinstance(name, str) else name for name in taken.names):
            if name in there:
                own[known_as] = there[name]
            else:
                yield f"{taken.template.value} has no macro {name}."  # type: ignore[attr-defined]
    for call in tree.find_all(nodes.Call):
        match call.node:
            case nodes.Getattr(node=nodes.Name(name=module), attr=name) if module in modules:
                macro = modules[module].get(name)
                yield from [f"{module} has no macro {name}."] if macro is None else misused(call, macro)
            case nodes.Name(name=name) if name in own:
                yield from misused(call, own[name])


def macros_in(environment: Environment, template: nodes.Expr) -> dict[str, nodes.Macro]:
    if not isinstance(template, nodes.Const) or template.value not in environment.list_templates():
        return {}
    source, name, _ = environment.loader.get_source(environment, template.value)  # type: ignore[union-attr]
    return {macro.name: macro for macro in environment.parse(source, name).find_all(nodes.Macro)}


def misused(call: nodes.Call, macro: nodes.Macro) -> Iterator[str]:
    names = [argument.name for argument in macro.args]
    open_ended = {name.name for name in macro.find_all(nodes.Name)} & {"varargs", "kwargs"}
    if open_ended or call.dyn_args or call.dyn_kwargs:
        return
    given = {keyword.key for keyword in call.kwargs}
    needed = set(names[len(call.args) : len(names) - len(macro.defaults)])
    yield from (f"{macro.name} takes no {key}." for key in sorted(given - set(names) - {"caller"}))
    yield from (f"{macro.name} needs {name}." for name in sorted(needed - given))
    if len(call.args) > len(names):
        yield f"{macro.name} takes {len(names)} arguments, not {len(call.args)}."


def unescaped_values(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(nodes.Filter):
        if node.name == "safe" and not SAFE_NAMES.search(last_name(node.node)):
            yield f"{last_name(node.node) or 'a value'} is marked safe; only what our own renderers made may be."
    if any(True for _ in tree.find_all(nodes.MarkSafe)):
        yield "a value is marked safe."


def last_name(node: nodes.Node | None) -> str:
    match node:
        case nodes.Name(name=name):
            return str(name)
        case nodes.Getattr(attr=name):
            return str(name)
        case _:
            return ""


def written_faults(tree: nodes.Template) -> Iterator[str]:
    """What the template writes itself, with a mark in place of every value."""
    reader = MarkupReader()
    reader.feed("".join(written(tree)))
    reader.close()
    yield from reader.faults


def written(node: nodes.Node) -> Iterator[str]:
    for child in node.iter_child_nodes():
        match child:
            case nodes.Output():
                for part in child.nodes:
                    yield part.data if isinstance(part, nodes.TemplateData) else HOLE
            case nodes.Block() | nodes.AssignBlock() | nodes.Macro():
                text = "".join(written(child))
                yield HOLE if CLASS_NAMES_OR_ADDRESS.fullmatch(text.strip()) else text
            case _:
                yield from written(child)


class MarkupReader(HTMLParser):
    """Finds inline scripts and styles, and words that no catalog translates."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if tag == "style" or "style" in names:
            self.faults.append(f"<{tag}> carries a style of its own; the content policy forbids it.")
        if tag == "script" and "src" not in names:
            self.faults.append("a script stands in the page; the content policy forbids it.")
        for name, value in names.items():
            if name.startswith("on"):
                self.faults.append(f"<{tag} {name}> is an inline script; the content policy forbids it.")
            if value.strip().lower().startswith("javascript:"):
                self.faults.append(f"<{tag} {name}> runs a script; the content policy forbids it.")
            if name in SPOKEN_ATTRIBUTES:
                self._hear(value)
        self._silent += tag in ("code", "kbd", "script")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("code", "kbd", "script")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._hear(data)

    def _hear(self, text: str) -> None:
        rest = NEVER_TRANSLATED.sub("", text)
        if SPOKEN_WORD.search(rest):
            self.faults.append(f"“{' '.join(text.replace(HOLE, '…').split())}” is not translated.")


if __name__ == "__main__":
    sys.exit(main())
