"""One line of a console's navigation, as `console_base.html` reads it."""

from typing import NamedTuple


class NavLink(NamedTuple):
    """`waiting` is how much waits there (0 hides the figure); `icon` is a name from `icons.html`.

    Links that follow one another with the same `group` fold away under that heading.
    """

    label: str
    url: str
    active: bool = False
    waiting: int = 0
    icon: str = ""
    group: str = ""
