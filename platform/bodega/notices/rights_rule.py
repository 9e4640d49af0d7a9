"""Under which name a takedown stands among the cases of the rules. No rule book holds it: it is decided on its notice."""

from typing import Final

RIGHTS_RULE: Final = "right-holders-notice"
