"""No text is accepted by trickery, and none raises, hangs or executes anything: the table of texts that mean no good."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import sympy

from generators.answers import check
from generators.answers.kinds import KINDS
from generators.answers.symbolic import prove
from tests.answers import verdict
from tests.answers.hostile import CODE, HANDED_BACK, KEYS, LATEX, LONG, MARKS, TRICKS
from tests.answers.limited import CONTROLS

ROOT = Path(__file__).parent.parent.parent


def run_limited(*arguments: str) -> None:
    """`tests.answers.limited` in a process of its own; a failure tells the text that it was about."""
    with tempfile.TemporaryFile() as announced:
        done = subprocess.run(
            [sys.executable, "-m", "tests.answers.limited", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=announced,
            stderr=subprocess.PIPE,
            timeout=600,
            check=False,
        )
        announced.seek(0)
        about = announced.read().decode("utf-8", "replace")
    if done.returncode < 0:
        pytest.fail(f"{signal.Signals(-done.returncode).name} while checking {about}\n{done.stderr.decode()[-2_000:]}")
    assert done.returncode == 0, f"{about}\n{done.stderr.decode()[-4_000:]}"


@pytest.mark.parametrize("control", CONTROLS)
def test_the_watch_sees_what_it_is_for(control):
    with pytest.raises((pytest.fail.Exception, AssertionError), match=r"SIGPROF|MemoryError|compile"):
        run_limited(control)


def test_there_is_a_key_of_every_kind():
    assert {key.kind for key in KEYS.values()} == {key.kind for key, _ in HANDED_BACK} | {"system"} == set(KINDS)


@pytest.mark.parametrize("names", [list(KEYS)[at::4] for at in range(4)], ids=" ".join)
def test_no_hostile_text_raises_hangs_executes_or_wins(names):
    run_limited("table", *names)


@pytest.mark.parametrize(("key", "texts"), HANDED_BACK, ids=lambda value: getattr(value, "kind", None))
def test_handing_back_the_question_is_no_answer(key, texts):
    for text in texts:
        assert verdict(key, text).outcome != "correct", text


@pytest.mark.parametrize(("key", "text"), TRICKS)
def test_no_trick_is_accepted(key, text):
    for format in (None, "latex", "text"):
        assert verdict(key, text, format=format).outcome != "correct", format


@pytest.mark.parametrize("name", KEYS)
def test_a_text_that_is_too_long_is_refused(name):
    for text in LONG:
        assert verdict(KEYS[name], text).outcome == "invalid", text[:20]


def test_symbolic_proofs_get_no_text_either(monkeypatch):
    """SymPy may be asked for a proof, but it must never see a text: its parser executes what it reads."""

    def never(*arguments, **options):
        raise AssertionError(f"SymPy parses {arguments}")

    for name in ("parse_expr", "stringify_expr", "eval_expr"):
        monkeypatch.setattr(sympy.parsing.sympy_parser, name, never)
    for name in ("number", "expression", "equation", "set", "vector", "antiderivative"):
        for text in (*CODE, *LATEX, *MARKS, "cos(pi/7) - cos(2*pi/7) + cos(3*pi/7)", "x^2*sin(x) + y + 0*x^x"):
            assert check(KEYS[name], text, prove=prove).outcome != "correct", text
