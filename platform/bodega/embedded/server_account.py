"""Which account runs the servers, and what it must be able to reach.

PostgreSQL refuses to run as root, so under root both servers run as `nobody`. No account is created.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from bodega.embedded.binaries import postgres_program, program_folders, valkey_server
from bodega.embedded.errors import DataFolderNotOurs, EmbeddedServerError, ServersMissing
from bodega.embedded.progress import Progress, Report


@dataclass(frozen=True)
class ServerAccount:
    """`switch` says that the servers are started under another account than ours."""

    name: str
    uid: int
    gid: int
    switch: bool


def server_account() -> ServerAccount:
    """Our own account, or `nobody` when we are root. Raises ServersMissing where the machine does not know it."""
    root = os.geteuid() == 0
    try:
        account = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    except KeyError:
        raise ServersMissing(
            "PostgreSQL runs only under an account that this machine knows by name: under root that is nobody, "
            "else your own (%(uid)s). Add it, or run Bodega as another ordinary user.",
            uid=os.geteuid(),
        ) from None
    return ServerAccount(account.pw_name, account.pw_uid, account.pw_gid, switch=root)


def make_own_folder(folder: Path, account: ServerAccount) -> None:
    """A folder that only the servers (and root) can enter. Raises DataFolderNotOurs when another account owns it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.stat(follow_symlinks=False).st_uid
    if owner == os.geteuid():
        folder.chmod(0o700)
        if account.switch:
            os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    elif owner != account.uid:
        raise DataFolderNotOurs(
            "%(folder)s belongs to another user (%(uid)s). Run Bodega as that user, or choose another folder with --data.",
            folder=folder,
            uid=owner,
        )


def open_the_way(folder: Path, account: ServerAccount, report: Report) -> None:
    """Under root, let `nobody` pass through the folders above the data and above the programs.

    Only the right to pass is given, never to list or read, and only where it is missing.
    """
    if not account.switch:
        return
    ways = [folder / "any", postgres_program("postgres"), valkey_server()]
    shut = {parent for way in ways for parent in way.parents if _lacks(parent, stat.S_IXOTH)}
    sealed = [program for program in program_folders() if _lacks(program, stat.S_IROTH)]
    if shut - {folder} or sealed:
        report(Progress.OPENING_FOLDERS)
    try:
        for parent in shut:
            _allow(parent, stat.S_IXOTH)
        for program in sealed:
            _make_readable(program)
    except OSError as error:
        raise EmbeddedServerError(
            "The account nobody, which runs the servers under root, cannot reach %(path)s: %(reason)s. "
            "Run Bodega as an ordinary user, or move it and its data to where everybody may pass.",
            path=error.filename,
            reason=error.strerror,
        ) from error


def _make_readable(folder: Path) -> None:
    # An installation under umask 077 leaves files that only root can read; these are public wheels, nothing secret.
    for root, _, names in os.walk(folder):
        _allow(Path(root), stat.S_IROTH | stat.S_IXOTH)
        for name in names:
            file = Path(root, name)
            if not file.is_symlink():
                executable = file.stat().st_mode & stat.S_IXUSR
                _allow(file, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _lacks(path: Path, right: int) -> bool:
    return not path.stat().st_mode & right


def _allow(path: Path, rights: int) -> None:
    path.chmod(stat.S_IMODE(path.stat().st_mode) | rights)
