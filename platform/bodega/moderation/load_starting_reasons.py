"""Give a new street the reasons that reviewers pick from: why more is wanted, why something is refused."""

import tomllib
from importlib.resources import files

from bodega.kernel.database import Scope
from bodega.kernel.i18n import CHINESE, ENGLISH

_INSERT = """
    insert into reason_template (code, subject, verdict, words, active, position) values ($1, $2, $3, $4, true, $5)"""


async def load_starting_reasons(scope: Scope) -> bool:
    """Only where there are none: what a street has changed stays changed. Says whether they were loaded."""
    if await scope.fetchval("select exists (select 1 from reason_template)"):
        return False
    text = files("bodega.moderation").joinpath("starting_reasons.toml").read_text("utf-8")
    for position, said in enumerate(tomllib.loads(text)["reason"], 1):
        words = {ENGLISH: said["en"], CHINESE: said["zh"]}
        await scope.execute(_INSERT, said["code"], said["subject"], said["verdict"], words, position)
    return True
