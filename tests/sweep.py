"""Every exercise of many seeds, made, timed, solved by its oracle and counted: `make sweep`.

Prints a line a generator as soon as it is known, and at the end the table of docs/verification.md, a line a topic.
`TOPIC=linear_algebra.eigen` sweeps one topic, course or generator. Exits with 1 where an exercise cannot be made, its
oracle disagrees, or there are fewer different questions than promised.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from generators import bank
from generators.authoring.verify import question
from schemas.exercise import LEVELS
from tests import oracles
from tests.test_variety import ENOUGH, PROMISED, estimated


@dataclass
class Swept:
    """What was found of one generator."""

    id: str
    checked: int = 0
    failures: list[str] = field(default_factory=list)
    different: float = 0.0
    milliseconds: list[float] = field(default_factory=list)

    @property
    def topic(self) -> str:
        return self.id.rpartition(".")[0]

    @property
    def wanted(self) -> int:
        return min(PROMISED[self.id], ENOUGH)

    @property
    def kept(self) -> bool:
        return not self.failures and self.different >= self.wanted

    def line(self) -> str:
        times = self.milliseconds or [0.0]
        return (
            f"{self.id:<62} {self.checked:>6} checked {len(self.failures):>3} failed {self.different:>10.0f} questions of "
            f"{self.wanted:>6}  median {statistics.median(times):5.1f} ms  worst {max(times):4.0f} ms"
        )


def swept(id: str, seeds: int) -> Swept:
    """A generator over `seeds` seeds a level with its oracle, and as many again to count its questions."""
    made, check, found = bank.get(id), oracles.load()[id], Swept(id)
    for level in LEVELS:
        questions: list[int] = []
        for seed in range(2 * seeds):
            try:
                gc.disable()  # its pauses, of up to 0.2 s, come from the caches of thousands of exercises, not from one
                started = time.process_time()
                exercise = made(seed, level)
                found.milliseconds.append(1_000 * (time.process_time() - started))
                gc.enable()
                questions.append(hash(question(exercise)))
                if seed < seeds:
                    check(exercise)
                    found.checked += 1
            except Exception as error:  # each is listed, and the sweep goes on
                found.failures.append(f"{id} {level} {seed}: {type(error).__name__}: {error}"[:400])
        half = len(questions) // 2
        found.different += estimated(list(questions[:half]), list(questions[half:]))
    return found


def table(all: Iterable[Swept]) -> str:
    """What was found, a line a topic, as Markdown."""
    topics: dict[str, list[Swept]] = {}
    for each in all:
        topics.setdefault(each.topic, []).append(each)
    lines = ["| topic | generators | exercises solved | disagreements | questions, of those promised | median | worst |", "|---|---|---|---|---|---|---|"]  # fmt: skip
    for topic, found in topics.items():
        fewest = min(each.different / each.wanted for each in found)
        slowest = max(statistics.median(each.milliseconds) for each in found)
        lines.append(
            f"| {topic} | {len(found)} | {sum(each.checked for each in found):,} | {sum(len(each.failures) for each in found)} "
            f"| {fewest:.1f} × at least | {slowest:.1f} ms | {max(max(each.milliseconds) for each in found):.0f} ms |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("under", nargs="*", help="courses, topics or generators; all if none is given")
    parser.add_argument("--seeds", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    ids = [
        id for id in bank.load() if not chosen.under or any(f"{id}.".startswith(f"{name}.") for name in chosen.under)
    ]
    if not ids:
        sys.exit(f"there is no generator in {' or '.join(chosen.under)}")
    found = []
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for each in pool.map(swept, ids, [chosen.seeds] * len(ids)):
            print(each.line(), *each.failures[:5], sep="\n    ", flush=True)
            found.append(each)
    print(f"\n{table(found)}")
    sys.exit(0 if all(each.kept for each in found) else 1)


if __name__ == "__main__":
    main()
