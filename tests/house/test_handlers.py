"""A route handler parses, calls one deed and renders: ten steps at most, and no query among them."""

import ast

VERBS = {"get", "post", "put", "patch", "delete", "head", "route", "asgi", "websocket"}
MOST_STEPS = 10
MOST_LINES = 15  # one step may be a call with its arguments on lines of their own
OPENS_A_SCOPE = {"shop_scope", "platform_scope", "current_scope"}
ASKS_THE_DATABASE = {"fetch", "fetchrow", "fetchval", "execute", "executemany", "copy_rows", "objects"}


def test_every_handler_takes_ten_steps_at_most(sources, expect_none):
    long = [
        f"{source.name}: {handler.name}: {_steps(handler)} steps on {_lines(handler)} lines"
        for source, handler in _handlers(sources)
        if _steps(handler) > MOST_STEPS or _lines(handler) > MOST_LINES
    ]
    expect_none(long, "A handler parses, calls one deed and renders")


def test_no_handler_asks_the_database(sources, expect_none):
    asking = [
        f"{source.name}:{node.lineno}: {handler.name} calls {ast.unparse(node.func)}"
        for source, handler in _handlers(sources)
        for node in ast.walk(handler)
        if isinstance(node, ast.Call) and _last_name(node.func) in OPENS_A_SCOPE | ASKS_THE_DATABASE
    ]
    expect_none(asking, "Call a deed that does it")


def test_there_are_handlers_to_look_at(sources):
    assert len(_handlers(sources)) > 60


def _handlers(sources):
    return [
        (source, function)
        for source in sources
        for function in source.functions()
        if any(_makes_a_route(mark) for mark in function.decorator_list)
    ]


def _makes_a_route(mark):
    return isinstance(mark, ast.Call) and _last_name(mark.func) in VERBS and bool(mark.args)


def _steps(handler):
    return sum(isinstance(node, ast.stmt) for part in _body(handler) for node in ast.walk(part))


def _lines(handler):
    body = _body(handler)
    return body[-1].end_lineno - body[0].lineno + 1


def _body(handler):
    return handler.body[1:] if ast.get_docstring(handler) and len(handler.body) > 1 else handler.body


def _last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
