"""Options named in an answer: by their ids, by the letters of their places, or by their texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from generators.answers.judging import Response
from generators.answers.reading import refuse
from generators.answers.reading.wording import folded, plain, unquoted, without_commands
from generators.notation import NotationError, Vocabulary, house, read, spans, tidy
from schemas.answer import Option

MAX_CHARACTERS = 8_000
MAX_PIECES = 200
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OPEN = Vocabulary(open_names=True)
CALLED = re.compile(r"(?:option|choice|answer|item|number)\s+(?=\S)", re.IGNORECASE)
MARKED = re.compile(r"([^\s().:]+)\s*[.):]\s*(\S.*)", re.DOTALL)
"""An id with the text behind it: `a) the mean`."""
Way = tuple[Callable[[str], str], dict[str, str]]
"""How a spelling is made comparable, and the id that each such spelling names."""


@dataclass(frozen=True, slots=True)
class Named:
    """An option that was named in a text, and where."""

    id: str
    start: int
    end: int


def known(options: tuple[Option, ...], given: str, *, spelled: bool = False) -> str | None:
    """The id of the option that a text names; None if it names none, or if two have equal right to the name.

    With `spelled` a formula must be spelled as in the option.
    """
    if len(given) > _most_characters(options):  # the same text may be tried cut at every sign it holds
        return None
    if "\\" in given and (found := _by_formula(options, given)) is not None:
        return found
    given = without_commands(given)
    for spelling in _spellings(given):
        if (found := _by_name(options, spelling)) is not None:
            return found
    marked = MARKED.fullmatch(plain(given))
    if marked and (found := _by_name(options, unquoted(marked[1].strip("(")))) is not None:
        return found if _by_name(options, marked[2]) == found else None
    return None if spelled else _by_formula(options, given)


def _spellings(given: str) -> Iterator[str]:
    """The text, and the text without what people put around the name of an option."""
    bare = plain(given)
    yield bare
    inner = unquoted(bare.strip("$ "))
    if inner != bare:
        yield inner
    called = CALLED.sub("", inner, count=1).rstrip(").:").lstrip("(")
    if called not in (bare, inner):
        yield called


def _by_name(options: tuple[Option, ...], spelling: str) -> str | None:
    for comparable, ids in _ways(options):
        if (found := ids.get(comparable(spelling))) is not None:
            return found
    return None


@lru_cache(maxsize=1024)
def _ways(options: tuple[Option, ...]) -> tuple[Way, ...]:
    """From the strictest to the loosest: ids, texts, both without regard to capitals, letters of places."""
    texts = [(option.text.replace("$", ""), option.id) for option in options]
    ids = [(option.id, option.id) for option in options]
    places = [(letter, option.id) for letter, option in zip(LETTERS, options, strict=False)]
    lettered = any(len(plain(text)) == 1 for text, _ in (*ids, *texts))
    return (
        (plain, _unique(plain, ids)),
        (_undollared, _unique(plain, texts)),
        (folded, _unique(folded, ids)),
        (_loosely, _unique(_loosely, texts)),
        (folded, {} if lettered else _unique(folded, places)),
    )


def _undollared(text: str) -> str:
    return plain(text.replace("$", ""))


def _loosely(text: str) -> str:
    """Words without capitals, accents, dollars and the full stop; formulas without spaces."""
    return folded(text.replace("$", "")).rstrip(".").replace(" ", "")


def _unique(comparable: Callable[[str], str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for spelling, id in pairs:
        found.setdefault(comparable(spelling), set()).add(id)
    return {spelling: ids.pop() for spelling, ids in found.items() if len(ids) == 1 and spelling}


def _by_formula(options: tuple[Option, ...], given: str) -> str | None:
    """The option whose text is the formula that was typed, in another spelling."""
    formulas = _formulas(options)
    if not formulas or len(given) > 200:
        return None
    try:
        return formulas.get(house(tidy(read(given.strip().strip("$"), OPEN))))
    except NotationError:
        return None


@lru_cache(maxsize=1024)
def _formulas(options: tuple[Option, ...]) -> dict[str, str]:
    pairs = [(span, option.id) for option in options for span in spans(option.text) if len(spans(option.text)) == 1]
    return _unique(str, ((house(tidy(node)), id) for node, id in pairs if not isinstance(node, str)))


# Several options in one text ---------------------------------------------------------------------------------------


def listed(
    options: tuple[Option, ...] | None, response: Response, separators: re.Pattern[str], fillers: frozenset[str]
) -> list[Named]:
    """The options a response names one after another, with their columns.

    Names stand between `separators`, and a text that holds some of them is found whole. `fillers` are words between
    names; ids of one letter may stand without anything between them. NotationError for anything else. Without options
    any words are ids.
    """
    text = response.text
    if len(text) > MAX_CHARACTERS:
        raise refuse(f"This answer is too long: at most {MAX_CHARACTERS:,} characters can be read.", response)
    text = without_commands(text)
    start, end = _inside(text)
    found_ones = islice(_pieces(text[start:end], separators), MAX_PIECES + 1)
    pieces = [(start + m.start(), start + m.end()) for m in found_ones]
    if len(pieces) > MAX_PIECES:
        raise refuse("These are too many words for a list of options.", response)
    if options is None:
        return [Named(text[a:b], a, b) for a, b in pieces if text[a:b] not in fillers]
    found: list[Named] = []
    at = 0
    most = _most_pieces(options)
    while at < len(pieces):
        first = pieces[at][0]
        for after in range(min(at + most, len(pieces)), at, -1):
            last = pieces[after - 1][1]
            if (id := known(options, text[first:last], spelled=after > at + 1)) is not None:
                found.append(Named(id, first, last))
                at = after
                break
        else:
            word = text[first : pieces[at][1]]
            if folded(word) not in fillers and not _counts(word, len(found) + 1):
                found += _run_together(options, word, first, response)
            at += 1
    return found


def _inside(text: str) -> tuple[int, int]:
    """Where the text begins and ends inside one pair of brackets around all of it."""
    bare = text.strip()
    start = text.find(bare)
    inner = unquoted(bare)
    if inner == bare or not inner:
        return start, start + len(bare)
    return start + 1, start + len(bare) - 1


def _pieces(text: str, separators: re.Pattern[str]) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?:(?!{separators.pattern}).)+", text, re.DOTALL)


@lru_cache(maxsize=1024)
def _most_characters(options: tuple[Option, ...]) -> int:
    """How long the name of an option can be: its text in some other spelling, with words around it."""
    return 200 + 4 * max(len(option.text) for option in options)


@lru_cache(maxsize=1024)
def _most_pieces(options: tuple[Option, ...]) -> int:
    """How many pieces at most belong to one name: those of the longest text, and of `option b)` before it."""
    return 2 + max(len(re.findall(r"[^\s,;<>=]+", option.text)) for option in options)


def _counts(word: str, place: int) -> bool:
    """Whether a word only numbers what follows: `1.`, `2)`."""
    return word.rstrip(".):") == str(place)


def _run_together(options: tuple[Option, ...], word: str, at: int, response: Response) -> list[Named]:
    """The options of `acb`, `a-c-b` and the like."""
    parts = list(re.finditer(r"[^-–/|+]+", word))
    ids = [known(options, part[0]) for part in parts]
    if len(parts) < 2 or None in ids:
        parts = list(re.finditer(r"\w", word))
        ids = [known(options, part[0]) if len(option_ids(options)[0]) == 1 else None for part in parts]
    if len(parts) < 2 or None in ids or len(word) > 80:
        raise NotationError(
            f"`{plain(word)}` is none of the options {enumerated(options)}.", response.text, at, at + len(word)
        )
    return [Named(id, at + p.start(), at + p.end()) for id, p in zip(ids, parts, strict=True) if id is not None]


def option_ids(options: tuple[Option, ...]) -> list[str]:
    return [option.id for option in options]


def enumerated(options: tuple[Option, ...]) -> str:
    """The ids in words: `a, b or c`."""
    *first, last = option_ids(options)
    return f"{', '.join(first)} or {last}"
