"""Look for the proof of a domain where its owner was told to put it."""

from dataclasses import dataclass
from typing import Literal

import httpx

from bodega.domains.look_up_txt import look_up_txt
from bodega.domains.proof import Proof
from bodega.kernel.errors import BodegaError, Unavailable
from bodega.runtime import Runtime

Place = Literal["dns", "file"]

LONGEST_FILE = 4096
NOT_THERE = "not_there"
NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Finding:
    """Where the proof was found, or what stood in the way: `not_there`, or `no_answer` when nobody could say."""

    place: Place | None
    problem: str = ""


async def find_proof(runtime: Runtime, proof: Proof) -> Finding:
    """Names are asked first: a file is only read when they hold no proof."""
    try:
        texts = await look_up_txt(proof.record_name, runtime.settings.name_server)
        problem = NOT_THERE
    except Unavailable:
        texts, problem = [], NO_ANSWER
    if proof.stands_in(texts):
        return Finding("dns")
    return Finding("file") if await _stands_in_file(runtime, proof) else Finding(None, problem)


async def _stands_in_file(runtime: Runtime, proof: Proof) -> bool:
    """Read over plain HTTP without following a redirect: a certificate often comes only after the proof."""
    try:
        answer = await runtime.http.get(proof.url, extensions={"longest_answer": LONGEST_FILE})
    except (httpx.HTTPError, BodegaError):
        return False
    return answer.status_code == httpx.codes.OK and proof.stands_in(answer.text.splitlines())
