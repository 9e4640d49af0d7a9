"""Make PostgreSQL's data folder on the first start, and say on each start who may connect."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from bodega.embedded.binaries import postgres_program
from bodega.embedded.errors import ServerFailed
from bodega.embedded.progress import Progress, Report
from bodega.embedded.read_log import log_ending
from bodega.embedded.server_account import ServerAccount, make_own_folder

SUPERUSER = "postgres"
# The same collation and character classes on every machine, with no locale package.
_LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
SERVER_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
"""What a server sees of our environment: nothing, because PG* and LC_* variables would change how it behaves.

Without LC_ALL, PostgreSQL on macOS starts a thread of the locale library and then refuses to run."""


def prepare_postgres(folder: Path, account: ServerAccount, servers_lock: int, report: Report) -> Path:
    """Make sure that `folder`/postgres is a whole database cluster; gives that path.

    Raises ServerFailed with the end of initdb's output.
    """
    cluster = folder / "postgres"
    if not cluster.exists():
        report(Progress.CREATING_DATABASE)
        unfinished = folder / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        make_own_folder(unfinished, account)
        _run_initdb(unfinished, folder / "log" / "initdb.log", account, servers_lock)
        # Only a complete cluster ever has the name that a start looks for.
        unfinished.rename(cluster)
    make_own_folder(cluster, account)
    # We hold the servers' lock, so the server that wrote this is gone, and its process id may be anyone's by now.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    return cluster


def _run_initdb(cluster: Path, log: Path, account: ServerAccount, servers_lock: int) -> None:
    identity = {"user": account.uid, "group": account.gid, "extra_groups": []} if account.switch else {}
    with log.open("wb") as output:
        done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - our own command
            [
                *(postgres_program("initdb"), "-D", cluster, "-U", SUPERUSER, *_LOCALE),
                *("--auth-local=peer", "--auth-host=reject", "--no-instructions"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=SERVER_ENVIRONMENT,
            start_new_session=True,
            pass_fds=[servers_lock],
            check=False,
            **identity,
        )
    if done.returncode != 0:
        raise ServerFailed(server="initdb", log=log, ending=log_ending(log))


def write_access_rules(folder: Path) -> dict[str, str]:
    """Let our own account and root, and nobody else, connect as any role; gives the settings that say so.

    This is the second wall behind the mode of the run folder: were that opened by mistake, PostgreSQL still asks
    the kernel who is calling. The files lie outside the cluster, where the servers' account cannot change them.
    """
    settings = folder / "settings"
    settings.mkdir(mode=0o755, exist_ok=True)
    rules, names = settings / "pg_hba.conf", settings / "pg_ident.conf"
    callers = {"root", pwd.getpwuid(os.geteuid()).pw_name.replace('"', '""')}
    rules.write_text("local all all peer map=bodega\n")
    names.write_text("".join(f'bodega "{caller}" all\n' for caller in sorted(callers)))
    for file in (rules, names):
        file.chmod(0o644)
    return {"hba_file": str(rules), "ident_file": str(names)}
