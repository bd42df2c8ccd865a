"""What the documentation shows is true: every example runs."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from generators.notation import NotationError, Vocabulary, house, parse, read, tidy

ROOT = Path(__file__).parent.parent
WORDS = Vocabulary(symbols=frozenset({"x", "y", "a", "lambda"}))


def tables(file, head):
    """Rows of the Markdown tables whose head is `head`, with their section."""
    section, inside = "", False
    for line in file.read_text().splitlines():
        if line.startswith("## "):
            section = line[3:]
        if line.startswith("| ") and line == head:
            inside = True
        elif inside and line.startswith("| "):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            yield section, *(re.sub(r"^`(.*)`$", r"\1", cell).replace(r"\|", "|") for cell in cells)
        elif not line.startswith("|"):
            inside = False


NOTATION = ROOT / "docs" / "notation.md"


@pytest.mark.parametrize(("section", "typed", "tree"), list(tables(NOTATION, "| typed | read as |")))
def test_notation_examples(section, typed, tree):
    learner = section == "Learners"
    assert house(read(typed, WORDS) if learner else parse(typed)) == tree


@pytest.mark.parametrize(("section", "typed", "message"), list(tables(NOTATION, "| typed | answered |")))
def test_notation_refusals(section, typed, message):
    with pytest.raises(NotationError) as caught:
        read(typed, WORDS)
    assert caught.value.message == message


@pytest.mark.parametrize(("_", "typed", "tree"), list(tables(NOTATION, "| typed in `de` | read as |")))
def test_notation_examples_with_a_decimal_comma(_, typed, tree):
    assert house(read(typed, replace(WORDS, decimal_comma=True))) == tree


@pytest.mark.parametrize(("_", "typed", "message"), list(tables(NOTATION, "| typed in `de` | answered |")))
def test_notation_refusals_with_a_decimal_comma(_, typed, message):
    with pytest.raises(NotationError) as caught:
        read(typed, replace(WORDS, decimal_comma=True))
    assert caught.value.message == message


@pytest.mark.parametrize(("section", "spliced", "stored"), list(tables(NOTATION, "| spliced | stored |")))
def test_notation_scars(section, spliced, stored):
    assert house(tidy(parse(spliced))) == stored


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"], ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A service started by the command of the README, on a free port; its address and admin key."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PROBLEMBANK_ADMIN_KEY")}
    env["PROBLEMBANK_DATA"] = str(tmp_path_factory.mktemp("var"))
    command = [Path(sys.executable).with_name("problembank"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        printed = ""
        while "admin key:" not in printed:
            line = process.stdout.readline()
            assert line, f"the service stopped: {printed}"
            printed += line
        address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{address}/readyz", timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address, re.search(r"admin key: (\S+)", printed)[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_the_curl_session_of_the_readme_runs(served, tmp_path):
    assert shutil.which("curl"), "the README's session needs curl"
    address, key = served
    script = re.search(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.S)[1]
    script = "set -eu\n" + script.replace("http://127.0.0.1:8000", address)
    env = {**os.environ, "PROBLEMBANK_ADMIN_KEY": key, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    outcomes = re.findall(r'"outcome": ?"(\w+)"', done.stdout)
    assert outcomes[:3] == ["incorrect", "correct", "invalid"], done.stdout
    assert re.search(r"^learner,name,attempts,score,max_score,state", done.stdout, re.M), done.stdout
    assert re.search(r"^s-17,,1,", done.stdout, re.M), done.stdout


def test_the_walk_along_the_main_path_holds():
    done = subprocess.run([sys.executable, ROOT / "docs" / "walk.py"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "After a restart" in done.stdout


def test_every_setting_is_documented():
    from service.config import variables

    rows = [
        tuple(cells)
        for _, *cells in tables(ROOT / "docs" / "operations.md", "| variable | if not set | what it does |")
    ]
    assert rows == variables()
