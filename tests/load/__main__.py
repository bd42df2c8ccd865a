"""`python -m tests.load [part …] [--database sqlite|postgresql] [--seconds 10] [--rounds 3]`"""

from __future__ import annotations

import argparse
import statistics

from tests.load import throughput
from tests.load.servers import DATABASES, databases
from tests.load.wrk import Measured


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description="Measures the service under load.")
    parser.add_argument("parts", nargs="*", choices=["throughput", []], help="All of them, if none is named.")
    parser.add_argument("--database", choices=DATABASES, action="append", help="Both, if none is named.")
    parser.add_argument("--seconds", type=float, default=10, help="Of each measurement.")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with databases(asked.database or DATABASES) as found:
        for database in found.values():
            if not asked.parts or "throughput" in asked.parts:
                head()
                throughput.run(database, asked.seconds, asked.rounds, row)


def head() -> None:
    print(f"{'':<52}{'a second':>9}{'median':>9}{'p99':>9}{'CPU':>9}  {'of bare':>8} {'target':<8} errors", flush=True)


def row(what: str, found: list[Measured], beside: list[Measured], target: str) -> None:
    """Medians over the rounds."""
    rate, p50, p99, cpu = (
        statistics.median(getattr(each, name) for each in found) for name in ("rate", "p50_ms", "p99_ms", "cpu_ms")
    )
    errors = sum(each.refused + each.broken for each in found)
    part = f"{100 * throughput.ratio(found, beside):.0f} %" if beside else ""
    print(
        f"{what:<52}{rate:>9.0f}{p50:>6.2f} ms{p99:>6.1f} ms{cpu:>6.2f} ms  {part:>8} {target:<8} {errors or ''}",
        flush=True,
    )


if __name__ == "__main__":
    main()
