"""Imports point one way: schemas <- generators <- service, and inside each from the ground floor up.

Every import counts, those inside functions too.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from generators.topics import COURSES

ROOT = Path(__file__).parent.parent
STDLIB = set(sys.stdlib_module_names)
THIRD_PARTY = {"schemas": {"pydantic"}, "generators": {"pydantic", "sympy", "mpmath", "flint"}}
OURS = {
    "schemas": {"schemas"},
    "generators": {"generators", "schemas"},
    "service": {"service", "generators", "schemas", "migrations"},
    "migrations": {"migrations", "service", "schemas"},
}
UNPURE = {
    "asyncio", "ctypes", "datetime", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil",
    "signal", "socket", "sqlite3", "subprocess", "sys", "tempfile", "time", "urllib", "uuid",
}  # fmt: skip
MAY_MEASURE = {"generators/answers/check.py"}  # elapsed_us of a verdict
EXECUTES = {"eval", "exec", "compile", "sympify", "parse_expr", "__import__"}
READS_FILES = {"open", "input", "print"}

DATA = {"topics", "misconceptions", "facts"}
FLOORS = ["notation", "maths", "answers", "authoring", "courses", "bank"]


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def files(package: str) -> list[Path]:
    return sorted(file for file in (ROOT / package).rglob("*.py") if "__pycache__" not in file.parts)


def imports(file: Path) -> Iterator[str]:
    """Every module a file imports, in full: `generators.notation.tree`."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.relative_to(ROOT)}: a relative import"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tops(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(file)}


def names(file: Path) -> set[str]:
    """Every name a file calls."""
    called = (node.func for node in ast.walk(parsed(file)) if isinstance(node, ast.Call))
    return {
        each.id if isinstance(each, ast.Name) else each.attr
        for each in called
        if isinstance(each, ast.Name | ast.Attribute)
    }


def plain_calls(file: Path) -> set[str]:
    """Functions called by their bare name."""
    return {
        node.func.id
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def floor(module: str) -> int | None:
    """The floor a module of `generators` stands on; data below all; None for the package itself."""
    parts = module.split(".")
    if parts[0] != "generators" or len(parts) == 1:
        return None
    if parts[1] in DATA:
        return -1
    place = "courses" if parts[1] in {course.id for course in COURSES} else parts[1]
    assert place in FLOORS, f"generators/{parts[1]} has no floor in {FLOORS}"
    return FLOORS.index(place)


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("package", OURS)
def test_packages_import_to_the_left(package):
    for file in files(package):
        ours = tops(file) & {"schemas", "generators", "service", "migrations", "tests"}
        assert ours <= OURS[package], f"{file.relative_to(ROOT)} imports {sorted(ours - OURS[package])}"


@pytest.mark.parametrize("package", THIRD_PARTY)
def test_third_parties_are_those_allowed(package):
    for file in files(package):
        stray = tops(file) - STDLIB - OURS[package] - THIRD_PARTY[package]
        assert not stray, f"{file.relative_to(ROOT)} imports {sorted(stray)}"


def test_the_service_asks_generators_for_mathematics():
    for file in files("service"):
        stray = tops(file) & {"sympy", "numpy", "scipy", "flint", "mpmath"}
        assert not stray, f"{file.relative_to(ROOT)} imports {sorted(stray)}"


@pytest.mark.parametrize("file", files("generators"), ids=lambda file: str(file.relative_to(ROOT)))
def test_floors_are_climbed_upwards(file):
    here = floor(module_of(file))
    for name in imports(file):
        there = floor(name)
        if here is not None and there is not None:
            assert there <= here, f"{module_of(file)} ({FLOORS[here]}) imports {name} ({FLOORS[there]})"


def test_topics_do_not_import_one_another():
    """What two topics share belongs into `generators/maths`."""
    for file in files("generators"):
        if floor(module_of(file)) == FLOORS.index("courses"):
            others = {name for name in imports(file) if floor(name) == FLOORS.index("courses")}
            assert not others, f"{module_of(file)} imports {sorted(others)}"


def test_generators_are_pure():
    """No clock, no chance but ours, no files, no network, nothing printed."""
    for file in files("generators"):
        name = str(file.relative_to(ROOT))
        stray = tops(file) & (UNPURE - {"time"} if name in MAY_MEASURE else UNPURE)
        assert not stray, f"{name} imports {sorted(stray)}"
        assert not plain_calls(file) & READS_FILES, f"{name} calls {sorted(plain_calls(file) & READS_FILES)}"
        assert "np.random" not in file.read_text(), name


@pytest.mark.parametrize("package", ["schemas", "generators", "service"])
def test_nothing_executes_text(package):
    """No eval, and no text to SymPy in any form."""
    for file in files(package):
        bare = plain_calls(file) & EXECUTES
        by_name = names(file) & {"sympify", "parse_expr", "lambdify"}
        assert not bare | by_name, f"{file.relative_to(ROOT)} calls {sorted(bare | by_name)}"


def test_schemas_hold_no_input_or_output():
    for file in files("schemas"):
        assert not tops(file) & (UNPURE - {"datetime", "uuid"}), file


def domains() -> set[str]:
    """Folders of the service that own tables."""
    return {file.parent.name for file in (ROOT / "service").glob("*/models.py")}


@pytest.mark.parametrize("file", files("service"), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_service_is_layered(file):
    """Endpoints ask services, services ask models; a domain asks another domain's service and never its tables."""
    home, here = file.relative_to(ROOT / "service").parts[0], file.stem
    for name in imports(file):
        parts = name.split(".")
        if parts[0] != "service" or len(parts) < 2:
            continue
        if home in ("render", "exports"):
            assert parts[1] not in domains(), f"{file.relative_to(ROOT)} imports the domain {name}"
        if len(parts) > 2 and parts[2] == "models" and home in domains():
            assert parts[1] == home or here == "models", f"{file.relative_to(ROOT)} reads tables of {parts[1]}"
        if here == "models":
            assert len(parts) < 3 or parts[2] not in ("service", "endpoints"), (
                f"{file.relative_to(ROOT)} imports {name}"
            )
        if here == "service":
            assert parts[1] not in ("web", "lti", "cli"), f"{file.relative_to(ROOT)} imports {name}"
            assert len(parts) < 3 or parts[2] != "endpoints", f"{file.relative_to(ROOT)} imports {name}"


def test_generators_live_where_their_ids_say():
    from generators import bank

    for id, generator in bank.load().items():
        assert generator.draft.__module__ == f"generators.{generator.topic}", id
