"""Checks in a process of their own: bounded in memory, watched for execution, ended by a check that takes too long.

    python -m tests.answers.limited table NAME NAME …  the hostile texts on these keys
    python -m tests.answers.limited PROPERTY EXAMPLES SEED   texts of a sort that Hypothesis draws, on every key

A check that takes more than a second of processor time ends the process by a signal; what it was about stands in the
last line of the standard output, because every check is announced there before it begins.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from generators.answers import check, key_text, preview
from generators.notation import NotationError
from generators.notation.latex_input import COMMANDS
from schemas.verdict import Verdict
from tests.answers.hostile import BOMBS, CODE, KEYS, LATEX, MARKS, hostile, wrapped

SECONDS = 1.0
"""Of processor time, so that a busy machine is no failure."""
MEGABYTES = 256
"""What all checks together may take beyond what the process has when it begins."""
EXECUTION = ("compile", "exec", "import", "open", "code.", "function.", "marshal.", "os.", "subprocess.", "socket.", "ctypes.",
             "shutil.", "pickle.", "cpython.", "pty.", "glob.", "tempfile.", "webbrowser.", "urllib.", "sys.set")  # fmt: skip
"""Events of the interpreter, by the beginnings of their names, that no check may cause."""

watching = False
seen: list[str] = []


def watch(event: str, arguments: object) -> None:
    if watching and event.startswith(EXECUTION):
        seen.append(f"{event} {arguments!r:.100}")


def limited(action: Callable[[], Verdict | None], about: str) -> Verdict | None:
    """The result of an action, watched and under the limit of time."""
    global watching
    os.lseek(1, 0, os.SEEK_SET)
    os.ftruncate(1, 0)
    os.write(1, f"{about}\n".encode("utf-8", "backslashreplace"))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    watching = True
    try:
        return action()
    finally:
        watching = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        assert not seen, seen


def judged(name: str, text: str, format: str | None = None) -> Verdict:
    """The verdict, which says where in the text it is about, and does not come from a bug."""
    found = limited(lambda: check(KEYS[name], text, format=format), f"{name}: {text[:2_000]!r}")
    assert found is not None
    assert all(feedback.code != "checker-error" for feedback in found.feedback), found.feedback
    assert found.outcome != "invalid" or found.feedback
    for feedback in found.feedback:
        if feedback.span is not None:
            start, end = feedback.span
            assert 0 <= start <= end <= len(text), (feedback, len(text))
    return found


def previewed(kind: str, text: str) -> None:
    def action() -> None:
        try:
            preview(kind, text)
        except NotationError as error:
            assert not error.text or 0 <= error.at <= max(error.end, error.at) <= len(error.text) + 1

    limited(action, f"preview of {kind}: {text[:2_000]!r}")


def table(name: str) -> None:
    """No hostile text raises, hangs, executes anything, or is right."""
    for text in (*hostile(name), *wrapped(name)):
        for format in (None, "latex", "text"):
            found = judged(name, text, format)
            assert found.outcome != "correct", (text, format, found)
    for text in (*BOMBS, *LATEX, *CODE, *MARKS):
        previewed(KEYS[name].kind, text)


# Texts that Hypothesis draws ---------------------------------------------------------------------------------------

PIECES = [
    "x", "y", "t", "2", "1/3", "0.5", "sqrt(2)", "sin(x)", "ln(x)", "|x|", "e^x", "(x + 1)", "pi", "x^2", "oo", "i", "0", "10^9", "5!", "%", "²", "½", "√2", "[1, 2]", "{1, 2}", "(1, 2]", "[[1, 2], [3, 4]]", "true",
    "a", "b", "RR", "∅", "x_1", "log_2(x)", "binomial(9, 2)", "max(1, 2)", "1e9", "floor(x)", "C",
]  # fmt: skip
GLUE = [
    " + ",
    " - ",
    "*",
    "/",
    "^",
    ", ",
    " = ",
    " or ",
    " and ",
    " < ",
    " >= ",
    " U ",
    " ± ",
    " in ",
    " ",
    "",
    ";",
    "\n",
    ": ",
    " | ",
    "!",
    "(",
]
TEX = [*sorted(COMMANDS), r"\\", r"\begin{bmatrix}", r"\end{bmatrix}", r"\begin{cases}", r"\end{cases}", r"\left(", r"\right)", r"\left|", r"\right|", "{", "}", "{x}", "^", "_", "^{2}", "&", "x", "y", "2", "10", "+", "-", "=", "(", ")", ","]  # fmt: skip
ALPHABET = "0123456789xyztabcepi+-*/^()[]{}|,;.:=<>!%_' \n\\√π²½±×·∞≤∈∪U∅"


def mutated(text: str, changes: list[tuple[int, int, str]]) -> str:
    """A text with characters put in, left out and turned round."""
    for at, size, new in changes:
        place = at % (len(text) + 1)
        text = text[:place] + new + text[place + size :]
    return text


def typed_answers() -> list[str]:
    found = []
    for key in KEYS.values():
        try:
            found.append(key_text(key))
        except NotationError:
            continue
    return found


PLAUSIBLE = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GLUE)), min_size=1, max_size=9).map(
    lambda parts: "".join(piece + glue for piece, glue in parts)
)
PROPERTIES: dict[str, SearchStrategy[str]] = {
    "any": st.text(max_size=80),
    "alphabet": st.text(alphabet=ALPHABET, max_size=60),
    "plausible": st.one_of(PLAUSIBLE, PLAUSIBLE.map("{{{}}}".format), PLAUSIBLE.map("[{}]".format), PLAUSIBLE.map("({})".format)),
    "latex": st.lists(st.sampled_from(TEX), max_size=25).map(" ".join) | st.lists(st.sampled_from(TEX), max_size=25).map("".join),
    "mutated": st.builds(
        mutated,
        st.sampled_from([*typed_answers(), *CODE]),
        st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), st.sampled_from([*"0123456789xyt+-*/^()[]{},;=<>|!%' \n\\²½±", "", " or ", "^9^9", "10^9", "!!"])), min_size=1, max_size=4),
    ),
    "long": st.builds(lambda text, times: (text * times)[:8_100], st.one_of(PLAUSIBLE, st.text(ALPHABET, min_size=1, max_size=9)), st.integers(1, 2_000)),
    "pumped": st.builds(
        lambda head, unit, times, tail: (head + unit * times + tail)[:8_000],
        st.sampled_from(["", "x = 1", "[1, 2", "{1", "(1", "1=a", "a", "x > 1", "x = 1 + 2*t, y = t", r"\frac12", "true", "1: [1, 1]"]),
        st.one_of(st.sampled_from([" ", "\n", "\t", "\u00a0", "a ", "and ", "or ", "x ", ", ", "; ", " =", "the ", "1 ", "- ", "\\ ", "\\,", "{}", "()", "a_", "''", "\\\\ "]), st.text(ALPHABET, min_size=1, max_size=3)),
        st.sampled_from([30, 60, 150, 390, 990, 3_000, 8_000]),
        st.sampled_from(["", "x", "1", "]", "}", ")", ".", "=", "free", " or", "\\"]),
    ),
    "towers": st.recursive(
        st.sampled_from(["9", "x", "10^9", "1e300", "0", "1/3", "e", "-7"]),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda p: f"({p[0]})^({p[1]})"), inner.map("({})!".format), inner.map("exp({})".format), inner.map("gamma({})".format),
            st.tuples(inner, inner).map(lambda p: f"binomial({p[0]}, {p[1]})"), st.tuples(inner, inner).map(lambda p: f"lcm({p[0]}, {p[1]})"), st.tuples(inner, inner).map(lambda p: f"({p[0]})*({p[1]})"),
            st.tuples(inner, inner).map(lambda p: f"({p[0]} + {p[1]})"), st.tuples(inner, inner).map(lambda p: f"({p[0]})/({p[1]})"), inner.map("floor({})".format), inner.map("tan({})".format), st.tuples(inner, inner).map(lambda p: f"log({p[0]}, {p[1]})"),
        ),
        max_leaves=7,
    ),
}  # fmt: skip


def property_of(texts: SearchStrategy[str], examples: int, start: int = 0) -> None:
    """No text raises, hangs, executes anything, or says of what it is about that it lies outside the text."""

    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
    )  # fmt: skip
    @seed(start)
    @given(texts, st.sampled_from([None, None, "latex", "text"]))
    def no_text_raises_hangs_or_executes(text: str, format: str | None) -> None:
        for name in KEYS:
            judged(name, text, format)

    no_text_raises_hangs_or_executes()


def warm_up() -> None:
    """What is imported on first use is imported before anybody watches."""
    for name, key in KEYS.items():
        for text in ("x", r"\frac12", "[1, 2]", "{1, 2", "sin(x)/x", "(1, 2]", *wrapped(name)):
            check(key, text)
            try:
                preview(key.kind, text)
            except NotationError:
                continue


def bounded() -> None:
    """From here on only so much more memory."""
    with open("/proc/self/statm") as pages:
        now = int(pages.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEGABYTES * 2**20,) * 2)


def hang() -> None:
    while True:
        pass


CONTROLS: dict[str, Callable[[], object]] = {
    "hang": hang,
    "hoard": lambda: bytearray(2 * MEGABYTES * 2**20),
    "execute": lambda: eval("1"),
}
"""What must not pass, to show that somebody is watching."""


def main(what: str, *which: str) -> None:
    warm_up()
    sys.addaudithook(watch)
    bounded()
    if what in CONTROLS:
        limited(lambda: CONTROLS[what]() and None, what)
        return
    if what == "table":
        for name in which:
            table(name)
    else:
        property_of(PROPERTIES[what], *map(int, which))
    assert "sympy" not in sys.modules, "no text may get near SymPy"


if __name__ == "__main__":
    main(*sys.argv[1:])
