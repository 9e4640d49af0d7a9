"""Let every extension make what it keeps for the whole process."""

from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from bodega.runtime import Runtime

log = structlog.get_logger()


def start_extensions(runtime: "Runtime") -> None:
    """Call each `start`, the shop's own last, when those of the others are there or gone.

    A stranger's that fails is set aside and listed; the shop's own failing stops the process, for nothing works then.
    """
    extensions = runtime.extensions
    for manifest in sorted(extensions.manifests.values(), key=lambda manifest: manifest.always_on):
        if manifest.start is None:
            continue
        try:
            runtime.parts[manifest.id] = manifest.start(runtime)
        except (Exception, SystemExit) as error:
            if manifest.always_on:
                raise
            log.exception("plugin_failed", plugin=manifest.id, hook="start")
            extensions.set_aside(manifest.id, "start", error)
