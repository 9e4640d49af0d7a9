"""Nothing that comes over a wire or out of a table is ever run as a program."""

import ast

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "execfile"}
READS_PROGRAMS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "yaml"}
INSTALLS = {"pip", "ensurepip", "easy_install"}


def test_no_text_becomes_a_program(sources, expect_none):
    found = [
        f"{source.name}:{call.lineno}: {ast.unparse(call.func)}"
        for source in sources
        for call in source.calls()
        if isinstance(call.func, ast.Name) and call.func.id in RUNS_TEXT
    ]
    expect_none(found, "A text is data, wherever it comes from")


def test_no_format_that_can_hold_a_program_is_read(sources, expect_none):
    found = [
        f"{source.name}:{node.lineno}: {name}"
        for source in sources
        for node in ast.walk(source.tree)
        for name in _imported(node)
        if name.partition(".")[0] in READS_PROGRAMS | INSTALLS
    ]
    expect_none(found, "Use JSON; and extensions are installed by the operator, not by the program")


def _imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
