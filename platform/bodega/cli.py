"""The command line: which commands there are, and how each of their failures is told."""

import sys
from importlib import import_module
from typing import Any

import click

from bodega.commands.terminal import terminal
from bodega.kernel.errors import BodegaError, SettingError

BAD_SETTING = 2
FAILED = 1


class Commands(click.Group):
    """Commands by name, each loaded only when it is called, so that `--help` answers at once."""

    def __init__(self, name: str, help_text: str, places: dict[str, str]) -> None:
        super().__init__(name, help=help_text, no_args_is_help=True)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self._places.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: Any = getattr(import_module(module), name)
        return command if isinstance(command, click.Command) else None


shop = Commands(
    "shop",
    "Open, list, freeze, thaw and close shops.",
    {
        "open": "bodega.commands.shop_open:shop_open",
        "list": "bodega.commands.shop_list:shop_list",
        "freeze": "bodega.commands.shop_freeze:shop_freeze",
        "thaw": "bodega.commands.shop_thaw:shop_thaw",
        "close": "bodega.commands.shop_close:shop_close",
    },
)
plugin = Commands("plugin", "Look at extensions.", {"list": "bodega.commands.plugin_list:plugin_list"})
admin = Commands(
    "admin", "People who run the platform.", {"create": "bodega.commands.admin_create:admin_create"}
)
key = Commands("key", "Keys of this installation.", {"new": "bodega.commands.key_new:key_new"})
bodega = Commands(
    "bodega",
    "A street of shops for virtual goods. `bodega demo` shows it on this machine, with nothing else installed.",
    {
        "demo": "bodega.commands.demo:demo",
        "serve": "bodega.commands.serve:serve",
        "worker": "bodega.commands.worker:worker",
        "migrate": "bodega.commands.migrate:migrate",
        "shop": "bodega.cli:shop",
        "plugin": "bodega.cli:plugin",
        "admin": "bodega.cli:admin",
        "key": "bodega.cli:key",
    },
)


def main() -> None:
    """Run the command that was asked for; ends the process with 0, 1 for a failure, 2 for a setting or a wrong call."""
    try:
        bodega.main(prog_name="bodega")
    except SettingError as error:
        terminal().fail(error)
        sys.exit(BAD_SETTING)
    except BodegaError as error:
        terminal().fail(error)
        sys.exit(FAILED)
