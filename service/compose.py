"""Compose: from a blueprint and a seed to variants that differ and are equally hard, for sheets and for exports.

Everything is a pure function of blueprint, number of variants and seed: the same order gives the same sheets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import NamedTuple

from generators import bank
from generators.authoring.registry import Generator
from schemas.exercise import MAX_SEED, Exercise, Level
from schemas.quiz import Blueprint
from schemas.worksheet import Sheet, SheetItem

REDRAWS = 20
"""Seeds tried for one place before an exercise is printed a second time."""
IN_VAIN = 3
"""Places in a row without a new exercise after which a generator is not searched any more at that level."""
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""Signs of a variant's code: none looks like another, and no words come out."""
CODE = 4


class Place(NamedTuple):
    """One numbered exercise of every variant: all variants have the same generator there."""

    generator: Generator
    level: Level
    points: float
    pool: int | None = None


class Asked:
    """What has been asked, and where new questions ran out: searching on would cost more than all other work."""

    def __init__(self) -> None:
        self.questions: set[bytes] = set()
        self._in_vain: Counter[tuple[str, Level]] = Counter()

    def new(self, asked: bytes, place: Place) -> bool:
        """Whether this may stand there, noting that it does; those of a pool are repeated on purpose."""
        if asked in self.questions and place.pool is None:
            return False
        self.questions.add(asked)
        self._in_vain[place.generator.id, place.level] = 0
        return True

    def ran_out(self, place: Place) -> bool:
        return self._in_vain[place.generator.id, place.level] >= IN_VAIN

    def note_search_in_vain(self, place: Place) -> None:
        self._in_vain[place.generator.id, place.level] += 1


class Composed(NamedTuple):
    sheets: tuple[Sheet, ...]
    repeated: int
    """How many exercises are on an earlier sheet, or earlier on the same one, too."""


def compose(blueprint: Blueprint, variants: int, seed: int, tick: Callable[[], None] = lambda: None) -> Composed:
    """The sheets; `tick` is called after each. Raises `BankError` if a pick stands for nothing or gives nothing."""
    places = plan(blueprint, seed)
    codes = codes_of(variants, seed)
    seen = Asked()
    sheets: list[Sheet] = []
    repeated = 0
    for variant, code in enumerate(codes, 1):
        items: list[SheetItem] = []
        for number, place in enumerate(places, 1):
            exercise, fresh = draw(place, seed, variant, number, seen)
            items.append(SheetItem(exercise=exercise, points=place.points))
            repeated += not fresh
        sheets.append(Sheet(code=code, items=tuple(items)))
        tick()
    return Composed(tuple(sheets), repeated)


def plan(blueprint: Blueprint, seed: int) -> tuple[Place, ...]:
    """What stands at each place, by lot; none a second time before all that may be picked have had their turn."""
    used: Counter[str] = Counter()
    places: list[Place] = []
    for section in blueprint.sections:
        choices = bank.pick(section.pick, section.level)
        if not choices:
            raise bank.NothingToPick(f"there is nothing to draw from at level {section.level!r}")
        for _ in range(section.count):
            turn = len(places) + 1
            ranks = {each.id: (used[each.id], lot(seed, "generator", turn, each.id)) for each in choices}
            chosen = min(choices, key=lambda each: ranks[each.id])
            used[chosen.id] += 1
            places.append(Place(chosen, section.level, section.points, section.pool))
    return tuple(places)


def draw(place: Place, seed: int, variant: int, number: int, seen: Asked) -> tuple[Exercise, bool]:
    """An exercise for one place of one variant and whether it is new; `seen` takes its question in.

    Those of a pool come up by turns.
    """
    made: Exercise | None = None
    for made in drafts(place, seed, variant, number):
        if seen.new(question(made), place):
            return made, True
        if seen.ran_out(place):
            return made, False
    if made is None:
        raise bank.NotAdmitted(f"{place.generator.id} gave no exercise at level {place.level!r} in {REDRAWS} draws")
    seen.note_search_in_vain(place)
    return made, False


def drafts(place: Place, seed: int, variant: int, number: int) -> Iterator[Exercise]:
    """What may stand at one place of one variant, the likeliest first."""
    if place.pool is not None:
        variant = 1 + (variant - 1 + lot(seed, "turn", number)) % place.pool
    for redraw in range(REDRAWS):
        drawn = lot(seed, "exercise", variant, number, redraw) % (MAX_SEED + 1)
        with suppress(bank.NotAdmitted):
            yield bank.draw(place.generator, drawn, place.level)


def question(exercise: Exercise) -> bytes:
    """A digest of what is asked."""
    return blake2b(bank.question_of(exercise).encode(), digest_size=16).digest()


class Settled(NamedTuple):
    """Which drafts of one variant must give way to others so that no two sheets ask the same."""

    others: dict[int, Exercise]
    """By number."""
    repeated: int


def settle(places: Sequence[Place], seed: int, drafted: Iterable[Sequence[bytes]]) -> Iterator[Settled]:
    """What `compose` does with first drafts that were drawn elsewhere, by several at once: the sheets are the same.

    `drafted` are the questions of each variant's first drafts, in order.
    """
    seen = Asked()
    for variant, questions in enumerate(drafted, 1):
        others: dict[int, Exercise] = {}
        repeated = 0
        for number, (place, asked) in enumerate(zip(places, questions, strict=True), 1):
            if seen.new(asked, place):
                continue
            if seen.ran_out(place):
                repeated += 1
                continue
            others[number], fresh = draw(place, seed, variant, number, seen)
            repeated += not fresh
        yield Settled(others, repeated)


def codes_of(variants: int, key: int | str) -> tuple[str, ...]:
    """A code for each variant, all different. They tell nothing about the key, and do not change with their number."""
    codes: dict[str, None] = {}
    for variant in range(1, variants + 1):
        tries = (spelled(lot(key, "code", variant, redraw)) for redraw in range(1_000))
        codes[next(code for code in tries if code not in codes)] = None
    return tuple(codes)


def sheet_id(blueprint: Blueprint, seed: int) -> str:
    """What stands on every page to tell one set of sheets from another."""
    plain = Blueprint(title=blueprint.title, sections=blueprint.sections).model_dump_json()
    return spelled(lot(seed, "id", plain), 6)


def spelled(number: int, length: int = CODE) -> str:
    signs: Iterator[str] = (LETTERS[number // len(LETTERS) ** k % len(LETTERS)] for k in range(length))
    return "".join(signs)


def lot(seed: int | str, *words: str | int) -> int:
    """64 bits that depend on all of it; who does not know the seed cannot tell them."""
    text = "\x1f".join(map(str, ("worksheet", seed, *words)))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
