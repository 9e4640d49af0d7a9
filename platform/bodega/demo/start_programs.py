"""Start the programs that extensions bring, such as the practice gateway, each at a port that it keeps between runs."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from bodega.demo.book import DemoBook, ProgramPlace
from bodega.demo.child import Child
from bodega.demo.children import Children
from bodega.plugins.extensions import Extensions
from bodega.plugins.manifest import Program
from bodega.process.ports import free_port, is_free

HOST = "127.0.0.1"


@dataclass(frozen=True)
class RunningProgram:
    """A started program of the extension `plugin`; it may not answer yet."""

    plugin: str
    program: Program
    child: Child
    base_url: str
    secret: str = field(repr=False)


def start_programs(
    extensions: Extensions, folder: Path, book: DemoBook, children: Children
) -> list[RunningProgram]:
    """Start what every installed extension brings."""
    return [
        _start(manifest.id, program, folder, book, children)
        for manifest in extensions.manifests.values()
        for program in manifest.programs
    ]


def _start(plugin: str, program: Program, folder: Path, book: DemoBook, children: Children) -> RunningProgram:
    place = _place(program.name, book)
    data = folder / "programs" / program.name
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    child = children.start(program.name, program.command(place.port, data, place.secret))
    return RunningProgram(plugin, program, child, f"http://{HOST}:{place.port}", place.secret)


def _place(name: str, book: DemoBook) -> ProgramPlace:
    """The same as in the last run, unless somebody else took the port."""
    kept = book.pages.programs.get(name)
    if kept is not None and is_free(HOST, kept.port):
        return kept
    place = ProgramPlace(free_port(HOST), kept.secret if kept else secrets.token_urlsafe(24))
    book.pages.programs[name] = place
    book.save()
    return place
