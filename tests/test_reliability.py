"""Each promise of docs/reliability.md names tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reliability.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def promises():
    """The rows of all tables: promise, how, tests."""
    for line in PAGE.read_text().splitlines():
        if line.startswith("| ") and not line.startswith(("| promise |", "|---")):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


@cache
def named_in(file):
    """The tests of a file by name, and whether they run in every run or only in the long one."""
    found = {}
    for node in ast.parse((ROOT / file).read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found[node.name] = not any(ast.unparse(each) == "pytest.mark.deep" for each in node.decorator_list)
    return found


@pytest.mark.parametrize("row", list(promises()), ids=lambda row: row[0][:60])
def test_a_promise_is_shown_by_tests_that_exist(row):
    promise, how, shown = row
    assert promise and how
    named = NAMED.findall(shown)
    assert named, f"no test shows: {promise}"
    assert shown.count("::") == len(named), f"a test is not written as `path::name`: {shown}"
    for file, name in named:
        assert name in named_in(file), f"{file} has no {name}"
    assert any(named_in(file)[name] for file, name in named), f"only long runs show: {promise}"


def test_every_file_of_faults_shows_a_promise():
    """A test of what must survive is worth nothing to readers who cannot find out what it is for."""
    named = {file for _, _, shown in promises() for file, _ in NAMED.findall(shown)}
    files = {str(file.relative_to(ROOT)) for file in (ROOT / "tests" / "faults").glob("test_*.py")}
    assert files <= named, files - named


def test_controls_are_listed_beside_what_they_control():
    controls = {
        f"{file.relative_to(ROOT)}::{name}"
        for file in (ROOT / "tests" / "faults").glob("test_*.py")
        for name in named_in(str(file.relative_to(ROOT)))
        if name.startswith("test_control_")
    }
    assert controls
    listed = {"::".join(each) for _, _, shown in promises() for each in NAMED.findall(shown.partition("control: ")[2])}
    assert controls <= listed, controls - listed


def test_the_container_has_no_more_rights_than_it_needs():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users and users[-1] not in ("root", "0")
    assert any(line.startswith("HEALTHCHECK ") for line in lines) and "STOPSIGNAL SIGTERM" in lines
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    ours = {name: each for name, each in services.items() if "build" in each}
    assert ours
    for name, service in ours.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        lasting = service.get("restart") in ("always", "unless-stopped")  # what runs once need not be stopped
        assert not lasting or int(service["stop_grace_period"].removesuffix("s")) >= 30, name
