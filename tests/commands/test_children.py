"""Programs of a demo are started again when they end, but not for ever, and none outlives the demo."""

import sys

import pytest

from bodega.demo.children import children_of
from bodega.kernel.errors import Unavailable


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "log").mkdir()
    return tmp_path


def test_a_program_that_always_ends_is_given_up_with_the_end_of_its_log(folder, wait_until):
    deaths = []
    with children_of(folder, lambda: None) as children:
        hopeless = children.start("hopeless", python("raise SystemExit('no licence')"))
        with pytest.raises(Unavailable, match=r"hopeless ended again and again.*no licence"):
            while True:
                wait_until(lambda: not hopeless.alive())
                children.look_after(deaths.append)
    assert deaths == [hopeless] * 6


def test_a_program_that_does_not_want_to_leave_is_ended(folder):
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)"
    with children_of(folder, lambda: None) as children:
        child = children.start("stubborn", python(stubborn))
    assert not child.alive()


def test_a_new_run_waits_for_the_programs_of_the_last_one(folder, wait_until):
    told = []
    with children_of(folder, lambda: None) as children:
        slow = children.start("slow", python("import sys; sys.stdin.read()"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bodega.demo.children.LEAVE_SECONDS", 0.1)
            with (
                pytest.raises(Exception, match="still use"),
                children_of(folder, lambda: told.append("waiting")),
            ):
                pass
    assert told == ["waiting"]
    assert not slow.alive()


def python(words: str) -> list[str]:
    return [sys.executable, "-c", words]
