"""`python -m bodega.bench.load`: read a plan from standard input, carry it out, write the result to standard output."""

import sys

import msgspec

from bodega.bench.load.plan import LoadPlan
from bodega.bench.load.run_plan import run_plan


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=LoadPlan)
    sys.stdout.buffer.write(msgspec.json.encode(run_plan(plan)))


if __name__ == "__main__":
    main()
