"""`make load`, or `python -m tests.load [part …] [--database sqlite|postgresql] [--seconds 10] [--rounds 3]`."""

from __future__ import annotations

import argparse
import statistics

from tests.load import gradebook, hostile, memory, throughput, timed
from tests.load.servers import DATABASES, Database, databases
from tests.load.wrk import CONNECTIONS, Measured

PARTS = ("throughput", "hostile", "timed", "gradebook", "memory")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description="Measures the service under load.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all, if none is named.")
    parser.add_argument("--database", choices=DATABASES, action="append", help="Both, if none is named.")
    parser.add_argument("--seconds", type=float, default=10, help="Of each measurement.")
    parser.add_argument("--rounds", type=int, default=3, help="How often throughputs are measured, in turns.")
    parser.add_argument("--learners", type=int, default=500, help="In the timed quiz.")
    parser.add_argument("--requests", type=int, default=100_000, help="While memory is watched.")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with databases(asked.database or DATABASES) as found:
        for database in found.values():
            print(f"\n{database.name}, {CONNECTIONS} connections", flush=True)
            for part in asked.parts or PARTS:
                run(part, database, asked)


def run(part: str, database: Database, asked: argparse.Namespace) -> None:
    match part:
        case "throughput":
            head()
            throughput.run(database, asked.seconds, asked.rounds, row)
        case "hostile":
            attacked = hostile.run(database, 2 * asked.seconds)
            for when, honest in (("alone", attacked.before), ("beside a hostile client", attacked.during)):
                print(
                    f"{f'honest learners {when}':<52}{honest.requests:>9} requests  {honest.p50_ms:.1f} ms median  "
                    f"{honest.p99_ms:.1f} ms p99  {honest.errors} errors"
                )
            print(
                f"{'99th percentile beside it':<52}{attacked.factor:>9.2f} ×  target < 3 ×  it got {attacked.answers}"
            )
        case "timed":
            quiz = timed.run(database, asked.learners, arrive_s=60, think_s=4)
            print(
                f"{f'{asked.learners} learners in one timed quiz':<52}{quiz.requests:>9} requests in "
                f"{quiz.seconds:.0f} s, {sum(quiz.errors.values())} errors {dict(quiz.errors) or ''}"
            )
            for step, median, last in quiz.quantiles():
                print(f"{f'  {step}':<52}{median:>9.1f} ms median {last:>9.1f} ms p99")
        case "gradebook":
            book = gradebook.run(database)
            print(f"{'gradebook, 1,000 learners × 20 items, as JSON':<52}{book.pages:>9.0f} ms  target ≤ 300 ms")
            print(f"{'the same as CSV':<52}{book.csv:>9.0f} ms  target ≤ 300 ms")
        case "memory":
            watched = memory.run(database, asked.requests, asked.seconds)
            course = ", ".join(
                f"{size:.0f} MB after {sent:,}" for sent, size in watched.at[:: max(1, len(watched.at) // 8)]
            )
            print(
                f"{'memory of the server process':<52}{watched.growth:>+9.1f} MB from a fifth of the way on  {course}"
            )
            print(f"{'  errors':<52}{watched.errors:>9}")


def head() -> None:
    print(
        f"{'':<52}{'a second':>9}{'median':>12}{'p99':>12}{'p99/median':>12}{'CPU':>10}{'of bare':>9}  {'target':<8}errors"
    )


def row(what: str, found: list[Measured], beside: list[Measured], target: str) -> None:
    """Medians over the rounds."""
    rate, p50, p99, cpu, spread = (
        statistics.median(numbers)
        for numbers in zip(*((m.rate, m.p50_ms, m.p99_ms, m.cpu_ms, m.p99_ms / m.p50_ms) for m in found), strict=True)
    )
    errors = sum(each.refused + each.broken for each in found)
    part = f"{100 * throughput.ratio(found, beside):.0f} %" if beside else ""
    print(
        f"{what:<52}{rate:>9.0f}{p50:>9.2f} ms{p99:>9.1f} ms{spread:>12.1f}{cpu:>7.2f} ms{part:>9}  {target:<8}{errors}",
        flush=True,
    )


if __name__ == "__main__":
    main()
