"""What an operator reads about settings and containers is what the program does."""

import re
from pathlib import Path

import pytest
import yaml

from bodega.kernel.settings import Settings

NAME = re.compile(r"BODEGA_[A-Z_]+")
ROW = re.compile(r"^\| `(BODEGA_\w+)` \| (.+?) \| `(.+?)` \|", re.MULTILINE)
REQUIRED = {
    "BODEGA_DATABASE_URL": "postgresql://bodega_app@/bodega",
    "BODEGA_REDIS_URL": "redis://localhost",
    "BODEGA_MASTER_KEY": "x",
    "BODEGA_BASE_DOMAIN": "shops.example",
}
# Only for the composition, where it becomes a part of BODEGA_DATABASE_URL.
OF_THE_COMPOSITION = {"BODEGA_APP_PASSWORD"}


@pytest.fixture(scope="module")
def root() -> Path:
    return Path(__file__).parents[2]


@pytest.fixture(scope="module")
def document(root) -> str:
    return (root / "docs" / "operating.md").read_text("utf-8")


@pytest.fixture(scope="module")
def composition(root):
    return yaml.safe_load((root / "compose.yaml").read_text("utf-8"))


def test_every_setting_has_its_row_and_no_other_is_named(document):
    known = set(Settings.from_environment(REQUIRED).as_environment())
    assert {name for name, _, _ in ROW.findall(document)} == known
    assert set(NAME.findall(document)) == known | OF_THE_COMPOSITION


def test_the_defaults_are_those_of_the_program(document):
    told = {name: default.strip("`") for name, default, _ in ROW.findall(document)}
    assert {name for name, default in told.items() if default == "required"} == set(REQUIRED)
    usual = {
        name: {"required": REQUIRED.get(name, ""), "empty": "", "no": ""}.get(default, default)
        for name, default in told.items()
    }
    assert Settings.from_environment(REQUIRED).as_environment() == usual


def test_every_example_can_be_used(document):
    for name, _, example in ROW.findall(document):
        assert Settings.from_environment(REQUIRED | {name: example}).as_environment()[name], name


def test_containers_are_given_settings_that_exist(composition):
    known = set(Settings.from_environment(REQUIRED).as_environment())
    for name in ("migrate", "web", "worker"):
        given = set(composition["services"][name]["environment"])
        assert set(REQUIRED) <= given <= known


def test_the_web_container_cannot_make_tables(composition):
    services = composition["services"]
    holders = {
        name for name in services if "BODEGA_OWNER_DATABASE_URL" in services[name].get("environment", {})
    }
    assert holders == {"migrate", "worker"}


def test_containers_run_commands_that_exist_and_wait_for_the_tables(composition):
    services = composition["services"]
    assert {services[name]["command"][1] for name in ("migrate", "web", "worker")} == {
        "migrate",
        "serve",
        "worker",
    }
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_image_runs_as_somebody_without_rights_and_installs_only_what_is_pinned(root):
    lines = (root / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER (?!root|0\b)", lines, re.MULTILINE)
    for install in re.findall(r"uv pip install[^&\n]+", lines):
        assert "--require-hashes" in install or "--no-index" in install
    copied = re.findall(r"requirements[\w-]*\.txt", lines)
    assert all((root / name).is_file() for name in copied)
