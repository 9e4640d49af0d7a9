"""Whoever has no way to a registry is told what is missing, and nothing is skipped."""

import os
import subprocess
import sys
from pathlib import Path

import fetch_stripe_description


def fetched(cache: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, fetch_stripe_description.__file__],
        env={**os.environ, "XDG_CACHE_HOME": str(cache), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_registry_a_sentence_says_what_could_not_be_fetched(tmp_path: Path) -> None:
    done = fetched(tmp_path, PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 1
    assert done.stderr.startswith("Stripe's description (seahaven-stripe-world 0.3.0) could not be fetched")
    assert "Traceback" not in done.stderr


def test_what_is_there_already_needs_no_registry(tmp_path: Path) -> None:
    folder = tmp_path / "bodega" / "stripe-description"
    folder.mkdir(parents=True)
    fetch_stripe_description.read_stripe_description()
    known = fetch_stripe_description.user_cache_path("bodega") / "stripe-description"
    for wheel in known.glob("*.whl"):
        (folder / wheel.name).write_bytes(wheel.read_bytes())
    assert fetched(tmp_path, PIP_NO_INDEX="1", PIP_FIND_LINKS="").returncode == 0


def test_another_file_under_that_name_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "bodega" / "stripe-description"
    folder.mkdir(parents=True)
    (folder / "seahaven_stripe_world-0.3.0-py3-none-any.whl").write_bytes(b"something else")
    done = fetched(tmp_path, PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 1
    assert "could not be fetched" in done.stderr
