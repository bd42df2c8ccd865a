"""Some options out of several: exactly the right ones, by their ids, letters or texts; `none` for none of them.

With credit per option each right choice earns its share and each wrong one costs as much, never below 0: who ticks at
random, or everything, gains nothing by it.
"""

from __future__ import annotations

import re

from generators.answers.compare import Comparison, Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, partly, right, wrong
from generators.answers.reading import meant, refuse
from generators.answers.reading.options import listed, option_ids
from generators.answers.reading.wording import folded, unquoted
from generators.notation.tree import Braces, Name
from schemas.answer import ChoicesAnswer
from schemas.verdict import Feedback

SEPARATORS = re.compile(r"[\s,;&]")
FILLERS = frozenset({"and", "both", "+", "options", "option"})
NONE = frozenset(
    {"none", "no", "nothing", "none of them", "none of these", "none of the options", "no option", "no options",
     "emptyset", "∅", "{}", "[]", "()", "{ }", r"\emptyset", r"\varnothing", r"\{\}",
     "keine", "keines", "nichts", "aucun", "aucune", "rien", "ninguno", "ninguna", "nada"}
)  # fmt: skip
ALL = frozenset(
    {"all", "all of them", "all of these", "all options", "everything", "alle", "tous", "toutes", "todos", "todas"}
)


def read(key: ChoicesAnswer | None, response: Response) -> Reading:
    words = folded(response.text).rstrip(".")
    if not words:
        raise refuse("Choose the right options; write `none` if there is none.", response, "`a, c`")
    ids = [] if key is None else option_ids(key.options)
    spelled = _whole(key, words)
    if spelled is not None:
        return Reading(Braces(tuple(map(Name, spelled))))
    named = [each.id for each in listed(None if key is None else key.options, response, SEPARATORS, FILLERS)]
    if not named:
        raise refuse("Choose the right options; write `none` if there is none.", response, "`a, c`")
    once = sorted(set(named), key=ids.index if key is not None else named.index)
    tree = Braces(tuple(map(Name, once)))
    notes = (Feedback(code="repeated", text="An option that is named twice counts once."),) * (len(once) < len(named))
    together = len(named) > 1 and not SEPARATORS.search(response.text.strip())
    return Reading(tree, (*notes, *((meant(tree),) if together else ())))


def _whole(key: ChoicesAnswer | None, words: str) -> list[str] | None:
    """The options that a word for none or all of them stands for, unless an option is called so."""
    names = set() if key is None else {folded(each) for option in key.options for each in (option.id, option.text)}
    if {words, unquoted(words)} & names:
        return None
    if words in NONE or unquoted(words) in NONE:
        return []
    return option_ids(key.options) if key is not None and words in ALL else None


def chosen(reading: Reading) -> set[str]:
    assert isinstance(reading.tree, Braces)
    return {item.text for item in reading.tree.items if isinstance(item, Name)}


def judge(key: ChoicesAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given, wanted = chosen(reading), set(key.value)
    if given == wanted:
        return right(Comparison(True, "exact"))
    evidence = Comparison(False, "exact")
    hits, stray = len(given & wanted), len(given - wanted)
    if key.partial is None or not wanted:
        return wrong(evidence)
    return partly(max(hits - stray, 0) / len(wanted), evidence)


def slips(key: ChoicesAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    given, wanted = chosen(reading), set(key.value)
    return (_told(len(given & wanted), len(given - wanted), len(wanted), len(key.options)),)


def _told(hits: int, stray: int, wanted: int, options: int) -> Feedback:
    """What a wrong choice of `hits` right and `stray` wrong options looks like."""
    if not stray:
        some = "All that you chose is right, but something is missing." if hits else "Some of the options are right."
        return Feedback(code="too-few", text=some)
    if hits == wanted and wanted:
        return Feedback(code="too-many", text="All right options are among yours, but you chose too many.")
    if not hits and stray + wanted == options and wanted:
        return Feedback(code="complement", text="You chose exactly those that are not right.")
    if hits + stray == 1:
        return Feedback(code="some-options", text="What you chose is not right.")
    counted = f"{hits} is" if hits == 1 else f"{hits or 'none'} are"
    return Feedback(code="some-options", text=f"Of the {hits + stray} that you chose {counted} right.")


def text(key: ChoicesAnswer) -> str:
    return "{" + ", ".join(key.value) + "}" if key.value else "none"


KIND = Kind(read, judge, text, slips=slips)
