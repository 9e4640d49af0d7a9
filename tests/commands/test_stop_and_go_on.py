"""A demo stops cleanly, goes on with the same data, and gets over being killed. All tests share one data folder."""

import re
import signal
import socket
import stat
import time

import httpx
import psutil
import pytest


@pytest.fixture(scope="module")
def data(home):
    return home / "星海 data"


def test_ctrl_c_ends_everything_and_the_next_run_goes_on(demos, buyer_of, data, any_port):
    first = demos(data, any_port())
    chen_hao = buyer_of(first, "xinghai")
    number = chen_hao.order("yinghuo-welcome-pack", "新手礼包（免费）")
    code = re.search(r"GIFT-\w{4}-\w{4}", chen_hao.codes(number))[0]
    family = first.family()
    first.stop(signal.SIGINT)
    assert first.process.returncode == 0
    assert not any(member.is_running() for member in family)

    second = demos(data, any_port())
    assert log_ins(second) == log_ins(first)
    again = buyer_of(second, "xinghai")
    again.browser.cookies = chen_hao.browser.cookies
    assert code in again.browser.post(f"/orders/{number}/reveals").text


def test_a_stop_from_outside_is_as_clean(demos, data, any_port):
    demo = demos(data, any_port())
    family = demo.family()
    demo.stop(signal.SIGTERM)
    assert demo.process.returncode == 0
    assert not any(member.is_running() for member in family)


def test_after_a_kill_all_programs_leave_and_a_new_run_recovers(demos, buyer_of, data, any_port):
    killed = demos(data, any_port())
    buyer_of(killed, "mobi").order("pebble-backup", "1 computer")
    family = killed.family()
    killed.kill()
    recovered = demos(data, killed.port)
    assert not any(member.is_running() for member in family)
    assert log_ins(recovered) == log_ins(killed)
    chen_hao = buyer_of(recovered, "mobi")
    assert "DRIFT-" in chen_hao.codes(chen_hao.order("drift-terminal", "Personal use (free)"))


def test_a_program_that_dies_is_started_again_and_that_is_said(demos, data, any_port):
    demo = demos(data, any_port())
    for word in ("serve", "worker", "bodega_practice"):
        dead = demo.child(word)
        dead.kill()
        wait_until(lambda word=word, dead=dead: new_child(demo, word, dead))
    wait_until(lambda: answers(demo))
    said = demo.stop()
    assert "web ended and is started again" in said
    assert "worker ended and is started again" in said


def test_a_database_that_dies_is_started_again(demos, data, any_port):
    demo = demos(data, any_port())
    guard = next(child for child in demo.family() if child.cmdline()[-1].endswith("guard.py"))
    next(child for child in guard.children() if child.name() == "postgres").kill()
    wait_until(lambda: not guard.is_running())
    wait_until(lambda: answers(demo))
    assert "A database server ended and is started again" in demo.stop()


def test_a_taken_port_is_named_with_the_way_out(run_bodega, data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run_bodega("demo", "--data", data, "--port", port, "--json")
    assert (answer.code, answer.out) == (2, "")
    assert f"Port {port} is taken" in answer.err
    assert "--port" in answer.err
    assert "Traceback" not in answer.err


def test_two_demos_run_side_by_side_and_not_on_one_folder(demos, run_bodega, data, home, any_port):
    xinghai, other = demos(data, any_port()), demos(home / "other", any_port())
    assert answers(xinghai)
    assert answers(other)
    assert log_ins(xinghai) != log_ins(other)
    refused = run_bodega("demo", "--data", data, "--port", any_port())
    assert refused.code == 1
    assert "is running on the data" in refused.err


def test_reset_starts_over(demos, data, any_port):
    before = demos(data, any_port())
    before.stop()
    after = demos(data, any_port(), "--reset")
    assert log_ins(after) != log_ins(before)
    assert answers(after)
    assert stat.S_IMODE((data / "demo.json").stat().st_mode) == 0o600


def log_ins(demo):
    return [demo.ready["admin"], *(shop["owner"] for shop in demo.ready["shops"])]


def answers(demo) -> bool:
    with demo.browser("xinghai") as browser:
        try:
            return browser.get("/").status_code == 200
        except httpx.TransportError:
            return False


def new_child(demo, word: str, old: psutil.Process) -> bool:
    try:
        return demo.child(word).pid != old.pid
    except (StopIteration, psutil.NoSuchProcess):
        return False


def wait_until(true) -> None:
    deadline = time.monotonic() + 180
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)
