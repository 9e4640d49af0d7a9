"""The command line: `python -m bodega_practice --port N --data DIR`."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from bodega.kernel.errors import SettingError
from bodega_practice.serve import serve

TOKEN_VARIABLE = "BODEGA_PRACTICE_TOKEN"  # noqa: S105 - the name of a variable, not its value


def main(words: list[str] | None = None) -> int:
    """Answer the exit code: 0 after a clean stop, 2 for a setting that cannot be used."""
    options = _options(words)
    try:
        asyncio.run(_serve_until_signalled(options))
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bodega_practice", description="A practice Epay V1 gateway: no real money."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--data", type=Path, help="folder that keeps the trades; without it they live in memory"
    )
    parser.add_argument(
        "--admin-token", default=os.environ.get(TOKEN_VARIABLE, ""), help=f"or set {TOKEN_VARIABLE}"
    )
    parser.add_argument("--lifeline", action="store_true", help="stop when standard input ends")
    return parser.parse_args(words)


async def _serve_until_signalled(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await serve(
        options.host, options.port, options.data, options.admin_token, stop, lifeline=options.lifeline
    )


if __name__ == "__main__":
    raise SystemExit(main())
