"""Ports of this machine: one that was asked for, or any that is free."""

import errno
import socket
from dataclasses import dataclass

from bodega.kernel.errors import SettingError


@dataclass(frozen=True)
class Asked:
    """How the operator says where to listen, for messages."""

    host: str = "BODEGA_HOST"
    port: str = "BODEGA_PORT"


def check_port(host: str, port: int, asked: Asked) -> None:
    """Raises `SettingError` when nothing of ours can listen there.

    Asked first, because our web server would share the port silently and get half of the visitors.
    """
    try:
        _bind(host, port)
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise SettingError(
                "%(host)s is no address of this machine. Choose another one with %(asked)s.",
                host=host,
                asked=asked.host,
            ) from error
        raise SettingError(
            "Port %(port)s cannot be used: %(why)s. Choose another one with %(asked)s; %(other)s is free.",
            port=port,
            why=error.strerror,
            asked=asked.port,
            other=free_port(host),
        ) from error


def is_free(host: str, port: int) -> bool:
    try:
        _bind(host, port)
    except OSError:
        return False
    return True


def free_port(host: str) -> int:
    return _bind(host, 0)


def _bind(host: str, port: int) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As servers do it, so that connections which are still closing do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])
