"""A demo stops cleanly, goes on with the same data, and gets over being killed. A story in the order of this file."""

import re
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest


@dataclass
class Story:
    """The demo that the story is about, as the last test left it, and an order that Chen Hao has in it."""

    data: Path
    demo: object = None
    number: str = ""
    code: str = ""
    cookies: object = None


@pytest.fixture(scope="module")
def story(home, demos):
    return Story(home / "星海 data")


def test_ctrl_c_ends_everything(story, demos, buyer_of, any_port):
    story.demo = demos(story.data, any_port())
    chen_hao = buyer_of(story.demo, "xinghai")
    story.number = chen_hao.order("yinghuo-welcome-pack", "新手礼包")
    story.code = re.search(r"GIFT-\w{4}-\w{4}", chen_hao.codes(story.number))[0]
    story.cookies = chen_hao.browser.cookies
    family = story.demo.family()
    story.demo.stop(signal.SIGINT)
    assert story.demo.process.returncode == 0
    assert not any(member.is_running() for member in family)


def test_the_next_run_goes_on_with_the_same_data(story, demos, buyer_of, any_port):
    before, story.demo = story.demo, demos(story.data, any_port())
    assert log_ins(story.demo) == log_ins(before)
    chen_hao = buyer_of(story.demo, "xinghai")
    chen_hao.browser.cookies = story.cookies
    assert story.code in chen_hao.browser.post(f"/orders/{story.number}/reveals").text


def test_a_program_that_dies_is_started_again(story, wait_until):
    for word in ("serve", "worker", "bodega_practice"):
        dead = story.demo.child(word)
        dead.kill()
        wait_until(lambda word=word, dead=dead: new_child(story.demo, word, dead))
        assert story.demo.child(word).pid != dead.pid
    wait_until(lambda: answers(story.demo))


def test_a_database_that_dies_is_started_again(story, buyer_of, wait_until):
    guard = next(child for child in story.demo.family() if child.cmdline()[-1].endswith("guard.py"))
    next(child for child in guard.children() if child.name() == "postgres").kill()
    wait_until(lambda: not guard.is_running())
    wait_until(lambda: answers(story.demo))
    wait_until(lambda: buyer_of(story.demo, "mobi").browser.get("/api/v1/products").status_code == 200)
    assert not guard.is_running()


def test_after_a_kill_all_programs_leave_and_a_new_run_recovers(story, demos, buyer_of):
    killed, family = story.demo, story.demo.family()
    killed.kill()
    story.demo = demos(story.data, killed.port)
    assert not any(member.is_running() for member in family)
    assert log_ins(story.demo) == log_ins(killed)
    chen_hao = buyer_of(story.demo, "mobi")
    assert "DRIFT-" in chen_hao.codes(chen_hao.order("drift-terminal", "Personal"))


def test_one_folder_is_for_one_demo(story, run_bodega, any_port):
    refused = run_bodega("demo", "--data", story.data, "--port", any_port())
    assert refused.code == 1
    assert "is running on the data" in refused.err


def test_a_taken_port_is_named_with_the_way_out(home, run_bodega):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run_bodega("demo", "--data", home / "other", "--port", port, "--json")
    assert (answer.code, answer.out) == (2, "")
    assert f"Port {port} cannot be used: Address already in use" in answer.err
    assert "--port" in answer.err
    assert "Traceback" not in answer.err


def test_two_demos_run_side_by_side_and_one_is_stopped_from_outside(story, demos, home, any_port):
    other = demos(home / "other", any_port())
    assert answers(story.demo)
    assert answers(other)
    assert log_ins(story.demo) != log_ins(other)
    family = other.family()
    other.stop(signal.SIGTERM)
    assert other.process.returncode == 0
    assert not any(member.is_running() for member in family)
    assert answers(story.demo)


def test_reset_starts_over(story, demos, any_port):
    before = story.demo
    before.stop()
    story.demo = demos(story.data, any_port(), "--reset")
    assert log_ins(story.demo) != log_ins(before)
    assert answers(story.demo)


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
