"""The scopes are the only way to the database, and nothing but the kernel changes a role or a session."""

import ast
import re

# Who may hold a connection of their own: the scopes, what prepares a server or a schema before there are any, the
# queue's worker, and the commands and servers that stand around the application.
OWN_CONNECTIONS = (
    "platform/bodega/bench/floor/page_app.py",
    "platform/bodega/kernel/database.py",
    "platform/bodega/kernel/open_connections.py",
    "platform/bodega/kernel/queue_names.py",
    "platform/bodega/street/bootstrap.py",
    "platform/bodega/street/prepare_server.py",
    "platform/bodega/street/provision_schema.py",
    "platform/bodega/street/owner_pool.py",
    "platform/bodega/street/work.py",
    "platform/bodega/embedded/",
    "platform/bodega/commands/",
    "platform/bodega/demo/",
    "platform/bodega/process/",
)
# Two bootstraps at once wait for one another on a connection that is closed right after.
HOLDS_A_SESSION = ("platform/bodega/street/bootstrap.py",)
KERNEL = "platform/bodega/kernel/"
OPENS_A_CONNECTION = re.compile(r"^(?:asyncpg\.(?:connect|create_pool|connection\..*)|open_pool|psycopg.*)$")
TAKES_A_CONNECTION = re.compile(r"(?:\.acquire|\.get_new_connection|\.run_sync|\bscope\.connection)$")
OF_A_SESSION = re.compile(
    r"""(?xis)
    (?: ^ | ; | \*/ ) \s*
    (?: set \s+ (?:session\s+)? (?!local\b|transaction\b) [a-z_.]+ (?: \s* = \s* [^\s$]+ \s* $ | \s+ to\b )
      | set \s+ (?: role | session\s+authorization ) \b (?! \s* = )
      | reset \s+ \w | listen \s+ \w | notify \s+ \w | discard \s
    )
    | \b set_config \s* \( | \b pg_(?:try_)?advisory_lock \b
    """
)


def test_only_the_kernel_and_the_builders_open_connections(sources, expect_none):
    found = [
        f"{source.name}:{call.lineno}: {ast.unparse(call.func)}"
        for source, call in _calls_of_others(sources)
        if OPENS_A_CONNECTION.match(ast.unparse(call.func))
    ]
    expect_none(found, "Work inside shop_scope or platform_scope")


def test_only_the_kernel_takes_the_connection_out_of_a_scope(sources, expect_none):
    found = [
        f"{source.name}:{call.lineno}: {ast.unparse(call.func)}"
        for source, call in _calls_of_others(sources)
        if TAKES_A_CONNECTION.search(ast.unparse(call.func))
    ]
    expect_none(found, "A scope's connection is the kernel's")


def test_only_the_kernel_changes_a_role_or_a_session(sources, expect_none):
    found = [
        f"{source.name}:{node.lineno}: {' '.join(node.value.split())[:80]}"
        for source in sources
        if not source.name.startswith((KERNEL, *HOLDS_A_SESSION))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and OF_A_SESSION.search(node.value)
    ]
    expect_none(found, "What outlives its transaction would reach another shop's request")


def test_a_scope_is_never_handed_to_another_task(sources, expect_none):
    spawning = {"create_task", "gather", "ensure_future", "start_soon"}
    found = [
        f"{source.name}:{call.lineno}"
        for source in sources
        for call in source.calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in spawning and _names_a_scope(call)
    ]
    expect_none(found, "A scope belongs to the task that opened it")


def test_the_rule_itself_finds_what_it_forbids():
    forbidden = [
        "SET ROLE shop_b", "RESET ROLE", "set search_path to x", "set session statement_timeout = 5", "LISTEN orders",
        "select set_config('role', 'x', false)", "select pg_advisory_lock(1)", "select 1; set role x",
    ]  # fmt: skip
    allowed = [
        "BEGIN; SET LOCAL search_path TO x", "update t set a = $1", "update t set role = $2", "set role = $1 where id = $2",
        "select pg_advisory_xact_lock(1)", "Set up your second factor", "set place = p.place from unnest($1) as p",
    ]  # fmt: skip
    assert [text for text in forbidden if not OF_A_SESSION.search(text)] == []
    assert [text for text in allowed if OF_A_SESSION.search(text)] == []


def _calls_of_others(sources):
    others = [source for source in sources if not source.name.startswith(OWN_CONNECTIONS)]
    return [(source, call) for source in others for call in source.calls()]


def _names_a_scope(call):
    names = [name for argument in call.args for name in ast.walk(argument) if isinstance(name, ast.Name)]
    return any(name.id == "scope" for name in names)
