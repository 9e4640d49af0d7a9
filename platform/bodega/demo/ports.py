"""Ports of this machine: one that was asked for, or any that is free."""

import errno
import socket

from bodega.kernel.errors import SettingError


def check_port(host: str, port: int) -> None:
    """Raises `SettingError` when another program listens there.

    Asked first, because our web server would share the port silently and get half of the visitors.
    """
    if not is_free(host, port):
        raise SettingError(
            "Port %(port)s is taken by another program. Choose another one with --port, such as --port %(other)s.",
            port=port,
            other=free_port(host),
        )


def is_free(host: str, port: int) -> bool:
    """Raises `SettingError` for an address that is not this machine's."""
    with socket.socket(_family(host)) as probe:
        # As servers do it, so that connections which are still closing do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise SettingError(
                    "%(host)s is no address of this machine. Choose another one with --host.", host=host
                ) from error
            return False
        return True


def free_port(host: str) -> int:
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
