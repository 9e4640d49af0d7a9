"""Jinja environments: templates of several packages, one per language, compiled once and kept."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from bodega.kernel.i18n import Translations
from bodega.runtime import Runtime
from bodega.web.assets import asset_url
from bodega.web.fold_texts import FoldingEnvironment
from bodega.web.render_leanly import speaker


def make_environment(folders: Sequence[Path], translations: Translations, locale: str) -> Environment:
    """Templates of `folders` in that order, then the shared ones; every value is escaped."""
    environment = FoldingEnvironment(
        loader=ChoiceLoader(
            [
                *(FileSystemLoader(folder) for folder in folders),
                PackageLoader("bodega", "web_assets/templates"),
            ]
        ),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalog = translations.catalog(locale)
    environment.install_gettext_translations(catalog, newstyle=True)  # type: ignore[attr-defined]
    say = speaker(catalog)
    environment.globals.update(asset=asset_url, locale=locale, fixed_text=catalog.gettext, gettext=say, _=say)
    environment.filters["say"] = lambda error: translations.gettext(locale, error.message, **error.params)
    return environment


def platform_page(runtime: Runtime, template: str, locale: str, **context: Any) -> str:
    """One page of the platform, as HTML."""
    folders = tuple(door.templates for door in runtime.extensions.platform_doors)
    return (
        _platform_environment(folders, runtime.translations, locale)
        .get_template(template)
        .render(home=runtime.settings.address_of(runtime.settings.base_domain), **context)
    )


@cache
def _platform_environment(folders: tuple[Path, ...], translations: Translations, locale: str) -> Environment:
    return make_environment([Path(__file__).parent / "templates", *folders], translations, locale)
