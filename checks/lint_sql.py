"""Say what in one SQL statement would close the road to many machines, or break when a schema changes.

A shop must be movable to another database node as it stands, also to one that shards by schema, and schemas of two
versions must be served at once. So a shop's schema holds tables and indexes only, keys are made by the application,
every column is named, and no statement does what a sharded server refuses.
"""

import re
from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

FORBIDDEN = {
    "a trigger": re.compile(r"\bcreate\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\b"),
    "a rule": re.compile(r"\bcreate\s+(?:or\s+replace\s+)?rule\b"),
    "row level security": re.compile(r"\brow\s+level\s+security\b|\bcreate\s+policy\b"),
    "an enum or another type": re.compile(r"\bcreate\s+type\b"),
    "a domain": re.compile(r"\bcreate\s+domain\b"),
    "a function": re.compile(r"\bcreate\s+(?:or\s+replace\s+)?(?:function|procedure)\b"),
    "a sequence": re.compile(
        r"\bcreate\s+(?:temp\w*\s+)?sequence\b|\b(?:big|small)?serial\b|\bas\s+identity\b|\bnextval\s*\("
    ),
    "MERGE": re.compile(r"\bmerge\s+into\b"),
    "a setting of the session": re.compile(
        r"^\s*(?:set|reset|listen|discard)\b(?!\s+local\b)|\bset_config\s*\("
    ),
    "a foreign key to another schema": re.compile(r"\breferences\s+\w+\.\w+"),
}
VOLATILE = re.compile(
    r"\b(random|gen_random_uuid|uuidv4|uuidv7|uuid_generate_v[14]|clock_timestamp|nextval|timeofday)\s*\("
)
OTHER_SCHEMAS = {"queue", "pg_catalog", "information_schema"}
INTEGERS = {exp.DataType.Type.INT, exp.DataType.Type.BIGINT, exp.DataType.Type.SMALLINT}
READS = re.compile(r"^\s*(?:with|select|insert|update|delete)\b")
PARAMETER = re.compile(r"\$\d+")
STRINGS_AND_REMARKS = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)


def faults_of(sql: str) -> list[str]:
    """Each fault as the end of a sentence that begins with “this statement …”."""
    bare = (
        STRINGS_AND_REMARKS.sub(lambda found: "''" if found[0].startswith("'") else " ", sql).strip().lower()
    )
    faults = [f"uses {what}" for what, pattern in FORBIDDEN.items() if pattern.search(bare)]
    if ";" in bare.rstrip("; \n"):
        faults.append("is several statements in one; send them one by one")
    if READS.match(bare) or bare.startswith("create table"):
        try:
            faults += _faults_of_tree(sqlglot.parse_one(PARAMETER.sub("'1'", sql), dialect="postgres"))
        except SqlglotError as error:
            faults.append(f"cannot be read by the lint: {str(error).splitlines()[0]}")
    return faults


def _faults_of_tree(tree: exp.Expr) -> Iterator[str]:
    yield from _stars(tree)
    yield from _volatile_updates(tree)
    yield from _moving_rows(tree)
    yield from _other_schemas(tree)
    yield from _keys(tree)


def _stars(tree: exp.Expr) -> Iterator[str]:
    """An unnamed column list changes under a running program when a schema is migrated."""
    for star in tree.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count) and not _names_its_own(star.find_ancestor(exp.Select)):
            yield "names its columns as *; name each"


def _names_its_own(query: exp.Select | None) -> bool:
    """Whether all that is read is what the statement itself was handed, under names it gives: unnest(…) as t (a, b)."""
    if query is None or not query.args.get("from_"):
        return False
    read = [query.args["from_"].this, *(join.this for join in query.args.get("joins") or [])]
    return all(isinstance(one, exp.Unnest) or isinstance(one.this, exp.Func) for one in read)


def _volatile_updates(tree: exp.Expr) -> Iterator[str]:
    for update in tree.find_all(exp.Update):
        found = VOLATILE.search(update.sql("postgres").lower())
        if found:
            yield f"updates with the volatile function {found[1]}; pass the value as a parameter"


def _moving_rows(tree: exp.Expr) -> Iterator[str]:
    """INSERT … SELECT from a table, unless what it reads was materialised or written by the statement itself."""
    settled = {part.alias_or_name for part in tree.find_all(exp.CTE) if _is_settled(part)}
    for insert in tree.find_all(exp.Insert):
        if isinstance(insert.expression, exp.Query):
            tables = {
                table.name
                for table in insert.expression.find_all(exp.Table)
                if not isinstance(table.this, exp.Func)
            }
            for name in sorted(tables - settled):
                yield f"inserts what it selects from {name}; read it in a MATERIALIZED CTE"


def _is_settled(part: exp.CTE) -> bool:
    return part.args.get("materialized") is True or isinstance(
        part.this, exp.Insert | exp.Update | exp.Delete
    )


def _other_schemas(tree: exp.Expr) -> Iterator[str]:
    for table in tree.find_all(exp.Table):
        if table.db and table.db.lower() not in OTHER_SCHEMAS:
            yield f"names the schema {table.db}; the scope has chosen it"


def _keys(tree: exp.Expr) -> Iterator[str]:
    if not isinstance(tree, exp.Create) or tree.kind != "TABLE" or not isinstance(tree.this, exp.Schema):
        return
    columns = list(tree.this.find_all(exp.ColumnDef))
    keyed = [column for column in columns if column.find(exp.PrimaryKeyColumnConstraint)]
    if not keyed and not tree.find(exp.PrimaryKey):
        yield f"creates {tree.this.this.name} without a primary key"
    for column in keyed:
        if column.kind is not None and column.kind.this in INTEGERS:
            yield f"gives {tree.this.this.name} a number as its key; keys are UUIDs made by the application"
