"""An operator sets up an installation and looks after it, command by command, in the order of this file."""

import re
import signal
import socket

import httpx
import pytest

from bodega.kernel.migrations import read_migrations

SHOP_MIGRATIONS = read_migrations("bodega_shop.migrations")


@pytest.fixture
def bodega(run_bodega, installation):
    """A command with the installation's settings, some of them changed."""

    def run(*words: object, **changed: str):
        changes = {f"BODEGA_{name.upper()}": value for name, value in changed.items()}
        return run_bodega(*words, environment=installation | changes)

    return run


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("database_url", "", "BODEGA_DATABASE_URL is not set"),
        ("redis_url", "", "BODEGA_REDIS_URL is not set"),
        ("master_key", "", "BODEGA_MASTER_KEY is not set"),
        ("base_domain", "", "BODEGA_BASE_DOMAIN is not set"),
        ("master_key", "hunter2", "BODEGA_MASTER_KEY is not 32 bytes"),
        ("database_url", "mysql://shop", "BODEGA_DATABASE_URL does not lead to a PostgreSQL server"),
        (
            "database_url",
            "postgresql://bodega_app:pw@127.0.0.1:1/bodega",
            "BODEGA_DATABASE_URL does not lead",
        ),
        ("redis_url", "redis://127.0.0.1:1", "BODEGA_REDIS_URL does not lead to a Redis or Valkey server"),
        ("redis_url", "nonsense", "BODEGA_REDIS_URL does not lead to a Redis or Valkey server"),
        ("port", "eighty", "BODEGA_PORT is eighty. It must be a whole number"),
        ("log_level", "loud", "BODEGA_LOG_LEVEL is loud. It must be one of"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line(bodega, name, value, told):
    answer = bodega("serve", **{name: value})
    assert answer.code == 2
    assert told in answer.err
    assert len(answer.err.splitlines()) == 1


def test_secrets_in_settings_are_never_repeated(bodega):
    answer = bodega("serve", database_url="postgresql://bodega_app:hunter2@127.0.0.1:1/bodega")
    assert "hunter2" not in answer.err


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("shop", "list")])
def test_nothing_runs_before_the_tables_are_there(bodega, command):
    answer = bodega(*command)
    assert answer.code == 2
    assert "Run `bodega migrate` first" in answer.err


def test_migrate_asks_for_the_log_in_that_makes_tables(bodega):
    answer = bodega("migrate", owner_database_url="")
    assert answer.code == 2
    assert "BODEGA_OWNER_DATABASE_URL is not set" in answer.err


def test_migrate_makes_the_tables_and_can_be_run_again(bodega):
    for _ in range(2):
        answer = bodega("migrate")
        assert answer.code == 0, answer.err
        assert "The platform's tables are up to date" in answer.err


def test_the_first_administrator_gets_a_password_once(bodega):
    first = bodega("admin", "create", "ada@bodega.example")
    assert re.search(r"Password: \w{5}-\w{5}-\w{5}-\w{5}", first.out)
    again = bodega("admin", "create", "ada@bodega.example")
    assert again.code == 0
    assert "Password" not in again.out


def test_a_shop_is_opened_with_an_owner_who_can_sign_in(bodega):
    opened = bodega("shop", "open", "xinghai", "--owner", "lin.wei@xinghai.example", "--name", "星海点卡行")
    assert opened.code == 0, opened.err
    assert "星海点卡行 is open: http://xinghai.bodega.test/" in opened.out
    assert "lin.wei@xinghai.example" in opened.out
    again = bodega("shop", "open", "xinghai", "--owner", "lin.wei@xinghai.example")
    assert again.code == 0
    assert "password" not in again.out


def test_an_address_that_is_taken_or_cannot_be_one_is_refused(bodega):
    taken = bodega("shop", "open", "xinghai", "--owner", "mo.bell@mobi.example")
    assert (taken.code, "is taken" in taken.err) == (1, True)
    bad = bodega("shop", "open", "Xing Hai", "--owner", "mo.bell@mobi.example")
    assert (bad.code, "lower-case letters" in bad.err) == (1, True)


def test_an_opening_that_was_cut_short_goes_on(bodega, ask):
    ask("update platform.shop set state = 'opening', opened_at = null where slug = 'xinghai'", "select 1")
    answer = bodega("shop", "open", "xinghai", "--owner", "lin.wei@xinghai.example")
    assert answer.code == 0
    assert ask("select state from platform.shop where slug = 'xinghai'") == "live"


def test_a_shop_is_frozen_thawed_and_closed(bodega, ask):
    bodega("shop", "open", "yunting", "--owner", "zhou.ning@yunting.example")
    steps = (("freeze", "frozen"), ("thaw", "live"), ("close", "closed"))
    for deed, state in steps:
        reason = [] if deed == "thaw" else ["--reason", "A complaint is being looked into"]
        assert bodega("shop", deed, "yunting", *reason).code == 0
        assert ask("select state from platform.shop where slug = 'yunting'") == state
    thawed = bodega("shop", "thaw", "yunting")
    assert thawed.code == 1
    assert "Traceback" not in thawed.err
    assert bodega("shop", "freeze", "nowhere", "--reason", "x").code == 1


def test_shops_are_listed_with_their_state(bodega):
    listed = bodega("shop", "list").out
    assert re.search(r"xinghai\.bodega\.test/\s+星海点卡行\s+live\s+lin\.wei@xinghai\.example", listed)
    assert "yunting" not in bodega("shop", "list", "--state", "live").out


def test_one_shop_that_cannot_be_migrated_does_not_stop_the_others(bodega, ask):
    bodega("shop", "open", "mobi", "--owner", "mo.bell@mobi.example")
    # Xinghai's tables are there and its book says that they are not; Mobi's are gone, book and all.
    ask("set role shop_xinghai", "delete from shop_xinghai.migration", "select 1")
    ask(
        "set role shop_mobi", "drop schema shop_mobi cascade", "reset role",
        "create schema shop_mobi authorization shop_mobi", "select 1",
    )  # fmt: skip
    ask("update platform.shop set table_versions = '{}'", "select 1")
    answer = bodega("migrate")
    assert answer.code == 1
    assert re.search(r"✗ xinghai: .*already exists", answer.err)
    assert f"✓ mobi: {len(SHOP_MIGRATIONS)} steps" in answer.err
    assert "could not be brought up to date: xinghai" in answer.err
    assert "already exists" in ask("select migration_failure from platform.shop where slug = 'xinghai'")
    assert "already exists" in bodega("shop", "list").out
    assert ask(
        "set role shop_mobi", "select max(version) from shop_mobi.migration where app = 'shop'"
    ) == len(SHOP_MIGRATIONS)
    assert ask("select table_versions ->> 'shop' from platform.shop where slug = 'mobi'") == str(
        len(SHOP_MIGRATIONS)
    )


def test_once_mended_the_shop_is_brought_up_to_date_alone(bodega, ask):
    ask(
        "set role shop_xinghai",
        *(
            f"insert into shop_xinghai.migration values ('shop', {one.version}, '{one.name}', now())"
            for one in SHOP_MIGRATIONS
        ),
        "select 1",
    )
    answer = bodega("migrate", "--only", "xinghai")
    assert answer.code == 0, answer.err
    assert ask("select migration_failure from platform.shop where slug = 'xinghai'") == ""
    assert bodega("migrate", "--only", "nowhere").code == 1


def test_code_does_not_run_on_older_tables(bodega, ask):
    ask("""update platform.shop set table_versions = '{"shop": 0}' where slug = 'mobi'""", "select 1")
    answer = bodega("serve")
    assert answer.code == 2
    assert "The tables of 1 shops are older" in answer.err
    assert bodega("migrate").code == 0


def test_another_master_key_is_noticed_before_anything_is_sealed_with_it(bodega, run_bodega):
    key = run_bodega("key", "new").out.strip()
    answer = bodega("serve", master_key=key)
    assert answer.code == 2
    assert "BODEGA_MASTER_KEY is not the key" in answer.err


def test_a_new_master_key_takes_over_from_the_old_one(bodega, run_bodega, installation):
    old, new = installation["BODEGA_MASTER_KEY"], run_bodega("key", "new").out.strip()
    rotated = bodega("key", "rotate", master_key=f"{new},{old}")
    assert "4 keys were wrapped anew" in rotated.out  # three shops and the platform
    assert bodega("shop", "list", master_key=new).code == 0
    assert bodega("shop", "list", master_key=old).code == 2
    assert bodega("key", "rotate", master_key=f"{old},{new}").code == 0


def test_web_and_worker_answer_and_stop_when_they_are_told(
    installation, start_bodega, any_port, wait_until, ask
):
    web = start_bodega("serve", environment=installation)
    port = any_port()
    worker = start_bodega("worker", environment=installation | {"BODEGA_WORKER_PORT": str(port)})
    address = f"http://127.0.0.1:{installation['BODEGA_PORT']}"
    for place in (f"http://127.0.0.1:{port}/readyz", f"{address}/readyz"):
        wait_until(lambda place=place: it_answers(place))
    wait_until(lambda: ask("select count(*) from queue.pgqueuer where entrypoint = 'queue.clear_log'") == 1)
    page = httpx.get(address, headers={"host": "xinghai.bodega.test"}, trust_env=False)
    figures = httpx.get(f"{address}/metrics", trust_env=False).text
    for process in (web, worker):
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert page.status_code == 200
    assert 'bodega_requests_total{method="GET",side="shop",status="200"}' in figures
    assert (web.returncode, worker.returncode) == (0, 0)


def test_a_port_that_is_taken_or_no_address_of_ours_is_named(bodega):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = bodega("serve", port=str(taken.getsockname()[1]))
    assert (busy.code, "Choose another one with BODEGA_PORT" in busy.err) == (2, True)
    elsewhere = bodega("serve", host="203.0.113.9")
    assert (elsewhere.code, "Choose another one with BODEGA_HOST" in elsewhere.err) == (2, True)


def test_the_audit_trail_is_computed_again_and_held_to_what_was_written_down(bodega):
    answer = bodega("audit", "verify")
    assert (answer.code, "Every link holds." in answer.out) == (0, True), answer.err
    kept = re.search(r"To keep elsewhere: (\d+:[0-9a-f]{64})", answer.out)[1]
    if not kept.startswith("0:"):
        assert bodega("audit", "verify", "--expect", kept).code == 0
    other = bodega("audit", "verify", "--expect", f"{10**9}:{'0' * 64}")
    assert (other.code, "written down" in other.out) == (1, True)
    assert bodega("audit", "verify", "--expect", "nonsense").code == 2


def test_extensions_are_listed(run_bodega):
    listed = run_bodega("plugin", "list")
    assert listed.code == 0
    assert re.search(r"epay\s+\S+\s+Epay\s+usable", listed.out)


def it_answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False
