"""Every promise a generator makes, one function each.

A promise is a generator function that yields what is wrong; nothing means kept. Those of EXERCISE are asked of every
exercise, those of LEVEL of the draws of one level together, those of ENTRY of the generator as such. The tests ask with
8 seeds a level, `problembank verify` with as many as you like.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generators.answers import agrees, check, check_parts, key_text, reference, rekey
from generators.answers.reading.wording import folded
from generators.authoring.collision import coincide
from generators.authoring.problem import Multipart
from generators.authoring.registry import Generator, TooManyRedraws, find
from generators.authoring.truth import Reader, stated
from generators.misconceptions import MISCONCEPTIONS
from generators.notation import Code, NotationError, house, latex, mathml, parse, spans, speech, tidy, typst
from generators.notation.functions import BINDERS
from generators.notation.tree import Call, Chain, Name, Node, Num, names, walk
from schemas.answer import (
    AnswerKey,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    MatchingAnswer,
    NumberAnswer,
    OrderAnswer,
    TableAnswer,
    TextAnswer,
)
from schemas.exercise import Exercise, Level, Part

DRAWS = 40
"""How many draws are compared with one another."""
DIFFERENT = 20
"""How many of them must be different questions."""
REDRAWS = 0.5
"""How many draws may be refused for each exercise, on average."""
SLIPS = 8
"""On how many exercises of a level every mistake is carried through to the last part."""
UNSTATED = frozenset({"boolean", "choice", "choices", "order", "matching", "table", "argument", "eigenpairs"})
"""Kinds whose keys a sentence does not state."""
PARTIAL = frozenset({"antiderivative", "choices", "order", "matching", "table", "argument", "vector", "matrix"})
"""Kinds that may give part of the credit for a mistake."""
DIGITS = 24
"""Digits from which a number in a key is not meant for people."""
LONG = 4
"""Characters from which a number is no coincidence."""
PRINTED = re.compile(r"Matrix\(|Mat\(|Fraction\(|Rational|\*\*|sqrt\(|[{}]|0x[0-9a-f]|\d\.\d{9}|object at")
"""What has no business in prose outside code."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that a generator breaks; `seed` is None if it takes several draws to see."""

    generator: str
    level: str
    seed: int | None
    promise: str
    detail: str

    def __str__(self) -> str:
        where = self.level if self.seed is None else f"{self.level}, seed {self.seed}"
        return f"{self.generator} ({where}) breaks {self.promise!r}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Made:
    """One exercise with the draft it came from, and how many draws were refused before it."""

    generator: Generator
    level: Level
    seed: int
    problem: Multipart
    exercise: Exercise
    refused: int


Complaints = Iterator[str]


def verify(generator: Generator, seeds: Iterable[int], levels: Sequence[Level] | None = None) -> Iterator[Broken]:
    """What the generator breaks, level by level."""
    for level in levels or generator.levels:
        yield from verify_level_of(generator, level, seeds)


def verify_level(id: str, level: Level, seeds: range) -> list[Broken]:
    """What one level of a generator of the bank breaks: for a pool of processes, since all of it can be pickled."""
    generator = find(id)
    if generator is None or level not in generator.levels:
        raise ValueError(f"there is no generator {id!r} with a level {level!r}")
    return list(verify_level_of(generator, level, seeds))


def verify_level_of(generator: Generator, level: Level, seeds: Iterable[int]) -> Iterator[Broken]:
    """What one level of a generator breaks: each exercise, then the draws together, then the entry in the catalogue."""
    seeds = list(seeds)
    made, broken = drawn(generator, level, seeds)
    yield from broken
    yield from judged(generator, level, seeds, made)


def drawn(generator: Generator, level: Level, seeds: Iterable[int]) -> tuple[dict[int, Made], list[Broken]]:
    """The exercises of these seeds and of those compared with one another, by seed, and why the others are not made."""
    made: dict[int, Made] = {}
    broken = []
    for seed in dict.fromkeys([*seeds, *range(DRAWS)]):
        try:
            made[seed] = Made(generator, level, seed, *generator.attempt(seed, level))
        except TooManyRedraws as error:
            broken.append(Broken(generator.id, level, seed, "every seed is admitted", str(error)))
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            broken.append(Broken(generator.id, level, seed, "every seed makes an exercise", detail))
    return made, broken


def judged(generator: Generator, level: Level, seeds: Iterable[int], made: Mapping[int, Made]) -> Iterator[Broken]:
    """What the exercises `made` break: those of `seeds` one by one, then the draws together, then the entry."""
    for seed in (seed for seed in seeds if seed in made):
        for promise in EXERCISE:
            for detail in complaints(promise, made[seed]):
                yield Broken(generator.id, level, seed, name_of(promise), detail)
    together = [made[seed] for seed in range(DRAWS) if seed in made]
    for over in LEVEL if len(together) == DRAWS else ():
        for detail in over(together):
            yield Broken(generator.id, level, None, name_of(over), detail)
    for about in ENTRY:
        for detail in about(generator):
            yield Broken(generator.id, level, None, name_of(about), detail)


def complaints(promise: Callable[[Made], Complaints], made: Made) -> Complaints:
    """What a promise says about an exercise; that it cannot be asked is a complaint too."""
    try:
        yield from promise(made)
    except Exception as error:
        yield f"{type(error).__name__}: {error}"


def name_of(promise: Callable[..., object]) -> str:
    return promise.__name__.replace("_", " ")


# Marking ---------------------------------------------------------------------------------------------------------


def the_key_is_right(made: Made) -> Complaints:
    """Typed as a learner would type it."""
    for n, part in numbered(made):
        verdict = check(part.answer, key_text(part.answer), mistakes=part.mistakes)
        if verdict.outcome != "correct":
            yield f"part {n}: its own key {key_text(part.answer)!r} is judged {verdict.outcome}"


def mistakes_are_recognised(made: Made) -> Complaints:
    """As wrong, and as the mistake they are."""
    for n, part in numbered(made):
        for mistake in part.mistakes:
            text = key_text(mistake.answer)
            verdict = check(part.answer, text, mistakes=part.mistakes)
            wrong = verdict.outcome == "incorrect" or (verdict.outcome == "partial" and part.answer.kind in PARTIAL)
            if not wrong or mistake.misconception not in {each.code for each in verdict.feedback}:
                told = ", ".join(each.code for each in verdict.feedback) or "nothing"
                yield f"part {n}: {mistake.misconception} ({text!r}) is judged {verdict.outcome}, and told {told}"


def honest_rounding_is_right(made: Made) -> Complaints:
    for n, part in enumerate(made.problem.parts, 1):
        for answer in part.honest:
            verdict = check(part.answer, key_text(answer))
            if verdict.outcome != "correct":
                yield f"part {n}: the honest answer {key_text(answer)!r} is judged {verdict.outcome}"


def rules_give_the_key(made: Made) -> Complaints:
    """From the true earlier answers `follows` leads to the key; an irrational value to the digits a rule gives."""
    own = given(made.exercise)
    for n, part in numbered(made):
        if part.follows:
            key = rekey(part.answer, part.follows, own)
            if key is None or not (agrees(part.answer, key_text(key)) or coincide(key, part.answer)):
                got = "nothing of its kind" if key is None else key_text(key)
                yield f"part {n}: {part.follows} gives {got}, the key is {key_text(part.answer)}"
        remember(part, own)


def rules_use_what_is_there(made: Made) -> Complaints:
    """Formulas name `given`, earlier parts and names that keys declare; names of parts are used once."""
    here = set(made.exercise.given)
    for n, part in numbered(made):
        here |= set(part.answer.symbols)
        rules = [part.follows, *(mistake.follows for mistake in part.mistakes)]
        for rule in filter(None, rules):
            if part.follows and (stray := names(parse(rule)) - here - bound(parse(rule)) - {"pi", "e", "I", "T"}):
                yield f"part {n}: {rule} names {', '.join(sorted(stray))}, which no earlier part or given value is"
        if part.name in here:
            yield f"part {n}: the name {part.name} is taken"
        here |= {part.name} if part.name else set()


def one_slip_costs_one_part(made: Made) -> Complaints:
    """Who makes a foreseen mistake and goes on correctly loses that part only, and is told which it was."""
    if made.seed >= SLIPS or len(made.exercise.parts) == 1:
        return
    for n, part in numbered(made):
        for mistake in part.mistakes if part.name else ():
            responses = continued(made.exercise, n, mistake.answer)
            if responses is None:
                continue  # the slip leaves nothing to go on with, such as an impossible eigenvalue
            verdicts = check_parts(made.exercise, responses)
            if mistake.misconception not in {each.code for each in verdicts[n].feedback}:
                yield f"part {n}: {mistake.misconception} is not recognised among the parts"
            for later, following in numbered(made):
                if later > n and following.follows and verdicts[later].outcome != "correct":
                    yield (
                        f"part {later}: after {mistake.misconception} in part {n}, {responses[later]!r} is judged "
                        f"{verdicts[later].outcome}"
                    )


# Worked steps ----------------------------------------------------------------------------------------------------


def claims_are_true(made: Made) -> Complaints:
    yield from Reader().false_claims(made.exercise)


def claims_can_be_checked(made: Made) -> Complaints:
    """No more of them are beyond the reader than the generator states."""
    reader = Reader()
    for _ in reader.false_claims(made.exercise):
        pass
    if len(reader.unread) > made.generator.unchecked:
        listed = "; ".join(map(str, reader.unread))
        yield f"{len(reader.unread)} claims cannot be checked, unchecked={made.generator.unchecked}: {listed}"


def the_last_step_states_the_key(made: Made) -> Complaints:
    for n, part in numbered(made):
        if part.answer.kind not in UNSTATED and not states(part.steps[-1], part.answer):
            yield f"part {n}: {part.steps[-1]!r} does not state {key_text(part.answer)}"


# Text ------------------------------------------------------------------------------------------------------------


def maths_prints_everywhere(made: Made) -> Complaints:
    """As LaTeX, MathML, Typst and speech, and as house notation that reads as the same formula."""
    for node in formulas(made.exercise):
        if not (latex(node) and typst(node) and speech(node) and mathml(node).startswith("<math")):
            yield f"{house(node)} prints as nothing somewhere"
        if parse(house(node)) != node:
            yield f"{house(node)} reads as something else"


def maths_has_no_scars(made: Made) -> Complaints:
    """No `x + -3`, `--2`, `1*x`; no unrounded numbers, nothing left out."""
    for node in formulas(made.exercise):
        if node != tidy(node):
            yield f"{house(node)} should read {house(tidy(node))}"
        for leaf in walk(node):
            if isinstance(leaf, Name) and leaf.text == "None":
                yield f"{house(node)} holds None"
            if isinstance(leaf, Num) and (len(leaf.text.partition(".")[2]) > 8 or len(leaf.text) > 14):
                yield f"{house(node)} holds {leaf.text}: round it"


def prose_holds_no_code(made: Made) -> Complaints:
    for text in texts(made.exercise):
        prose = "".join(span for span in spans(text) if isinstance(span, str) and not isinstance(span, Code))
        if found := PRINTED.search(prose):
            yield f"{found[0]!r} in {text!r}"


def the_question_keeps_the_key(made: Made) -> Complaints:
    """Neither what is asked nor the alternative texts of its figures state the key of a part."""
    asked = [made.exercise.stem, *(part.ask for part in made.exercise.parts)]
    told = {house(term) for text in asked for term in stated(text)}
    read = {word for figure in made.exercise.figures for word in re.findall(r"[-\w.]+", figure.alt)}
    for n, part in numbered(made):
        text = key_text(part.answer)
        number = isinstance(part.answer, NumberAnswer)
        if part.answer.kind not in UNSTATED and text in told and (not number or len(text) >= LONG):
            yield f"part {n}: the question states {text}"
        if number and len(text) >= LONG and text in read:
            yield f"part {n}: the text alternative of a figure states {text}"


def hints_keep_the_key(made: Made) -> Complaints:
    """No hint says what something equals if that is the key."""
    for n, part in numbered(made):
        text = key_text(part.answer)
        for hint in part.hints:
            for span in spans(hint):
                ends = span.terms[1:] if isinstance(span, Chain) else () if isinstance(span, Num | str) else (span,)
                if any(house(end) == text for end in ends):
                    yield f"part {n}: the hint {hint!r} states {text}"


def figures_tell_what_may_be_read(made: Made) -> Complaints:
    """Pictures that differ have text alternatives that differ."""
    alts = [figure.alt for figure in made.exercise.figures]
    for alt, times in Counter(alts).items():
        if times > 1:
            yield f"{times} figures share the text alternative {alt!r}"


# Data ------------------------------------------------------------------------------------------------------------


def the_exercise_survives_storage(made: Made) -> Complaints:
    """As JSON and back it is equal."""
    try:
        if Exercise.model_validate_json(made.exercise.model_dump_json()) != made.exercise:
            yield "as JSON and back it is another exercise"
    except ValueError as error:
        yield f"its JSON cannot be read: {error}"


def the_same_seed_gives_the_same_bytes(made: Made) -> Complaints:
    again = made.generator(made.seed, made.level)
    if again.model_dump_json() != made.exercise.model_dump_json():
        yield "a second call gives other bytes: something is drawn from outside `rng`, or remembered"


def keys_are_short(made: Made) -> Complaints:
    """No number of a key has more digits than a person reads; mistakes worked out by a rule are free to."""
    for n, part in numbered(made):
        for key in (part.answer, *(mistake.answer for mistake in part.mistakes if not mistake.follows)):
            if long := [number for number in re.findall(r"[\d.]+", key_text(key)) if len(number) > DIGITS]:
                yield f"part {n}: a key holds {long[0]}: round it to a few places more than it is marked to"


def shares_add_up(made: Made) -> Complaints:
    total = sum(part.points_share for part in made.exercise.parts)
    if abs(total - 1) > 1e-9:
        yield f"the shares of points add to {total}"


def misconceptions_are_known(made: Made) -> Complaints:
    for mistake in (mistake for part in made.problem.parts for mistake in part.mistakes):
        if mistake.misconception not in MISCONCEPTIONS:
            yield f"{mistake.misconception!r} is not in generators/misconceptions.py"


# Draws together --------------------------------------------------------------------------------------------------


def draws_vary(made: Sequence[Made]) -> Complaints:
    """At least 20 different questions in 40 seeds; figures and data count."""
    questions = Counter(question(each.exercise) for each in made)
    if len(questions) < DIFFERENT:
        (text, *_), times = questions.most_common(1)[0]
        yield f"{len(questions)} different questions in {len(made)} seeds; {times} times {text!r}"


def redraws_are_rare(made: Sequence[Made]) -> Complaints:
    refused = sum(each.refused for each in made)
    if refused > REDRAWS * len(made):
        yield f"{refused} draws refused for {len(made)} exercises: build the condition in"


def mistakes_are_real(made: Sequence[Made]) -> Complaints:
    """A declared mistake differs from the key, and from the others, in at least half of all draws."""
    declared: Counter[tuple[int, str]] = Counter()
    kept: Counter[tuple[int, str]] = Counter()
    for each in made:
        for n, part in enumerate(each.problem.parts, 1):
            declared.update((n, mistake.misconception) for mistake in part.mistakes)
        for n, frozen in numbered(each):
            kept.update((n, mistake.misconception) for mistake in frozen.mistakes)
    for (n, misconception), times in declared.items():
        if kept[n, misconception] < times / 2:
            yield f"part {n}: {misconception} is a mistake of its own in {kept[n, misconception]} of {times} draws"


def position_gives_nothing_away(made: Sequence[Made]) -> Complaints:
    """The right option is not always at the same place, nor a statement always true, nor an order always the same."""
    places: dict[int, set[object]] = {}
    for each in made:
        for n, part in numbered(each):
            if (place := place_of(part.answer)) is not None:
                places.setdefault(n, set()).add(place)
    for n, seen in places.items():
        if len(seen) == 1:
            yield f"part {n}: the key is always at {next(iter(seen))}"


# The entry in the catalogue --------------------------------------------------------------------------------------


def the_entry_is_complete(generator: Generator) -> Complaints:
    if not generator.summary.endswith("."):
        yield f"the docstring's first line must be a sentence: {generator.summary!r}"
    for field in ("title", "source"):
        if not getattr(generator, field).strip():
            yield f"it has no {field}"


def splices_stand_in_parentheses(generator: Generator) -> Complaints:
    """`{a}^2` with a = -2 is -4, and `1/{f}` with f = x + 1 is 1/x + 1: printers drop idle parentheses."""
    for tree in source_of(generator.draft):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                for splice in risky(node):
                    yield f"put parentheses around {{{splice}}} in {ast.unparse(node)}"


EXERCISE: tuple[Callable[[Made], Complaints], ...] = (
    the_key_is_right,
    mistakes_are_recognised,
    honest_rounding_is_right,
    rules_give_the_key,
    rules_use_what_is_there,
    one_slip_costs_one_part,
    claims_are_true,
    claims_can_be_checked,
    the_last_step_states_the_key,
    maths_prints_everywhere,
    maths_has_no_scars,
    prose_holds_no_code,
    the_question_keeps_the_key,
    hints_keep_the_key,
    figures_tell_what_may_be_read,
    the_exercise_survives_storage,
    the_same_seed_gives_the_same_bytes,
    keys_are_short,
    shares_add_up,
    misconceptions_are_known,
)
LEVEL: tuple[Callable[[Sequence[Made]], Complaints], ...] = (
    draws_vary,
    redraws_are_rare,
    mistakes_are_real,
    position_gives_nothing_away,
)
ENTRY: tuple[Callable[[Generator], Complaints], ...] = (the_entry_is_complete, splices_stand_in_parentheses)


# What the promises look at ---------------------------------------------------------------------------------------


def numbered(made: Made) -> Iterator[tuple[int, Part]]:
    return enumerate(made.exercise.parts, 1)


def texts(exercise: Exercise) -> Iterator[str]:
    """Every prose of an exercise."""
    yield exercise.stem
    for part in exercise.parts:
        yield from (part.ask, *part.steps, *part.hints, *(mistake.feedback for mistake in part.mistakes))
        yield from labels(part.answer)


def labels(key: AnswerKey) -> Iterator[str]:
    """The prose of a key that learners see: options, rows and columns."""
    match key:
        case ChoiceAnswer(options=options) | ChoicesAnswer(options=options) | OrderAnswer(items=options):
            yield from (option.text for option in options)
        case MatchingAnswer(left=left, right=right):
            yield from (option.text for option in (*left, *right))
        case TableAnswer(columns=columns, rows=rows, value=cells):
            yield from (*columns, *rows)
            for cell in (cell for row in cells for cell in row if not isinstance(cell, str)):
                yield from labels(cell)


def formulas(exercise: Exercise) -> Iterator[Node]:
    for text in texts(exercise):
        yield from (span for span in spans(text) if not isinstance(span, str))


def question(exercise: Exercise) -> tuple[str, ...]:
    """What a learner sees of it: equal for equal questions."""
    data = exercise.data.model_dump_json() if exercise.data else ""
    options = sorted(text for part in exercise.parts for text in labels(part.answer))
    return (exercise.stem + exercise.parts[0].ask, *options, data, *(figure.alt for figure in exercise.figures))


def given(exercise: Exercise) -> dict[str, Node]:
    return {name: parse(text) for name, text in exercise.given.items()}


def bound(rule: Node) -> set[str]:
    """The variables of the derivatives, sums and the like in a rule: what `x` is in `diff(l, x)`."""
    binders = (each for each in walk(rule) if isinstance(each, Call) and each.name in BINDERS)
    return {each.args[1].text for each in binders if isinstance(each.args[1], Name)}


def remember(part: Part, own: dict[str, Node]) -> None:
    """Add the answer of a named part to what later formulas may name."""
    value = reference(part.answer)
    if part.name and value is not None:
        own[part.name] = value


def continued(exercise: Exercise, slip: int, wrong: AnswerKey) -> Mapping[int, str] | None:
    """Responses of a learner who answers `wrong` at part `slip` and follows the rules everywhere else."""
    own, responses = given(exercise), {}
    for n, part in enumerate(exercise.parts, 1):
        key = wrong if n == slip else rekey(part.answer, part.follows, own) if part.follows else part.answer
        if key is None:
            return None
        responses[n] = key_text(key)
        remember(part.model_copy(update={"answer": key}), own)
    return responses


def states(text: str, key: AnswerKey) -> bool:
    """Whether some formula of the text is the key; for a set, whether each element stands there."""
    said = list(stated(text))
    if any(says(node, key) for node in said):
        return True
    if isinstance(key, TextAnswer):
        return any(folded(word) in folded(text) for word in key.value)
    if key.kind == "set" and key.value:
        element = [NumberAnswer(value=value, tolerance=key.tolerance, symbols=key.symbols) for value in key.value]
        return all(any(says(node, each) for node in said) for each in element)
    return False


def says(node: Node, key: AnswerKey) -> bool:
    try:
        return agrees(key, house(node))
    except NotationError:
        return False


def place_of(key: AnswerKey) -> object:
    """What a learner may guess without reading: whether a statement is true, where the right options stand, how items
    are ordered and sides paired; of a table with such cells what theirs are. None for other kinds."""
    match key:
        case BooleanAnswer(value=value):
            return value
        case ChoiceAnswer(options=options, value=value):
            return [option.id for option in options].index(value) + 1
        case ChoicesAnswer(options=options, value=chosen):
            return tuple(n for n, option in enumerate(options, 1) if option.id in chosen)
        case OrderAnswer(items=items, value=order):
            return tuple([item.id for item in items].index(id) + 1 for id in order)
        case MatchingAnswer(value=pairs):
            return tuple(sorted(pairs.items()))
        case TableAnswer(value=cells):
            places = tuple(place_of(cell) for row in cells for cell in row if not isinstance(cell, str))
            return places if any(place is not None for place in places) else None
        case _:
            return None


@lru_cache(4)
def source_of(function: Callable[..., object]) -> tuple[ast.AST, ...]:
    """The syntax trees of a function and of the functions of its module that it calls."""
    trees, waiting, seen = [], [function], set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        trees.append(ast.parse(textwrap.dedent(inspect.getsource(here))))
        names = getattr(here, "__code__", None)
        for name in names.co_names if names else ():
            other = getattr(here, "__globals__", {}).get(name)
            if inspect.isfunction(other) and other.__module__ == here.__module__:
                waiting.append(other)
    return tuple(trees)


def risky(literal: ast.JoinedStr) -> Iterator[str]:
    """The splices inside `$…$` that stand bare beside `^`, `/` or, unless plain, behind a minus."""
    inside = False
    for i, piece in enumerate(literal.values):
        if isinstance(piece, ast.Constant):
            inside ^= str(piece.value).replace("\\$", "").count("$") % 2 == 1
        elif inside and isinstance(piece, ast.FormattedValue):
            before, after = text_at(literal, i - 1).rstrip(), text_at(literal, i + 1).lstrip()
            powered = before.endswith(("^", "/", "**")) or after.startswith(("^", "**"))
            if powered or (before.endswith("-") and not plain(piece.value)):
                yield ast.unparse(piece.value)


def text_at(literal: ast.JoinedStr, i: int) -> str:
    piece = literal.values[i] if 0 <= i < len(literal.values) else None
    return str(piece.value) if isinstance(piece, ast.Constant) else ""


def plain(value: ast.expr) -> bool:
    """A name, an entry, or arithmetic on such: a number, as far as can be seen."""
    return not any(isinstance(node, ast.Call | ast.JoinedStr) for node in ast.walk(value))
