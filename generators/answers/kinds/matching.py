"""Pairs of a left and a right option: `1=b, 2=a`, by ids, letters or texts.

Credit per pair. Where every right option has one partner the last pair is forced by the others and not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generators.answers.compare import Comparison, Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, partly, right
from generators.answers.reading import meant, refuse
from generators.answers.reading.options import MAX_CHARACTERS, known
from generators.answers.reading.wording import unquoted, without_commands
from generators.notation.errors import NotationError
from generators.notation.tree import Chain, Name, Node, Series
from schemas.answer import MatchingAnswer
from schemas.verdict import Feedback

SEPARATOR = re.compile(r"[,;\n]|\band\b")
POINT = re.compile(r"\(([^(),;]+),([^(),;]+)\)")
POINTS = re.compile(rf"\s*(?:{POINT.pattern}[\s,;]*)+")
SIGN = re.compile(r"\s*(?:<?-+>|=+>|↔|→|⇒|=|:|-|–|—|~|\bto\b|\bwith\b|\bis\b)\s*")
SPACE = re.compile(r"\s+|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
"""What may part the two in `1 b` and `1b`."""
MOST_PIECES = 8
"""Pieces between commas that may belong to one pair, since texts may hold commas."""
MAX_PAIRS = 200


def read(key: MatchingAnswer | None, response: Response) -> Reading:
    if len(response.text) > MAX_CHARACTERS:
        raise refuse(f"This answer is too long: at most {MAX_CHARACTERS:,} characters can be read.", response)
    pairs: dict[str, str] = {}
    turned = False
    for (left, partner, other_way), start, end in _pairs(key, response):
        if pairs.get(left, partner) != partner:
            raise NotationError(f"`{left}` is matched twice.", response.text, start, end)
        pairs[left] = partner
        turned |= other_way
    if not pairs:
        raise refuse("Give pairs such as `1=b, 2=a`.", response)
    if key is not None:
        pairs = {option.id: pairs[option.id] for option in key.left if option.id in pairs}
    links: tuple[Node, ...] = tuple(Chain((Name(a), Name(b)), ("=",)) for a, b in pairs.items())
    tree = Series(links) if len(links) > 1 else links[0]
    return Reading(tree, (meant(tree),) if turned else ())


Pair = tuple[str, str, bool]
"""A left id, a right id, and whether they were written the other way round."""


def _pairs(key: MatchingAnswer | None, response: Response) -> Iterator[tuple[Pair, int, int]]:
    """The pairs with their columns. A piece that is none alone may be one with those behind it, or several."""
    text = _unbracketed(without_commands(response.text))
    if POINTS.fullmatch(text):
        text = POINT.sub(r" \1=\2 ", text)
    ends = [(m.start(), m.end()) for m in SEPARATOR.finditer(text)]
    gaps = zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)], strict=True)
    pieces = [(start, end) for start, end in gaps if text[start:end].strip()]
    if len(pieces) > MAX_PAIRS:
        raise refuse("These are too many pairs.", response)
    at = 0
    while at < len(pieces):
        start = pieces[at][0]
        for after in range(at + 1, min(at + MOST_PIECES, len(pieces)) + 1):
            end = pieces[after - 1][1]
            if (pair := _pair(key, text[start:end])) is not None:
                yield pair, start, end
                at = after
                break
        else:
            start, end = pieces[at]
            at += 1
            for word in re.finditer(r"\S+", text[start:end]):
                pair = _pair(key, word[0])
                if pair is None:
                    message = (
                        f"`{text[start:end].strip()}` is no pair of the ids given here: write pairs such as `1=b`."
                    )
                    raise NotationError(message, response.text, start, end)
                yield pair, start + word.start(), start + word.end()


def _unbracketed(text: str) -> str:
    """The text with blanks for the brackets around all of it, so that columns stay."""
    bare = text.strip()
    inner = unquoted(bare)
    return text if inner == bare else text.replace(bare[0], " ", 1)[::-1].replace(bare[-1], " ", 1)[::-1]


def _pair(key: MatchingAnswer | None, piece: str) -> Pair | None:
    bare = unquoted(piece.strip())
    if key is not None and len(bare) > _longest(key):
        return None
    for pattern in (SIGN, SPACE):
        for sign in pattern.finditer(bare):
            left, partner = bare[: sign.start()].strip(), bare[sign.end() :].strip()
            if not left or not partner:
                continue
            if key is None:
                return left, partner, False
            pair = known(key.left, left), known(key.right, partner)
            if pair[0] is not None and pair[1] is not None:
                return pair[0], pair[1], False
            turned = known(key.left, partner), known(key.right, left)
            if turned[0] is not None and turned[1] is not None:
                return turned[0], turned[1], True
    return None


def _longest(key: MatchingAnswer) -> int:
    """Characters that a pair may have, spaces and what stands around the names included."""
    return 60 + 2 * sum(max(len(option.text) + len(option.id) for option in side) for side in (key.left, key.right))


def pairs_of(reading: Reading) -> dict[str, str]:
    links = reading.tree.items if isinstance(reading.tree, Series) else (reading.tree,)
    found: dict[str, str] = {}
    for link in links:
        match link:
            case Chain((Name(left), Name(partner)), _):
                found[left] = partner
    return found


def judge(key: MatchingAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = pairs_of(reading)
    hits = sum(given.get(left) == wanted for left, wanted in key.value.items())
    if hits == len(key.value):
        return right(Comparison(True, "exact"))
    forced = set(key.value.values()) == {option.id for option in key.right} and len(key.left) == len(key.right)
    counted = len(key.value) - forced
    score = min(hits, counted - 1) / counted if counted > 1 else 0
    return partly(score, Comparison(False, "exact"))


def slips(key: MatchingAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    return tuple(_told(key, pairs_of(reading)))


def _told(key: MatchingAnswer, given: dict[str, str]) -> Iterator[Feedback]:
    """What a wrong matching looks like."""
    wrong = [left for left, partner in given.items() if partner != key.value[left]]
    hits, missing = len(given) - len(wrong), len(key.value) - len(given)
    yield Feedback(code="some-pairs", text=f"{hits} of {len(key.value)} pairs {'is' if hits == 1 else 'are'} right.")
    if missing:
        has = "1 on the left has" if missing == 1 else f"{missing} on the left have"
        yield Feedback(code="missing-pairs", text=f"{has} no partner.")
    elif len(wrong) == 2 and [given[left] for left in wrong] == [key.value[left] for left in wrong[::-1]]:
        yield Feedback(code="two-exchanged", text="The partners of two are exchanged.")
    if len(set(key.value.values())) == len(key.value) and len(set(given.values())) < len(given):
        yield Feedback(code="partner-shared", text="Two on the left have the same partner.")


def text(key: MatchingAnswer) -> str:
    return ", ".join(f"{left}={partner}" for left, partner in key.value.items())


KIND = Kind(read, judge, text, slips=slips)
