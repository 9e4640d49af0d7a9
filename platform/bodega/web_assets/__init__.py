"""The look that consoles, platform pages and themes share: styles, macros, small scripts."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
CATALOGUE = Path(__file__).parent.parent / "locale"
