"""The steps of the journey, in the order in which they are walked."""

from typing import Literal

Step = Literal["goods", "name", "entity", "papers", "settlement", "agreement", "submit"]

STEPS: tuple[Step, ...] = ("goods", "name", "entity", "papers", "settlement", "agreement", "submit")

# What a step is called, and what it is about, said to the applicant.
NAMES: dict[Step, str] = {
    "goods": "What you sell",
    "name": "Name and address",
    "entity": "Who you are",
    "papers": "Licences and papers",
    "settlement": "Settlement account",
    "agreement": "Agreement",
    "submit": "Hand in",
}


def step_after(step: Step) -> Step:
    """Where one goes on from here; the last one has no other behind it."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
