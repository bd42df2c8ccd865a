"""A learner's run of letters: one declared name, a function, a constant, or several of them side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from generators.notation.errors import NotationError
from generators.notation.functions import FUNCTIONS, UNSOLVED, canonical_name
from generators.notation.names import GREEK
from generators.notation.tokens import SMALL, Token, plain_name
from generators.notation.vocabulary import Vocabulary

MAX_RUN = 40
CONSTANTS = {"pi": "pi", "e": "e", "oo": "oo", "inf": "oo", "infinity": "oo", "infty": "oo", "emptyset": "emptyset"}
SETS = {"RR", "QQ", "ZZ", "NN", "CC"}
ENDINGS = frozenset(f"'″‴⁗{SMALL}")
LETTERS_ONLY = re.compile(r"[^_'″‴⁗]{2,6}")
LOGARITHM, ROOT = re.compile(r"log[0-9]+(?!_)"), re.compile(r"root[0-9]+")

SAID = {
    "plus": "`+`", "minus": "`-`", "times": "`*`", "over": "`/`", "divided": "`/`", "equals": "`=`", "equal": "`=`",
    "is": "`=`", "squared": "`^2`", "cubed": "`^3`", "to": "`^`", "power": "`^`", "root": "`sqrt(...)`", "of": "`*`",
    "percent": "`%`", "less": "`<`", "greater": "`>`", "than": "`<` or `>`", "between": "`1 < x < 5`",
    "degrees": "`pi/180`", "degree": "`pi/180`", "deg": "`pi/180`",
}  # fmt: skip
"""Words for signs, with the sign."""
UNITS = frozenset({
    "m", "cm", "mm", "km", "s", "ms", "h", "min", "kg", "g", "mg", "t", "l", "ml", "L", "N", "J", "W", "V", "A", "Hz",
    "unit", "units", "metres", "meters", "hours", "minutes", "seconds", "days", "years", "dollars", "euros", "EUR",
    "USD", "cents", "people", "points", "rad", "radians",
})  # fmt: skip
NO_VALUE = {"nan", "NaN", "zoo", "undefined", "DNE", "dne", "none", "None", "nothing"}


def split_run(token: Token, words: Vocabulary, text: str, after: Token) -> list[Token]:
    """The names, functions and numbers a run stands for; NotationError if that is none or not clear."""
    name = plain_name(token.text)
    whole = _whole(name, words)
    if whole is not None:
        return [token._replace(kind=whole[0], text=whole[1])]
    if len(name) > MAX_RUN:
        raise NotationError(f"This name is too long: at most {MAX_RUN} letters.", text, token.at, token.end)
    if LOGARITHM.fullmatch(name):
        base = name[3:]
        shown = f"`log_{base}(x)` or `ln({base}*x)`"
        raise NotationError(f"`{token.text}` can mean two things.", text, token.at, token.end, shown)
    if ROOT.fullmatch(name):
        shown = f"`root(x, {name[4:]})`"
        raise NotationError(f"`{token.text}` is not a function that is known here.", text, token.at, token.end, shown)
    found = list(_readings(token, words, after))
    if len(found) == 1 and not name.startswith("log"):
        return found[0]
    if len(found) == 1:
        return _logarithm(found[0], token, text)
    if found:
        shown = " or ".join(f"`{_shown(reading)}`" for reading in found[:2])
        raise NotationError(f"`{token.text}` can be read in two ways.", text, token.at, token.end, shown)
    if words.open_names:
        return _freely(token, name, words, after)
    if (indexed := _indexed(name, words)) is not None:
        return [token._replace(text=indexed)]
    raise _unknown(token, name, words, text, after)


def _freely(token: Token, name: str, words: Vocabulary, after: Token) -> list[Token]:
    """A run where any name may be a variable: letters around a function, a few letters beside declared ones, a name."""
    letters = {sign for sign in name if sign.isalpha()} - {"e"}
    found = list(_readings(token, replace(words, symbols=words.symbols | letters), after)) if name.isalnum() else []
    with_functions = [reading for reading in found if any(piece.kind == "function" for piece in reading)]
    if len(with_functions) == 1:
        return with_functions[0]
    if words.symbols and len(name) <= 3 and name.isalpha() and name not in GREEK and len(found) == 1:
        return found[0]
    return [token._replace(text=name)]


def _logarithm(reading: list[Token], token: Token, text: str) -> list[Token]:
    """`log2x` is the logarithm of 2x, or of x to the base 2."""
    if len(reading) > 2 and reading[1].kind == "num" and reading[0].text == "log":
        base, rest = reading[1].text, "*".join(piece.text for piece in reading[2:])
        shown = f"`log_{base}({rest})` or `ln({base}*{rest})`"
        raise NotationError(f"`{token.text}` can be read in two ways.", text, token.at, token.end, shown)
    return reading


def _indexed(name: str, words: Vocabulary) -> str | None:
    """`x1` as `x_1`, where that is declared and x itself is not."""
    match = re.fullmatch(r"([A-Za-z]+)([0-9]+)", name)
    if match is None or match[1] in words.symbols or match[1] in CONSTANTS or match[1] in words.called:
        return None
    meant = f"{match[1]}_{match[2]}"
    return meant if meant in words.symbols else None


def is_known(name: str, words: Vocabulary) -> bool:
    """Whether a run of letters is one thing here: a declared name, a constant, a function that is allowed."""
    return _whole(plain_name(name), words) is not None


def _whole(name: str, words: Vocabulary) -> tuple[str, str] | None:
    """Kind and text of a run that is one thing; a declared name wins over everything."""
    if name in words.symbols or name in words.called:
        return "name", name
    stem = name.rstrip("'")
    if stem != name and stem in words.called:
        return "name", name
    if name in CONSTANTS:
        return "name", CONSTANTS[name]
    if name in SETS or (name == "i" and words.complex):
        return "name", name
    head, _, base = name.partition("_")
    if head == "log" and base and "log" in words.allowed and (base.isdigit() or base in words.symbols or base == "e"):
        return "function", name
    canonical = canonical_name(name)
    known = canonical in words.allowed and canonical in FUNCTIONS and name != "pm"  # which is a sign
    return ("function", name) if known else None


def _readings(token: Token, words: Vocabulary, after: Token) -> Iterator[list[Token]]:
    """Every way to cut the run into known pieces, two at the most."""
    body = token.text
    opens = after.kind in ("num", "name", "frac", "tree") or after.text in ("(", "|")
    size, found = len(body), 0

    def cut(at: int, so_far: list[Token]) -> Iterator[list[Token]]:
        if at == size:
            if so_far[-1].kind != "function" or opens:
                yield so_far
            return
        if body[at].isdigit() and so_far and so_far[-1].kind == "function":
            end = at + 1
            while end < size and body[end].isdigit():
                end += 1
            yield from cut(end, [*so_far, Token("num", body[at:end], token.at + at, token.at + end)])
            return
        for end in range(at + 1, size + 1):
            if end < size and (body[end] == "_" or body[end] in ENDINGS):
                continue  # an index and primes belong to the name before them
            name = plain_name(body[at:end])
            known = _whole(name, words)
            if known and known[1] not in SETS:
                piece = Token(known[0], known[1] if known[0] == "name" else name, token.at + at, token.at + end)
                yield from cut(end, [*so_far, piece])

    for reading in cut(0, []):
        if len(reading) > 1:
            found += 1
            yield reading
            if found == 2:
                return


def _shown(reading: list[Token]) -> str:
    shown, i = [], 0
    while i < len(reading):
        piece = reading[i]
        if piece.kind == "function":
            shown.append(f"{canonical_name(piece.text)}({'*'.join(p.text for p in reading[i + 1 :]) or '...'})")
            break
        shown.append(piece.text)
        i += 1
    return "*".join(shown)


def _unknown(token: Token, name: str, words: Vocabulary, text: str, after: Token) -> NotationError:
    """Says what is wrong with a run that cannot be read, and what may have been meant."""

    def fail(message: str, suggestion: str | None = None) -> NotationError:
        return NotationError(message, text, token.at, token.end, suggestion)

    canonical, typed = canonical_name(name), token.text
    if canonical in UNSOLVED or name in UNSOLVED:
        return fail(f"Give the result: `{typed}` only names what is to be worked out.")
    if name in NO_VALUE:
        return fail(f"`{typed}` is not a value.")
    if canonical in FUNCTIONS:
        return fail(f"The function `{typed}` may not be used here.")
    if (readings := _with_digits(name, words)) is not None:
        return fail(f"`{typed}` can mean several things.", readings)
    if meant := [each for each in words.symbols if "_" in each and each.replace("_", "") == name]:
        return fail(f"`{typed}` is not a variable of this exercise.", f"`{min(meant)}`")
    if name.lower() in SAID and len(name) > 1:
        return fail(f"`{typed}` is a word: write it as a sign.", SAID[name.lower()])
    if name in UNITS and text[: token.at].rstrip()[-1:].isdigit():
        return fail(f"`{typed}` is not a variable of this exercise. Give the number without a unit.")
    called = after.text == "(" and not after.spaced
    if not called and (stranger := _stranger(token, words)) is not None:
        sign, at = stranger
        return NotationError(f"`{sign}` is not a variable of this exercise.", text, at, at + 1)
    kind = "a function or variable" if called else "a variable"
    return fail(f"`{typed}` is not {kind} of this exercise.", _close(name, words))


def _with_digits(name: str, words: Vocabulary) -> str | None:
    """What `x2` or `x1x2` may stand for."""
    pieces = re.findall(r"([A-Za-z]+)([0-9]+)", name)
    if not pieces or "".join(letters + digits for letters, digits in pieces) != name:
        return None
    if len(pieces) > 1:
        indexed = [f"{letters}_{digits}" for letters, digits in pieces]
        return f"`{'*'.join(indexed)}`" if words.symbols.issuperset(indexed) else None
    ((stem, digits),) = pieces
    if stem not in words.symbols and stem not in CONSTANTS:
        return None
    indexed = [f"`{stem}_{digits}`"] if f"{stem}_{digits}" in words.symbols else []
    return " or ".join([f"`{stem}*{digits}`", f"`{stem}^{digits}`", *indexed])


def _stranger(token: Token, words: Vocabulary) -> tuple[str, int] | None:
    """The one letter of a short run that is not known, and its column, where all the others are."""
    body = token.text
    if not LETTERS_ONLY.fullmatch(body):
        return None
    for i, sign in enumerate(body):
        rest = [part for part in (body[:i], body[i + 1 :]) if part]
        if sign.isalpha() and _whole(plain_name(sign), words) is None and all(_is_made_up(p, words) for p in rest):
            return sign, token.at + i
    return None


def _is_made_up(part: str, words: Vocabulary) -> bool:
    """Whether a part of a run is made of known names and functions."""
    if _whole(plain_name(part), words) is not None:
        return True
    return any(
        _whole(plain_name(part[:end]), words) is not None and _is_made_up(part[end:], words)
        for end in range(1, len(part))
    )


def _close(name: str, words: Vocabulary) -> str | None:
    """A known name that differs in its capitals only, or is much like this one."""
    known = sorted(words.symbols | words.called | words.allowed | set(CONSTANTS))
    if name == "j" and words.complex:
        return "`i`"
    near = [each for each in known if each.lower() == canonical_name(name.lower())]
    near = near or [each for each in known if each.lower() == name.lower()]
    near = near or (get_close_matches(name, known, n=1, cutoff=0.75) if len(name) > 3 else [])
    return f"`{near[0]}`" if near else None
