"""What the code reaches, as a table: `make bench`. Ratios are against something run beside it, in the same process."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import bench_checks
from tests.bench_checks import quantile

ROOT = Path(__file__).parent.parent
KEY = "pbbench00.c3VyZWx5LW5vdC1hLXNlY3JldC1vbmx5LWZvci10aGUtYmVuY2g"
BLUEPRINT = {
    "title": "Bench",
    "sections": [
        {"pick": {"topics": ["linear_algebra", "calculus"]}, "level": "core", "count": 5, "points": 2},
        {"pick": {"topics": ["prob_stats", "refresher"]}, "level": "core", "count": 5, "points": 2},
    ],
}


def row(what: str, measured: str, target: str = "", beside: str = "") -> None:
    print(f"{what:<58} {measured:>16}   {target:<14} {beside}", flush=True)


def times(work: Callable[[], object], repeat: int) -> list[float]:
    """Seconds of CPU of each run."""
    found = []
    for _ in range(repeat):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return sorted(found)


def cpu_of(command: list[str], env: dict[str, str]) -> float:
    """User and system seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def starting() -> None:
    recipe = "linear_algebra.eigen.eigenvalues_2x2@1:core:42"
    problembank = str(Path(sys.executable).with_name("problembank"))
    shown = min(cpu_of([problembank, "show", recipe], dict(os.environ)) for _ in range(3))
    row("problembank show RECIPE, CPU", f"{shown:.2f} s", "≤ 1.5 s")
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        env = {**os.environ, "PROBLEMBANK_DATA": folder, "PROBLEMBANK_ADMIN_KEY": KEY}
        env.pop("DATABASE_URL", None)
        server = subprocess.Popen(
            [problembank, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            healthy = False
            while not healthy:
                try:
                    healthy = urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).status == 200
                except OSError:
                    time.sleep(0.05)
            fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
            spent = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            row(
                "import and first healthy response, CPU",
                f"{spent:.2f} s",
                "≤ 3 s",
                "migration of a new database included",
            )
            for _ in range(20):
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}/api/v1/exercises",
                    json.dumps({"generator": recipe.partition("@")[0], "level": "core"}).encode(),
                    {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
                )
                urllib.request.urlopen(request, timeout=30).read()
            status = Path(f"/proc/{server.pid}/status").read_text()
            resident = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
            row("RSS of the service process after 20 exercises", f"{resident:.0f} MB", "≤ 250 MB")
        finally:
            server.terminate()
            server.wait(30)


def notation() -> None:
    from generators.notation import house, latex, mathml, parse, typst

    formulas = [
        "x_(k + 1) = x_k - alpha*f'(x_k)",
        "(x^2 - 3*x + 2)/(x - 1)",
        "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]",
        "2*x^2",
    ]
    trees = [parse(formula) for formula in formulas]
    for name, work in [
        ("parse", lambda: [parse.__wrapped__(formula) for formula in formulas]),
        ("house", lambda: [house(tree) for tree in trees]),
        ("LaTeX", lambda: [latex(tree) for tree in trees]),
        ("MathML", lambda: [mathml(tree) for tree in trees]),
        ("Typst", lambda: [typst(tree) for tree in trees]),
    ]:
        found = times(lambda work=work: [work() for _ in range(20)], 20)
        row(f"notation: {name}, one formula", f"{statistics.median(found) / 80 * 1e6:.0f} µs")


def exercises() -> None:
    from generators.bank import load

    bank, medians, worst, made, spent = load(), {}, {}, 0, 0.0
    gc.freeze()  # as the service does once the bank is loaded
    for id, generator in bank.items():
        generator(10**6)  # what is loaded once
        found = []
        for level in generator.levels:
            for seed in range(40):
                started = time.process_time()
                generator(seed, level)
                found.append(time.process_time() - started)
        medians[id], worst[id] = statistics.median(found), max(found)
        made, spent = made + len(found), spent + sum(found)
    slowest, peak = max(medians, key=medians.__getitem__), max(worst, key=worst.__getitem__)
    row(
        "an exercise with solution, median over the generators",
        f"{statistics.median(medians.values()) * 1e3:.1f} ms",
        "≤ 5 ms",
    )
    row("slowest median", f"{medians[slowest] * 1e3:.1f} ms", "", slowest)
    row("worst exercise", f"{worst[peak] * 1e3:.0f} ms", "≤ 100 ms", peak)
    row("exercises a second on one core", f"{made / spent:.0f}", "≥ 200", f"{len(bank)} generators, 3 levels, 40 seeds")


def checks() -> None:
    import sympy

    from generators.answers import check, expression

    key = expression("2*x*sin(x) + x^2*cos(x)")
    responses = [f"x(2sin(x) + x cos(x)) + {k} - {k}" for k in range(1, 200)]
    found = [t for response in responses for t in times(lambda response=response: check(key, response), 1)]
    x = sympy.Symbol("x")
    left, right = 2 * x * sympy.sin(x) + x**2 * sympy.cos(x), x * (2 * sympy.sin(x) + x * sympy.cos(x))

    def by_sympy() -> None:
        sympy.core.cache.clear_cache()
        assert sympy.simplify(left - right) == 0

    beside = statistics.median(times(by_sympy, 10)) / statistics.median(found)
    row(
        "check() of an ordinary expression, median",
        f"{statistics.median(found) * 1e3:.2f} ms",
        "",
        f"sympy.simplify: {beside:.0f} × slower",
    )
    row("check(), 99th percentile", f"{quantile(found, 0.99) * 1e3:.2f} ms")
    asyncio.run(requests(key.model_dump(mode="json", exclude_none=True), responses))
    bench_checks.table(row)


async def requests(key: dict[str, object], responses: list[str]) -> None:
    """`POST /check` through the whole application, in process, beside a bare FastAPI endpoint."""
    from fastapi import FastAPI

    from service.app import create_app
    from service.config import Settings

    bare = FastAPI()

    @bare.post("/api/v1/check")
    def nothing(body: dict[str, object]) -> dict[str, object]:
        return body

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder), admin_key=KEY, log_level="error"))
        async with app.router.lifespan_context(app):
            for _ in range(20):
                await post(app, {"answer": key, "response": "x"})
            bodies = [{"answer": key, "response": response} for response in responses]
            found = [await post(app, body) for body in bodies]
            plain = [await post(bare, body) for body in bodies]
    beside = f"bare endpoint: {statistics.median(plain) * 1e3:.2f} ms"
    row("POST /check in process, median", f"{statistics.median(found) * 1e3:.2f} ms", "≤ 1 ms", beside)
    row("POST /check in process, 99th percentile", f"{quantile(found, 0.99) * 1e3:.2f} ms")


async def post(app: Callable[..., object], body: dict[str, object]) -> float:
    """Seconds until the application has answered 200."""
    sent = json.dumps(body).encode()
    answered: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": sent, "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            answered.append(int(str(message["status"])))

    headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {KEY}".encode()), (b"host", b"bench"),
               (b"content-length", str(len(sent)).encode())]  # fmt: skip
    scope = {"type": "http", "http_version": "1.1", "method": "POST", "path": "/api/v1/check", "raw_path": b"/api/v1/check",
             "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "server": ("bench", 80), "scheme": "http",
             "root_path": "", "asgi": {"version": "3.0"}}  # fmt: skip
    started = time.perf_counter()
    await app(scope, receive, send)  # type: ignore[misc]
    assert answered == [200], answered
    return time.perf_counter() - started


def worksheets() -> None:
    from schemas.quiz import Blueprint
    from service.compose import compose
    from service.worksheets.printing import pdfs

    blueprint = Blueprint.model_validate(BLUEPRINT)

    def printed(variants: int, seed: int) -> None:
        pdfs(compose(blueprint, variants, seed), key=True, solutions=True)

    printed(1, 0)
    one = times(lambda: printed(1, 1), 5)
    row("a worksheet of 10 exercises with key and solutions, CPU", f"{statistics.median(one) * 1e3:.0f} ms", "≤ 60 ms")
    many = times(lambda: printed(30, 2), 1)
    row("30 variants with key and solutions, CPU", f"{many[0]:.2f} s", "≤ 3 s")
    batch(100, "≤ 12 s", "1,000 of them: python -m tests.bench thousand")


def thousand() -> None:
    batch(1000, "≤ 120 s")


def batch(sheets: int, target: str, beside: str = "") -> None:
    """An order printed as `problembank worksheet` and the service print it."""
    from schemas.worksheet import WorksheetCreate
    from service.worksheets.kept import Ticket, key_of
    from service.worksheets.printing import print_order

    order = WorksheetCreate.model_validate(BLUEPRINT | {"variants": sheets})
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        ticket = Ticket(order=order, seed=7, key=key_of(order, 7))
        print_order(ticket, Path(folder), processes=os.cpu_count() or 1)
        took = time.perf_counter() - started
    row(f"{sheets:,} sheets with key and solutions, on all cores", f"{took:.1f} s", target, beside)


def exports() -> None:
    from schemas.export import ExportCreate, ExportFormat
    from service.compose import compose
    from service.exports.formats import FORMATS
    from service.exports.plan import plan_of
    from service.exports.report import Ledger

    platforms: tuple[ExportFormat, ...] = ("moodle-xml", "qti21", "qti30", "canvas-qti12")
    for format in platforms:
        order = ExportCreate.model_validate({**BLUEPRINT, "format": format, "pool": 200})
        plan = plan_of(order.title, "BENCH", compose(order, order.pool, 1).sheets)
        took = times(lambda: FORMATS[format].write(plan, order, Ledger()), 1)  # noqa: B023
        row(f"{sum(len(place.exercises) for place in plan.places):,} exercises as {format}, CPU", f"{took[0]:.1f} s")


LONG = ("thousand",)
"""Parts that run only where they are named: minutes each."""


def parts() -> Iterator[tuple[str, Callable[[], None]]]:
    yield "starting", starting
    yield "notation", notation
    yield "exercises", exercises
    yield "checks", checks
    yield "worksheets", worksheets
    yield "exports", exports
    yield "thousand", thousand


def main() -> None:
    chosen = sys.argv[1:]
    for name, part in parts():
        if name in chosen or (not chosen and name not in LONG):
            part()


if __name__ == "__main__":
    main()
