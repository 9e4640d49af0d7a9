"""What is handed in, whole: the answers with what is personal sealed, the papers with the digests of their files."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bodega.kernel.database import Scope
from bodega.onboarding.judge_name import JudgedName
from bodega.onboarding.read_journey import Journey
from bodega.qualifications.paper import Paper

_FILES = "select f.id, f.digest from document_file f where f.document_id = any($1::uuid[])"
_APPLICANT = "select a.name, a.email from account a where a.id = $1"


async def take_snapshot(scope: Scope, journey: Journey, judged: JudgedName) -> dict[str, Any]:
    """The content of a `submission`, so that two of them can be compared field by field."""
    application, standing = journey.application, journey.standing
    papers = [paper for paper in standing.papers if paper.application_id == application.id]
    applicant = await scope.fetchrow(_APPLICANT, application.account_id)
    return {
        "applicant": dict(applicant or {}),
        "answers": dict(application.answers),
        "catalogue": standing.catalogue.version,
        "name": {
            "hits": [msgspec.to_builtins(hit) for hit in judged.hits],
            "look_alikes": list(judged.look_alikes),
        },
        "papers": await snapshot_papers(scope, papers),
    }


async def snapshot_papers(scope: Scope, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """What each says, and the digests of its files."""
    rows = await scope.fetch(_FILES, [paper.id for paper in papers])
    digests = {row["id"]: bytes(row["digest"]).hex() for row in rows}
    return [_paper(paper, digests) for paper in papers]


def _paper(paper: Paper, digests: Mapping[Any, str]) -> dict[str, Any]:
    return {
        "id": str(paper.id),
        "kind": paper.kind,
        "categories": sorted(paper.categories),
        "fields": dict(paper.fields),
        "valid_from": paper.valid_from.isoformat() if paper.valid_from else None,
        "valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
        "files": [
            {"id": str(file.id), "name": file.name, "digest": digests[file.id]} for file in paper.files
        ],
    }
