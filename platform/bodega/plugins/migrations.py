"""Which migrations a shop's schema needs: the shop's own, and those of the extensions it has switched on."""

from collections.abc import Mapping, Sequence
from functools import cache

from bodega.kernel.migrations import Migration, read_migrations
from bodega.plugins.extensions import Extensions
from bodega.plugins.manifest import Manifest


def apps_of(extensions: Extensions, enabled: frozenset[str]) -> dict[str, tuple[Migration, ...]]:
    """The migrations by app, the shop's own first."""
    manifests = sorted(
        extensions.manifests.values(), key=lambda manifest: (not manifest.always_on, manifest.id)
    )
    return {
        manifest.id: migrations_of(manifest)
        for manifest in manifests
        if manifest.migrations and manifest.id in enabled
    }


def newest_versions(apps: Mapping[str, Sequence[Migration]]) -> dict[str, int]:
    """The version that each app's tables have once all its migrations are applied."""
    return {app: migrations[-1].version for app, migrations in apps.items() if migrations}


def migrations_of(manifest: Manifest) -> tuple[Migration, ...]:
    """The numbered steps of one extension's tables, none when it has no tables."""
    return _read(manifest.migrations) if manifest.migrations else ()


@cache
def _read(package: str) -> tuple[Migration, ...]:
    return read_migrations(package)
