"""What holds for root, whose servers run as nobody, holds for an ordinary user, whose servers are its own."""

import os
import pwd
import stat

import asyncpg
import psutil
import pytest

# Every Unix has the account daemon. Who is not root can tell these stories about themselves only.
ACCOUNTS = ["root", "daemon"] if os.geteuid() == 0 else [pwd.getpwuid(os.geteuid()).pw_name]


KNOCK = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
CALL = """
import asyncio, asyncpg, sys
async def call():
    connection = await asyncpg.connect(sys.argv[1])
    print(await connection.fetchval("SELECT current_setting('is_superuser')"))
    await connection.close()
asyncio.run(call())
"""


@pytest.fixture(scope="module", params=ACCOUNTS)
def account(request: pytest.FixtureRequest) -> str:
    return request.param


async def test_the_second_start_finds_what_the_first_one_wrote(start_demo, data):
    first = start_demo(data)
    order = await first.sell()
    family = first.family()
    first.stop()
    assert none_run(family)
    assert not first.run.exists()

    second = start_demo(data)

    assert order in await second.sold()


async def test_a_killed_demo_leaves_no_server_and_the_next_run_has_the_data(start_demo, data):
    first = start_demo(data)
    order = await first.sell()
    family = first.family()

    first.kill()
    second = start_demo(data)

    assert order in await second.sold()
    assert none_run(family)
    assert not first.run.exists()


async def test_a_demo_killed_together_with_its_guard_leaves_no_server_and_no_loss(start_demo, data):
    first = start_demo(data)
    order = await first.sell()
    family = first.family()

    first.guard().kill()
    first.kill()
    second = start_demo(data)

    assert order in await second.sold()
    assert none_run(family)
    assert not first.run.exists()


def test_the_path_of_the_data_may_be_longer_than_that_of_a_socket_and_hold_spaces(start_demo, data):
    assert len(os.fsencode(data)) > 120
    assert " " in str(data)

    assert len(os.fsencode(start_demo(data).run)) < 30


async def test_no_server_runs_as_root_and_none_listens_on_a_port(start_demo, data, account):
    demo = start_demo(data)

    servers = [demo.server("postgres"), demo.server("valkey-server")]

    assert {server.username() for server in servers} == {"nobody" if account == "root" else account}
    assert not [port for server in servers for port in server.net_connections("inet")]


def test_another_user_reaches_neither_the_database_nor_the_cache(start_demo, data, account, run_as):
    demo = start_demo(data)

    assert stat.S_IMODE(demo.run.stat().st_mode) == 0o700
    for socket in (".s.PGSQL.5432", "valkey.sock"):
        _, refusal = run_as(stranger(account), "-c", KNOCK, demo.run / socket).communicate()
        assert os.geteuid() != 0 or "PermissionError" in refusal


def test_were_the_folder_open_the_database_still_asks_who_is_calling(start_demo, data, account, run_as):
    demo = start_demo(data)
    demo.run.chmod(0o755)
    (demo.run / ".s.PGSQL.5432").chmod(0o777)

    answer, _ = run_as(account, "-c", CALL, demo.database_url).communicate()
    _, refusal = run_as(stranger(account), "-c", CALL, demo.database_url).communicate()

    assert answer == "on\n"
    assert os.geteuid() != 0 or "Peer authentication failed" in refusal


async def test_roles_of_the_application_need_no_password_here(start_demo, data):
    demo = start_demo(data)
    owner = await asyncpg.connect(demo.database_url)
    await owner.execute("DROP ROLE IF EXISTS bodega_app; CREATE ROLE bodega_app LOGIN")
    await owner.close()

    application = await asyncpg.connect(demo.database_url, user="bodega_app")

    assert await application.fetchval("SELECT current_user") == "bodega_app"
    await application.close()


def stranger(account: str) -> str:
    """Somebody else, even to the account that runs root's servers."""
    return "nobody" if account == "daemon" else "daemon"


def none_run(family: list[psutil.Process]) -> bool:
    # A zombie holds nothing; in a container it may wait seconds for process 1 to collect it.
    return not [
        member for member in family if member.is_running() and member.status() != psutil.STATUS_ZOMBIE
    ]
