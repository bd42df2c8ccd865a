"""The catalogue of generators and how one is run."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from generators.authoring.admission import admit, given_texts
from generators.authoring.problem import Multipart, Part, Range
from generators.facts import FACTS, Facts
from generators.maths.rng import Redraw, Rng
from generators.notation import clean
from generators.topics import TOPIC_OF, TOPICS
from schemas.catalogue import GeneratorInfo, Tier
from schemas.exercise import LEVELS, Exercise, Level

Draft = Callable[..., Part | Multipart]
Knob = int | str | bool
Knobs = Mapping[str, Knob]
MAX_REDRAWS = 100
ID = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z][a-z0-9_]*")

catalogue: dict[str, Generator] = {}
"""Every generator imported so far, by id. `bank.load` imports them all."""


class TooManyRedraws(RuntimeError):
    """A generator's draws are refused too often at this level: build the condition in instead of assuming it."""


@dataclass(frozen=True)
class Generator:
    """A function from (seed, level) to an exercise, with its entry in the catalogue."""

    id: str
    version: int
    title: str
    skill: str
    source: str
    tier: Tier
    unchecked: int
    """How many claims of one exercise's worked steps may be beyond the reader."""
    settings: Mapping[Level, Knobs]
    """The knobs of each level, defaults filled in."""
    draft: Draft

    @property
    def topic(self) -> str:
        return self.id.rpartition(".")[0]

    @property
    def course(self) -> str:
        return self.id.partition(".")[0]

    @property
    def levels(self) -> tuple[Level, ...]:
        return LEVELS

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.draft) or "").partition("\n")[0]

    @cached_property
    def facts(self) -> Facts:
        """What only making exercises shows. From the table; sampled if it lacks this version."""
        known = FACTS.get(self.id)
        return known if known and known.version == self.version else sample_facts(self)

    def info(self) -> GeneratorInfo:
        """The catalogue entry."""
        return GeneratorInfo(
            id=self.id,
            title=self.title,
            summary=self.summary,
            course=self.course,
            topic=self.topic,
            skill=self.skill,
            levels=self.levels,
            kinds=self.facts.kinds,
            version=self.version,
            tier=self.tier,
            figures=self.facts.figures,
            misconceptions=self.facts.misconceptions,
            source=self.source,
        )

    def __call__(self, seed: int, level: Level = "core") -> Exercise:
        """The exercise of this recipe: the same for the same call, as long as `version` stands.

        Raises `TooManyRedraws` if no admissible draw is found.
        """
        return self.attempt(seed, level)[1]

    def attempt(self, seed: int, level: Level) -> tuple[Multipart, Exercise, int]:
        """The author's draft, the exercise, and how many draws were refused before it."""
        reasons: Counter[str] = Counter()
        for refused in range(MAX_REDRAWS):
            try:
                problem = self.draw(seed, level, refused)
                return problem, self.frozen(problem, seed, level), refused
            except Redraw as redraw:
                reasons[str(redraw) or "an assumption without a reason"] += 1
        why, times = reasons.most_common(1)[0]
        raise TooManyRedraws(
            f"{self.id} at level {level!r}, seed {seed}: {MAX_REDRAWS} draws refused, {times} of them because: {why}"
        )

    def draw(self, seed: int, level: Level, refused: int = 0) -> Multipart:
        """The author's draft for one draw, not yet admitted."""
        made = self.draft(Rng(self.id, self.version, level, seed, refused), **self.settings[level])
        return made if isinstance(made, Multipart) else Multipart("", [made])

    def frozen(self, problem: Multipart, seed: int, level: Level) -> Exercise:
        """The draft as data. Raises Redraw if it is not admissible."""
        return Exercise(
            generator=self.id,
            version=self.version,
            level=level,
            seed=seed,
            title=self.title,
            topic=self.topic,
            skill=self.skill,
            source=self.source,
            stem=clean(problem.stem),
            given=given_texts(problem),
            data=problem.data,
            figures=tuple(problem.figures),
            parts=admit(problem),
        )


def exercise(
    id: str,
    *,
    title: str,
    skill: str,
    source: str,
    levels: Mapping[str, Knobs],
    tier: Tier = "core",
    version: int = 1,
    unchecked: int = 0,
) -> Callable[[Draft], Generator]:
    """Register a function of `(rng, *, knobs)` as the generator `id`, for ever.

    Raises `TypeError` at import if the id is malformed or taken, its topic or skill is not in `generators/topics.py`,
    the levels are not easy, core and hard, or a level sets a knob that the function lacks or out of its range.
    """

    def register(draft: Draft) -> Generator:
        _check_id(id, draft)
        _check_place(id, skill)
        if set(levels) != set(LEVELS):
            raise TypeError(f"{id}: levels must be {', '.join(LEVELS)}; got {', '.join(levels) or 'none'}")
        settings = {level: _knobs(id, level, draft, levels[level]) for level in LEVELS}
        catalogue[id] = Generator(id, version, title, skill, source, tier, unchecked, settings, draft)
        return catalogue[id]

    return register


def find(id: str) -> Generator | None:
    """The generator of that id, wherever it is: `course.topic.name` is looked for in `generators/course/topic.py`."""
    topic = id.rpartition(".")[0]
    if id not in catalogue and topic in TOPICS and importlib.util.find_spec(f"generators.{topic}"):
        importlib.import_module(f"generators.{topic}")
    return catalogue.get(id)


def sample_facts(generator: Generator, seeds: int = 4) -> Facts:
    """What `seeds` exercises a level show: kinds of answer, whether there are figures, misconceptions."""
    made = [generator.attempt(seed, level)[:2] for level in generator.levels for seed in range(seeds)]
    parts = [part for _, exercise in made for part in exercise.parts]
    return Facts(
        version=generator.version,
        kinds=tuple(dict.fromkeys(part.answer.kind for part in parts)),
        figures=any(exercise.figures or any(part.figure for part in exercise.parts) for _, exercise in made),
        misconceptions=tuple(sorted({m.misconception for draft, _ in made for p in draft.parts for m in p.mistakes})),
    )


def _check_id(id: str, draft: Draft) -> None:
    if not ID.fullmatch(id):
        raise TypeError(f"generator id {id!r} must look like course.topic.name, in small letters, digits and _")
    if taken := catalogue.get(id):
        raise TypeError(
            f"generator id {id!r} is already taken by {taken.draft.__module__}.{taken.draft.__qualname__}; "
            f"{draft.__module__}.{draft.__qualname__} needs one of its own"
        )


def _check_place(id: str, skill: str) -> None:
    topic = id.rpartition(".")[0]
    if topic not in TOPICS:
        raise TypeError(f"{id}: there is no topic {topic!r} in generators/topics.py")
    if skill not in TOPIC_OF:
        raise TypeError(f"{id}: there is no skill {skill!r} in generators/topics.py")
    if TOPIC_OF[skill] != topic:
        raise TypeError(f"{id}: skill {skill!r} belongs to topic {TOPIC_OF[skill]!r}, not to {topic!r}")


def _knobs(id: str, level: str, draft: Draft, settings: Knobs) -> Knobs:
    """The settings of a level, checked against the keyword-only parameters, with their defaults filled in."""
    hints = get_type_hints(draft, include_extras=True)
    parameters = [p for p in inspect.signature(draft).parameters.values() if p.kind is p.KEYWORD_ONLY]
    if stray := set(settings) - {p.name for p in parameters}:
        raise TypeError(f"{id}, level {level!r}: there is no knob {', '.join(sorted(stray))}")
    resolved: dict[str, Knob] = {}
    for parameter in parameters:
        if parameter.name not in settings and parameter.default is parameter.empty:
            raise TypeError(f"{id}, level {level!r}: the knob {parameter.name} is not set")
        value = settings.get(parameter.name, parameter.default)
        wanted = _allowed(hints.get(parameter.name), value)
        if wanted:
            raise TypeError(f"{id}, level {level!r}: knob {parameter.name} = {value!r}, but it must be {wanted}")
        resolved[parameter.name] = value
    return resolved


def _allowed(hint: Any, value: object) -> str:
    """What the knob must be, if the value is not that; else nothing."""
    if hint is bool:
        return "" if isinstance(value, bool) else "True or False"
    if get_origin(hint) is Literal:
        return "" if any(value == each and type(value) is type(each) for each in get_args(hint)) else f"one of {hint}"
    if get_origin(hint) is Annotated and get_args(hint)[0] is int:
        for bound in get_args(hint)[1:]:
            if isinstance(bound, Range):
                fits = type(value) is int and bound.low <= value <= bound.high
                return "" if fits else f"an integer from {bound.low} to {bound.high}"
    return "typed Annotated[int, Range(low, high)], Literal[...] or bool"
