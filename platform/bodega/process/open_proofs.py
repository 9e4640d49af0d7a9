"""The part of this installation that can audit and verify a shop."""

from bodega.kernel.errors import NotFound
from bodega.plugins.extensions import Extensions
from bodega.plugins.proof_door import Proofs


def open_proofs(extensions: Extensions) -> Proofs:
    """Raises `NotFound` when no installed extension can."""
    for manifest in extensions.manifests.values():
        if manifest.proofs is not None:
            return manifest.proofs
    raise NotFound("Nothing that is installed can audit or verify a shop.")
