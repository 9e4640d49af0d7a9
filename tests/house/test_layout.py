"""The tree is the product: folders are nouns of the shop, files are deeds, and the folder tells the schema."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

NAMED_FOR_A_ROLE = {
    "service", "services", "util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "models", "views",
}  # fmt: skip
KINDS_OF_EXTENSIONS = ("plugins", "payment_gateways", "themes")
BANNER = re.compile(r"#\s*[-=*#~]{4,}")
LEFT_FOR_LATER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|(?i:coming soon|not implemented yet)")


def test_no_file_is_named_for_a_role(everything, expect_none):
    found = [path for path in everything if {path.stem, path.parent.name} & NAMED_FOR_A_ROLE]
    expect_none(found, "Name a file for what it does")


def test_no_folder_of_stories_is_a_package(everything, root, expect_none):
    found = [
        path for path in everything if path.name == "__init__.py" and path.is_relative_to(root / "tests")
    ]
    expect_none(found, "A package tests/platform would hide the standard library's platform")


def test_the_standard_librarys_platform_is_itself(root):
    assert not (root / "platform" / "__init__.py").exists()
    said = subprocess.run(
        [sys.executable, "-c", "import platform, bodega; print(platform.__file__, platform.system())"],
        cwd=root, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert str(root) not in said
    assert said.split()[1]


def test_the_folder_tells_the_schema(sources, expect_none):
    wrong = [
        f"{source.name}: {node.name}"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for keyword in node.keywords
        if keyword.arg == "db"
        and ast.unparse(keyword.value) != ("PLATFORM" if source.name.startswith("platform/") else "SHOP")
    ]
    expect_none(wrong, "What lies in platform/ is shared, every other table exists once for each shop")


def test_every_table_says_which_side_it_is_on(sources, expect_none):
    silent = [
        f"{source.name}: {node.name}"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and "Table" in [ast.unparse(base) for base in node.bases]
        and "db" not in [keyword.arg for keyword in node.keywords]
    ]  # fmt: skip
    expect_none(silent, "Say on which side of the street the table stands: db=SHOP or db=PLATFORM")


def test_every_extension_is_whole_and_known(root, expect_none):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    missing = []
    for folder in (folder for kind in KINDS_OF_EXTENSIONS for folder in sorted((root / kind).iterdir())):
        name = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["name"]
        package = name.replace("-", "_")
        present = {
            "README.md": (folder / "README.md").is_file(),
            "its package": (folder / package / "__init__.py").is_file(),
            "py.typed": (folder / package / "py.typed").is_file(),
            "the bundled group": name in project["dependency-groups"]["bundled"],
            "tool.uv.sources": name in project["tool"]["uv"]["sources"],
            "the import rules": package in project["tool"]["importlinter"]["root_packages"],
        }
        missing += [f"{folder.name} lacks {what}" for what, there in present.items() if not there]
    expect_none(missing, "An extension that is not whole is not found, not typed or not checked")


def test_every_extension_is_held_to_the_import_rules(root):
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    extensions = set(settings["root_packages"]) - {"bodega", "bodega_shop"}
    rules = {rule["name"]: rule for rule in settings["contracts"]}
    held = {
        "An extension imports bodega_shop.extend and nothing else of ours": "source_modules",
        "No extension knows another": "modules",
        "A street knows no shop: it finds the shop's code as it finds a stranger's": "forbidden_modules",
    }
    for name, key in held.items():
        assert extensions <= set(rules[name][key]), name


def test_every_file_begins_by_saying_what_it_is_for(sources, expect_none):
    silent = [source.name for source in sources if source.text.strip() and not ast.get_docstring(source.tree)]
    expect_none(silent, "Begin the file with one sentence on what it is for")


def test_a_file_that_wants_sections_wants_to_be_two_files(all_sources, expect_none):
    found = [
        f"{source.name}:{number}"
        for source in all_sources
        for number, line in enumerate(source.text.splitlines(), 1)
        if BANNER.match(line.strip())
    ]
    expect_none(found, "A file that wants sections wants to be two files")


def test_nothing_is_left_for_later(everything, root, expect_none):
    found = [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in everything
        if path.suffix in {".py", ".html", ".js", ".css", ".sql", ".md", ".toml"} and path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if LEFT_FOR_LATER.search(line)
    ]
    expect_none(found, "Do it now, or leave the word out")


def test_annotations_are_there_at_run_time(all_sources, expect_none):
    found = [
        source.name
        for source in all_sources
        if re.search(r"^from __future__ import", source.text, re.MULTILINE)
    ]
    expect_none(found, "Litestar and msgspec read annotations at run time")


def test_no_work_is_moved_to_another_task_by_a_timeout(sources, expect_none):
    found = [
        f"{source.name}:{call.lineno}"
        for source in sources
        for call in source.calls()
        if ast.unparse(call.func) in ("asyncio.wait_for", "wait_for")
    ]
    expect_none(found, "Use asyncio.timeout: it stays in the task, and so inside the scope")


def test_errors_of_the_web_framework_stay_at_the_edge(sources, expect_none):
    edge = ("platform/bodega/web/", "payment_gateways/practice/bodega_practice/show_failure.py")
    found = [
        source.name
        for source in sources
        if "HTTPException" in source.text and not source.name.startswith(edge)
    ]
    expect_none(found, "Raise an error of bodega.kernel.errors")
