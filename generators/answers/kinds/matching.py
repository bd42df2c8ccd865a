"""Pairs of a left and a right id: `1=b, 2=a`. Credit per pair; the last pair is forced and not counted."""

from __future__ import annotations

import re

from generators.answers.compare import Comparison, Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, partly, right
from generators.answers.reading import refuse
from generators.notation.errors import NotationError
from generators.notation.tree import Chain, Name, Node, Series
from schemas.answer import MatchingAnswer, Option
from schemas.verdict import Feedback

PIECE = re.compile(r"[^,;\n]+")
SIGN = re.compile(r"\s*(?:->|→|=|:|-|–)\s*")


def read(key: MatchingAnswer | None, response: Response) -> Reading:
    pairs: dict[str, str] = {}
    for piece in PIECE.finditer(response.text):
        if not piece[0].strip():
            continue
        left, right_id = _pair(key, piece[0], piece.start(), response)
        if left in pairs:
            raise NotationError(f"`{left}` is matched twice.", response.text, piece.start(), piece.end())
        pairs[left] = right_id
    if not pairs:
        raise refuse("Give pairs such as `1=b, 2=a`.", response)
    links: tuple[Node, ...] = tuple(Chain((Name(a), Name(b)), ("=",)) for a, b in pairs.items())
    return Reading(Series(links) if len(links) > 1 else links[0])


def _pair(key: MatchingAnswer | None, piece: str, at: int, response: Response) -> tuple[str, str]:
    for sign in SIGN.finditer(piece):
        left, right_id = piece[: sign.start()].strip(), piece[sign.end() :].strip()
        if not left or not right_id:
            continue
        if key is None:
            return left, right_id
        known = _known(key.left, left), _known(key.right, right_id)
        if known[0] is not None and known[1] is not None:
            return known[0], known[1]
    message = f"`{piece.strip()}` is no pair of the ids given here: write pairs such as `1=b`."
    raise NotationError(message, response.text, at, at + len(piece))


def _known(options: tuple[Option, ...], text: str) -> str | None:
    exact = next((option.id for option in options if text in (option.id, option.text)), None)
    return exact or next((option.id for option in options if option.id.lower() == text.lower()), None)


def pairs_of(reading: Reading) -> dict[str, str]:
    links = reading.tree.items if isinstance(reading.tree, Series) else (reading.tree,)
    found: dict[str, str] = {}
    for link in links:
        match link:
            case Chain((Name(left), Name(right_id)), _):
                found[left] = right_id
    return found


def judge(key: MatchingAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = pairs_of(reading)
    hits = sum(given.get(left) == wanted for left, wanted in key.value.items())
    if hits == len(key.value):
        return right(Comparison(True, "exact"))
    counted = max(len(key.value) - 1, 1)
    note = Feedback(code="some-pairs", text=f"{hits} of {len(key.value)} pairs are right.")
    return partly(min(hits, counted - 1) / counted if counted > 1 else 0, Comparison(False, "exact"), note)


def text(key: MatchingAnswer) -> str:
    return ", ".join(f"{left}={right_id}" for left, right_id in key.value.items())


KIND = Kind(read, judge, text)
