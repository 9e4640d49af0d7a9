"""The extension in docs/write-a-plugin.md is installed as a stranger's package and does what the document says."""

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bodega.app import create_app
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.discover import discover
from bodega.plugins.dispatch import Hook
from bodega.plugins.enable import enable_plugin
from bodega.plugins.extension_jobs import extension_jobs
from bodega.plugins.extensions import Extensions
from bodega.plugins.finish_enabling import run_enabling
from bodega_shop import hookspecs
from bodega_shop.extend import OrderDelivered

DOCUMENT = Path(__file__).parents[2] / "docs" / "write-a-plugin.md"


def blocks() -> dict[str, str]:
    """The code of the document, by language."""
    return dict(re.findall(r"^```(\w+)\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL))


@pytest.fixture
def extensions(tmp_path: Path) -> Iterator[Extensions]:
    """The files of the document where their first lines say, installed as pip would, and found."""
    code = blocks()
    for language in ("python", "sql"):
        file = tmp_path / code[language].splitlines()[0].split()[-1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code[language], "utf-8")
    (tmp_path / "my_thanks" / "tables" / "__init__.py").touch()
    project = tomllib.loads(code["toml"])["project"]
    [(point, module)] = project["entry-points"]["bodega"].items()
    info = tmp_path / f"{module}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text(f"[bodega]\n{point} = {module}\n")
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    yield discover()
    sys.path.remove(str(tmp_path))
    for name in ("my_thanks", "my_thanks.tables"):
        sys.modules.pop(name, None)


def test_it_is_found_without_a_complaint_and_imports_one_thing_of_ours(extensions: Extensions) -> None:
    assert extensions.broken == []
    assert "thanks" in extensions.listening
    assert set(re.findall(r"(?:from|import) (bodega\w*[\w.]*)", blocks()["python"])) == {"bodega_shop.extend"}


async def test_it_counts_and_thanks(
    extensions: Extensions, street: Any, settings: Any, shop: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings, extensions)
    async with app.running() as runtime:
        now = runtime.clock.now()
        await enable_plugin(runtime, shop, "thanks", actor_id=None, actor="Lin Wei", now=now)
        await run_enabling(runtime, {"shop_id": str(shop.id), "plugin": "thanks"})
        here = await runtime.directory.by_id(shop.id)
        event = OrderDelivered(new_id(), "20261121M9QX2TA7K3", Money(9980, "CNY"), now)
        for _ in range(2):
            missed = await runtime.dispatcher.notify(
                Hook(hookspecs.order_delivered), here.slug, here.listeners, event=event
            )
            assert missed == frozenset()
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{shop.canonical_host}") as client:
            assert (await client.get("/x/thanks/")).text == "谢谢 × 1"
        [job] = [job for job in extension_jobs(extensions) if job.name == "thanks.celebrate"]
        await job.run(runtime, here, {"count": 1000})
        assert f"{shop.slug}: 1000 orders" in capsys.readouterr().out
