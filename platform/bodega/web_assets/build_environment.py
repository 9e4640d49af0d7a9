"""Builds the template environment of one face in one language, with macros, translations and escaping in place."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from bodega.web_assets import CATALOGUE, TEMPLATES
from bodega.web_assets.load_translations import load_translations


def build_environment(
    locale: str, templates: Sequence[Path] = (), catalogues: Sequence[Path] = ()
) -> Environment:
    """An environment that looks in `templates` first and in the shared templates last.

    There is one environment for each theme and language, because the macros of an imported template
    see the environment's own translations and not those of the page that is being rendered.
    """
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in (*templates, TEMPLATES)]),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    translations = load_translations(locale, (CATALOGUE, *catalogues))
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    return environment
