"""The jobs that extensions bring, made safe for the worker."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import structlog

from bodega.kernel.errors import SettingError
from bodega.kernel.jobs import Job
from bodega.plugins.extensions import Extensions
from bodega.plugins.manifest import Manifest
from bodega.plugins.plugin_context import context_in
from bodega.runtime import Runtime
from bodega.street.shop import Shop

JOB_SECONDS = 300.0

log = structlog.get_logger()


def extension_jobs(extensions: Extensions) -> list[Job]:
    """The shop's own jobs as they are; a stranger's get their `PluginContext` in place of the runtime and the shop.

    A stranger's job does nothing in a shop that has the extension off. Jobs that cannot be used are left out and the
    reason is listed.
    """
    jobs: list[Job] = []
    for manifest in extensions.manifests.values():
        if manifest.jobs is None:
            continue
        if manifest.always_on:
            jobs.extend(manifest.jobs())
            continue
        try:
            jobs.extend([_made_safe(manifest, job) for job in manifest.jobs()])
        except (Exception, SystemExit) as error:
            log.exception("plugin_failed", plugin=manifest.id, hook="jobs")
            extensions.note_failure(manifest.id, "jobs", error)
    return jobs


def _made_safe(manifest: Manifest, job: Job) -> Job:
    if not job.name.startswith(f"{manifest.id}."):
        raise SettingError("Its job %(name)s must begin with %(id)s.", name=job.name, id=f"{manifest.id}.")
    if job.for_platform:
        raise SettingError(
            "Its job %(name)s asks for the platform, where an extension has no place.", name=job.name
        )
    return replace(job, run=_in_context(manifest, job))


def _in_context(manifest: Manifest, job: Job) -> Callable[..., Awaitable[None]]:
    async def run(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
        if manifest.id not in shop.enabled:
            log.info("plugin_is_off", shop=shop.slug, plugin=manifest.id, job=job.name)
            return
        await runtime.dispatcher.guarded(
            shop.slug,
            manifest.id,
            job.name,
            lambda: job.run(context_in(runtime, shop, manifest), payload),
            timeout_seconds=JOB_SECONDS,
        )

    return run
