"""A learner's run of letters: one declared name, a function, a constant, or several of them side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from generators.notation.errors import NotationError
from generators.notation.functions import FUNCTIONS, UNSOLVED, canonical_name
from generators.notation.tokens import Token, plain_name
from generators.notation.vocabulary import Vocabulary

MAX_RUN = 40
CONSTANTS = {"pi": "pi", "e": "e", "oo": "oo", "inf": "oo", "infinity": "oo", "infty": "oo", "emptyset": "emptyset"}
SETS = {"RR", "QQ", "ZZ", "NN", "CC"}
PIECE = re.compile(r"(?P<body>[^_'₀-₉]+)(?P<index>[₀-₉]*(?:_[^_']+)*)(?P<primes>'*)")


def split_run(token: Token, words: Vocabulary, text: str, after: Token) -> list[Token]:
    """The names, functions and numbers a run stands for; NotationError if that is none or not clear."""
    name = plain_name(token.text)
    whole = _whole(name, words)
    if whole is not None:
        return [token._replace(kind=whole[0], text=whole[1])]
    if len(name) > MAX_RUN:
        raise NotationError(f"This name is too long: at most {MAX_RUN} letters.", text, token.at, token.end)
    if re.fullmatch(r"log\d+", name):
        base = name[3:]
        shown = f"`log_{base}(x)` or `ln({base}*x)`"
        raise NotationError(f"`{token.text}` can mean two things.", text, token.at, token.end, shown)
    found = list(_readings(token, words, after))
    if len(found) == 1:
        return found[0]
    if found:
        shown = " or ".join(f"`{_shown(reading)}`" for reading in found[:2])
        raise NotationError(f"`{token.text}` can be read in two ways.", text, token.at, token.end, shown)
    if words.open_names:
        return [token._replace(text=name)]
    raise _unknown(token, name, words, text)


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
    return ("function", name) if canonical in words.allowed and canonical in FUNCTIONS else None


def is_known(name: str, words: Vocabulary) -> bool:
    """Whether a run of letters is one thing here: a declared name, a constant, a function that is allowed."""
    return _whole(plain_name(name), words) is not None


def _readings(token: Token, words: Vocabulary, after: Token) -> Iterator[list[Token]]:
    """Every way to cut the run into known pieces, two at the most."""
    match = PIECE.fullmatch(token.text)
    if match is None:
        return
    body, tail = match["body"], match["index"] + match["primes"]
    opens = after.kind in ("num", "name", "frac") or after.text in ("(", "|")
    size, found = len(body), 0

    def cut(at: int, so_far: list[Token]) -> Iterator[list[Token]]:
        if at == size:
            if so_far[-1].kind != "function" or opens:
                yield so_far
            return
        before = so_far[-1].kind if so_far else ""
        if body[at].isdigit():
            end = at + 1
            while end < size and body[end].isdigit():
                end += 1
            if before == "function" and not (end == size and tail):
                yield from cut(end, [*so_far, Token("num", body[at:end], token.at + at, token.at + end)])
            return
        for end in range(at + 1, size + 1):
            name = plain_name(body[at:end] + (tail if end == size else ""))
            known = _whole(name, words)
            if known and (known[1] not in SETS) and not (known[0] == "function" and "_" in name):
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
            shown.append(f"{piece.text}({'*'.join(p.text for p in reading[i + 1 :]) or '...'})")
            break
        shown.append(piece.text)
        i += 1
    return "*".join(shown)


def _unknown(token: Token, name: str, words: Vocabulary, text: str) -> NotationError:
    canonical = canonical_name(name)
    if canonical in UNSOLVED or name in UNSOLVED:
        return NotationError(
            f"Give the result: `{token.text}` only names what is to be worked out.", text, token.at, token.end
        )
    if name in ("nan", "NaN", "zoo", "undefined"):
        return NotationError(f"`{token.text}` is not a value.", text, token.at, token.end)
    if canonical in FUNCTIONS:
        return NotationError(f"The function `{token.text}` may not be used here.", text, token.at, token.end)
    stem, digits = name.rstrip("0123456789"), name[len(name.rstrip("0123456789")) :]
    if digits and (stem in words.symbols or stem in CONSTANTS):
        shown = [f"`{stem}*{digits}`", f"`{stem}^{digits}`"]
        shown += [f"`{stem}_{digits}`"] if f"{stem}_{digits}" in words.symbols else []
        return NotationError(f"`{token.text}` can mean several things.", text, token.at, token.end, " or ".join(shown))
    known = sorted(words.symbols | words.called | words.allowed)
    swapped = [each for each in words.symbols if each.lower() == name.lower()]
    close = swapped or (get_close_matches(name, known, n=1, cutoff=0.75) if len(name) > 3 else [])
    kind = "a function or variable" if after_is_call(text, token) else "a variable"
    return NotationError(
        f"`{token.text}` is not {kind} of this exercise.", text, token.at, token.end, f"`{close[0]}`" if close else None
    )


def after_is_call(text: str, token: Token) -> bool:
    return text[token.end : token.end + 1] == "("
