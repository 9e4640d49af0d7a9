"""Shows a plain text as it is, with the web addresses in it as links."""

import re

from markupsafe import Markup, escape

# Only what may stand in an address unescaped: a Chinese sentence goes on right behind one.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_SENTENCE_ENDS = ".,;:!?'()"


def link_text(text: str) -> Markup:
    """Escapes everything; signs that end a sentence are not taken into an address."""
    pieces, done = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_SENTENCE_ENDS)
        pieces += [escape(text[done : found.start()]), _link(address)]
        done = found.start() + len(address)
    return Markup("").join([*pieces, escape(text[done:])])


def _link(address: str) -> Markup:
    return Markup('<a href="{0}">{0}</a>').format(address)
