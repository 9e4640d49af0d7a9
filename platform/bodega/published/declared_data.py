"""The inventory of personal data in the platform's privacy policy: what its features declare, and each extension."""

from collections.abc import Iterable, Sequence

from bodega.billing import personal_data as billing
from bodega.duties import personal_data as duties
from bodega.identities import personal_data as identities
from bodega.moderation import personal_data as moderation
from bodega.onboarding import personal_data as onboarding
from bodega.plugins.manifest import Manifest
from bodega.plugins.personal_data import PersonalData
from bodega.published import personal_data as published
from bodega.qualifications import personal_data as qualifications
from bodega.reports import personal_data as reports
from bodega.settlement import personal_data as settlement
from bodega.staff import personal_data as staff

_FEATURES = (
    staff,
    published,
    onboarding,
    qualifications,
    moderation,
    billing,
    settlement,
    duties,
    identities,
    reports,
)


def own_data() -> list[PersonalData]:
    """What the platform itself keeps, feature by feature."""
    return [one for feature in _FEATURES for one in feature.KEPT]


def declared_data(manifests: Iterable[Manifest]) -> Sequence[PersonalData]:
    """The platform's own first, then what each extension keeps here, in the order of their ids."""
    brought = [
        one for manifest in sorted(manifests, key=lambda each: each.id) for one in manifest.platform_data
    ]
    return [*own_data(), *brought]
