"""Parts of exercises as questions that learning platforms can mark, and what is lost on the way.

A platform compares numbers with ranges, and what is chosen with what should be. So vectors, matrices, lists, sets and
tables are asked for entry by entry, and what is typed as a formula becomes a choice among the key, predicted mistakes
and neighbours of the key that the checker finds wrong; or, where few mistakes are known, the value of the formula at
two points. Every rule that loses something says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import blake2b

from generators.answers import check, key_text
from generators.answers.ranges import real_range, real_value
from generators.maths.decimals import rounded
from generators.notation import NotationError, house, label, parse, put_in
from generators.notation.tree import Chain, Name, Neg, Node, Num, Op, Tuple, names, rebuild, walk
from schemas.answer import (
    AnswerKey,
    ArgumentAnswer,
    BasisAnswer,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    DirectionAnswer,
    EchelonAnswer,
    ExpressionAnswer,
    IntervalAnswer,
    ListAnswer,
    MatchingAnswer,
    MatrixAnswer,
    NumberAnswer,
    Option,
    OrderAnswer,
    SetAnswer,
    SystemAnswer,
    TableAnswer,
    TextAnswer,
    Tolerance,
    VectorAnswer,
)
from schemas.exercise import Exercise, Part
from service.exports.fields import (
    Box,
    Choice,
    Given,
    Grid,
    Loss,
    Number,
    Order,
    Pairs,
    Question,
    Range,
    Slip,
    Words,
    decimal,
    within,
)
from service.render.keys import near, spelled

PLACES = 4
"""Decimals asked for where an exact number does not end, and significant figures where it is small."""
ENDING = 6
"""Decimals up to which an exact number is asked for as it is."""
WRONG_OPTIONS = 3
"""Fewest wrong options beside the right one, where so many can be had."""
MOST_OPTIONS = 6
PREDICTED = 2
"""Predicted mistakes from which a formula becomes a choice rather than values at points."""
POINTS = ((2, 3, 5, 7, 11, 13), (3, 5, 2, 11, 7, 17), (4, 7, 3, 2, 5, 9), (5, 2, 7, 3, 13, 4))
"""Where formulas are probed: values for the first, second … of their names."""
FRACTION = re.compile(r"-?[0-9]+(/[0-9]+)?")

TYPE_DECIMALS = "Type decimal numbers with a point."
CHOSEN = "A formula cannot be typed there: it is chosen from {0} options, {1} of them predicted mistakes."


class Unaskable(ValueError):
    """No question of the platform asks for this; the message says why."""


def questions(exercise: Exercise) -> tuple[Question, ...]:
    """One question a part. Raises `Unaskable`."""
    return tuple(question(part, n, exercise.recipe) for n, part in enumerate(exercise.parts, 1))


def question(part: Part, number: int, salt: str) -> Question:
    """`salt` orders options that are made up here. Raises `Unaskable`."""
    asked = _asked(part, number, salt)
    losses = list(asked.losses)
    if part.follows:
        losses.append(
            Loss(
                "follow-through", "refused", "Marked against the true answers to earlier parts, not the learner's own."
            )
        )
    if form := getattr(part.answer, "form", None):
        losses += _form(form, asked)
    if missing := len(part.mistakes) - len(asked.slips):
        losses.append(
            Loss("mistakes", "refused", f"{missing} of {len(part.mistakes)} predicted mistakes cannot be told there.")
        )
    return asked._replace(losses=tuple(losses))


def _form(form: str, asked: Question) -> Iterator[Loss]:
    if any(isinstance(box.field, Choice | Words) for box in asked.boxes) or form == "solved":
        return
    yield Loss("form", "approximated", f"The form ({form.replace('_', ' ')}) is not checked, only the value.")


def _asked(part: Part, number: int, salt: str) -> Question:
    key = part.answer
    match key:
        case BooleanAnswer(value=value):
            return _single(part, number, Choice(TRUTH, ("true" if value else "false",), shuffled=False))
        case ChoiceAnswer(options=options, value=chosen):
            return _single(part, number, Choice(options, (chosen,)))
        case ChoicesAnswer(options=options, value=several, partial=partial):
            return _single(part, number, Choice(options, several, several=True, per_option=partial is not None))
        case MatchingAnswer(left=left, right=right, value=pairs):
            return _single(part, number, Pairs(left, right, pairs))
        case OrderAnswer(items=items, value=order):
            return _single(part, number, Order(items, order))
        case TextAnswer(value=accepted, case=case):
            return _words(part, number, accepted, case == "exact")
        case NumberAnswer(form="fraction" | "lowest_terms", value=value) if FRACTION.fullmatch(value):
            return _words(part, number, (value,), True)
        case ArgumentAnswer(value=lines):
            return _lines(part, number, lines, salt)
        case TableAnswer():
            return _table(part, number, key)
    return _numbers(part, number, key) or _formula(part, number, salt)


def _single(part: Part, number: int, field: Choice | Pairs | Order) -> Question:
    slips = tuple(
        Slip(mistake.misconception, mistake.feedback, (given,))
        for mistake in part.mistakes
        if (given := _given(mistake.answer)) is not None
    )
    return Question(number, part, (Box(field),), slips)


TRUTH = (Option(id="true", text="True"), Option(id="false", text="False"))


def _given(key: AnswerKey) -> Given | None:
    """The ids that a key of options holds."""
    match key:
        case BooleanAnswer(value=value):
            return ("true" if value else "false",)
        case ChoiceAnswer(value=value):
            return (value,)
        case ChoicesAnswer(value=several):
            return several
        case OrderAnswer(value=order):
            return order
        case MatchingAnswer(value=pairs):
            return pairs
    return None


def _words(part: Part, number: int, accepted: tuple[str, ...], case: bool) -> Question:
    slips = []
    for mistake in part.mistakes:
        match mistake.answer:
            case TextAnswer(value=(wrong, *_)) | NumberAnswer(value=wrong):
                slips.append(Slip(mistake.misconception, mistake.feedback, (wrong,)))
    losses: tuple[Loss, ...] = ()
    if isinstance(part.answer, TextAnswer):
        losses = (Loss("spelling", "approximated", "Words are compared letter by letter, up to capitals at most."),)
    lead = "" if isinstance(part.answer, TextAnswer) else "Type a fraction such as 2/3, or a whole number."
    return Question(number, part, (Box(Words(accepted, case)),), tuple(slips), lead=lead, losses=losses)


def _lines(part: Part, number: int, lines: tuple[str, ...], salt: str) -> Question:
    """The lines of an argument, to be put into their order."""
    if not 3 <= len(set(lines)) <= 26:
        raise Unaskable("An argument is written line by line; with so few lines there is no order to ask for.")
    mixed = sorted(dict.fromkeys(lines), key=lambda line: _lot(salt, line))
    ids = {line: f"line{n}" for n, line in enumerate(mixed, 1)}
    items = tuple(Option(id=ids[line], text=f"${line}$") for line in mixed)
    loss = Loss("answer", "replaced", "The lines of the argument are given, and put into their order.")
    lead = "The lines of the working are given: put them into their order."
    field = Order(items, tuple(ids[line] for line in dict.fromkeys(lines)))
    return Question(number, part, (Box(field),), lead=lead, losses=(loss,))


# Numbers, entry by entry -------------------------------------------------------------------------------------------


def _numbers(part: Part, number: int, key: AnswerKey) -> Question | None:
    """The key as numbers in boxes; None if some of it is no real number."""
    entries = _entries(key)
    if entries is None:
        return None
    places = _places([entry for entry in entries if _is_exact(entry)])
    ranges = [_range(entry, places) for entry in entries]
    if any(found is None for found in ranges):
        return None
    right = [found for found in ranges if found is not None]
    slips = []
    for mistake in part.mistakes:
        wrong = _entries(mistake.answer if mistake.answer.kind == key.kind else _as_kind(key, mistake.answer))
        given = [_range(entry, places) for entry in wrong or ()]
        if len(given) == len(right) and all(given) and _told_apart(given, right):
            slips.append(Slip(mistake.misconception, mistake.feedback, tuple(each for each in given if each)))
    exact = any(_is_exact(entry) for entry in entries)
    lead, losses = _told(key, right, places, exact)
    between, after, befores, grid = _frame(key, len(right))
    boxes = tuple(
        Box(Number(each), befores[n] if befores else between[0] if n == 0 else between[1])
        for n, each in enumerate(right)
    )
    together = len(boxes) > 1 and getattr(key, "partial", None) is None
    return Question(number, part, boxes, tuple(slips), lead, after, grid, together, losses)


def _told_apart(given: Sequence[Range | None], right: Sequence[Range]) -> bool:
    return any(each is not None and not within(each, true) for each, true in zip(given, right, strict=True))


def _as_kind(key: AnswerKey, wrong: AnswerKey) -> AnswerKey:
    """A wrong matrix where an echelon form is asked for."""
    if isinstance(key, EchelonAnswer) and isinstance(wrong, MatrixAnswer):
        return key.model_copy(update={"value": wrong.value})
    return wrong


Entry = tuple[str, Tolerance | None, tuple[str, str] | None]


def _entries(key: AnswerKey) -> list[Entry] | None:
    """What stands in the boxes, row by row; None for keys that are not asked for by numbers."""
    match key:
        case NumberAnswer(value=value, tolerance=tolerance, between=between):
            return [(value, tolerance, between)]
        case IntervalAnswer(low=NumberAnswer() as low, high=NumberAnswer() as high):
            return [(end.value, end.tolerance, end.between) for end in (low, high)]
        case VectorAnswer(value=values, tolerance=tolerance, up_to="sign"):
            return [(value, tolerance, None) for value in _with_sign(values)]
        case VectorAnswer(value=values, tolerance=tolerance) | ListAnswer(value=values, tolerance=tolerance) if values:
            return [(value, tolerance, None) for value in values]
        case SetAnswer(value=values, tolerance=tolerance) if values:
            return [(value, tolerance, None) for value in _ascending(values)]
        case MatrixAnswer(value=rows, tolerance=tolerance):
            return [(value, tolerance, None) for row in rows for value in row]
        case EchelonAnswer(value=rows, reduced=True):
            return [(value, None, None) for row in rows for value in row]
        case DirectionAnswer(value=values) | BasisAnswer(value=(values,)):
            return [(value, None, None) for value in _scaled(values)]
        case SystemAnswer() if (solution := _solution(key)) is not None:
            return [(value, None, None) for value in solution.values()]
    return None


def _with_sign(values: Sequence[str]) -> Sequence[str]:
    """The vector or its negative: the one whose first entry that is not 0 is positive."""
    first = next((value for text in values if (value := real_value(text))), None)
    return [house(Neg(parse(text))) for text in values] if first is not None and first < 0 else values


def _ascending(values: Sequence[str]) -> Sequence[str]:
    known = {text: real_value(text) for text in values}
    return sorted(values, key=lambda text: known[text] or Fraction(0)) if None not in known.values() else values


def _scaled(values: Sequence[str]) -> Sequence[str]:
    """The vector divided by its first entry that is not 0."""
    known = [real_value(text) for text in values]
    first = next((value for value in known if value), None)
    return [str(value / first) if value is not None else "oo" for value in known] if first else values


def _solution(key: SystemAnswer) -> dict[str, str] | None:
    """The values of the unknowns where each equation gives one of them."""
    found: dict[str, str] = {}
    for text in key.value:
        match parse(text):
            case Chain((Name(name), value), ("=",)) if not names(value):
                found[name] = house(value)
            case _:
                return None
    return found if found and set(found) == set(key.unknowns or found) else None


def _is_exact(entry: Entry) -> bool:
    return entry[1] is None and entry[2] is None


def _places(entries: Sequence[Entry]) -> int | None:
    """Decimals to which exact numbers are rounded; None if all of them end."""
    values = [value for text, _, _ in entries if (value := real_value(text)) is not None]
    endless = [value for value in values if not _ends(value)]
    if not endless:
        return None
    places = PLACES
    while places < 10 and any(abs(value) * 10**places < 10 ** (PLACES - 1) for value in endless):
        places += 1
    return places


def _ends(value: Fraction) -> bool:
    return bool(10**ENDING % value.denominator == 0)


def _range(entry: Entry, places: int | None) -> Range | None:
    text, tolerance, between = entry
    if _is_exact(entry):
        value = real_value(text)
        if value is None or _ends(value):
            return None if value is None else Range(value, value, decimal(value))
        tolerance = Tolerance(decimals=places or PLACES)
    found = real_range(text, tolerance, between)
    value = real_value(text)
    if found is None or value is None:
        return None
    shown = near(parse(text), tolerance)
    exact = real_value(house(shown))
    if exact is None or not found[0] <= exact <= found[1]:
        exact = value
    return Range(*found, decimal(exact, 12))


def _told(key: AnswerKey, right: Sequence[Range], places: int | None, exact: bool) -> tuple[str, tuple[Loss, ...]]:
    """What is said about how to answer, and what it loses."""
    lead, losses = [], []
    match key:
        case SetAnswer():
            lead.append("Type the elements in ascending order.")
            told = "The elements are asked for one by one, in ascending order: how many there are is told."
            losses.append(Loss("answer", "approximated", told))
        case DirectionAnswer() | BasisAnswer():
            lead.append("Scale the vector so that its first entry that is not 0 is 1.")
            losses.append(
                Loss("answer", "approximated", "Of all multiples the one whose first entry is 1 is asked for.")
            )
        case VectorAnswer(up_to="sign"):
            lead.append("Choose the sign so that the first entry that is not 0 is positive.")
            losses.append(Loss("answer", "approximated", "Of the two signs one is asked for."))
        case SystemAnswer():
            losses.append(
                Loss(
                    "answer",
                    "approximated",
                    "The unknowns are asked for one by one: that there is one solution is told.",
                )
            )
        case VectorAnswer() | ListAnswer() | MatrixAnswer() | EchelonAnswer():
            losses.append(
                Loss("answer", "approximated", "The entries are asked for one by one: how many there are is told.")
            )
    if exact and places is not None:
        lead.append(f"Round to {places} decimals.")
        losses.append(
            Loss("answer", "approximated", f"Exact fractions and roots are asked for as decimals with {places} places.")
        )
    if exact and any(each.low.denominator > 1 for each in right):
        lead.append("Type decimal numbers with a point, no fractions.")
    return " ".join(lead), tuple(losses)


def _frame(key: AnswerKey, count: int) -> tuple[tuple[str, str], str, tuple[str, ...], Grid | None]:
    """What stands before the first box and between boxes; behind them; before each; or the grid they form."""
    match key:
        case MatrixAnswer(value=rows) | EchelonAnswer(value=rows):
            return ("", ""), "", (), Grid(len(rows[0]))
        case SystemAnswer():
            return (
                ("", ""),
                "",
                tuple(f"{'; ' if n else ''}${name}$ = " for n, name in enumerate(_solution(key) or ())),
                None,
            )
        case SetAnswer():
            return ("{ ", ", "), " }", (), None
        case IntervalAnswer():
            return ("[ ", ", "), " ]", (), None
        case VectorAnswer() | DirectionAnswer() | BasisAnswer():
            return ("( ", ", "), " )", (), None
    return ("", ", "), "", (), None


# Tables ------------------------------------------------------------------------------------------------------------


def _table(part: Part, number: int, key: TableAnswer) -> Question:
    cells = [_cell(key, cell) for row in key.value for cell in row]
    columns = len(key.columns)
    slips = []
    for mistake in part.mistakes:
        match mistake.answer:
            case TableAnswer(value=rows) if len(rows) == len(key.rows) and len(rows[0]) == columns:
                given = [_wrong_cell(key, cell) for row in rows for cell in row]
                if all(each is not None for each in given):
                    slips.append(Slip(mistake.misconception, mistake.feedback, tuple(each for each in given if each)))
    grid = Grid(columns, tuple(map(label, key.columns)), tuple(map(label, key.rows)))
    losses = []
    if key.mode == "trace":
        losses.append(
            Loss(
                "follow-through", "refused", "Each row is marked against the true row above it, not the learner's own."
            )
        )
    decimals = any(isinstance(cell, Number) and cell.right.low.denominator > 1 for cell in cells)
    lead = TYPE_DECIMALS if decimals else ""
    if key.tolerance is None and any(isinstance(c, Number) and c.right.low != c.right.high for c in cells):
        lead = f"Round to {PLACES} decimals. {TYPE_DECIMALS}"
        losses.append(
            Loss("answer", "approximated", f"Exact fractions and roots are asked for as decimals with {PLACES} places.")
        )
    return Question(number, part, tuple(map(Box, cells)), tuple(slips), lead, "", grid, False, tuple(losses))


def _cell(key: TableAnswer, cell: object) -> Number | Choice | Words:
    match cell:
        case str(text):
            found = _range((text, key.tolerance, None), PLACES)
        case NumberAnswer(value=text, tolerance=tolerance, between=between):
            found = _range((text, tolerance or key.tolerance, between), PLACES)
        case BooleanAnswer(value=value):
            return Choice(TRUTH, ("true" if value else "false",), shuffled=False)
        case ChoiceAnswer(options=options, value=chosen):
            return Choice(options, (chosen,))
        case TextAnswer(value=accepted, case=case):
            return Words(accepted, case == "exact")
        case _:
            found = None
    if found is None:
        raise Unaskable("A cell of the table holds what no number, choice or word can ask for.")
    return Number(found)


def _wrong_cell(key: TableAnswer, cell: object) -> Given | None:
    try:
        field = _cell(key, cell)
    except Unaskable:
        return None
    match field:
        case Number(right):
            return right
        case Choice(right=ids):
            return ids
        case Words(accepted):
            return accepted[0]


# Formulas: options to choose from, or values at points -------------------------------------------------------------


def _formula(part: Part, number: int, salt: str) -> Question:
    key = part.answer
    wrong = list(_predicted(part))
    if len(wrong) < PREDICTED and isinstance(key, ExpressionAnswer) and key.form is None and key.up_to is None:
        probe = _probe(part, number, key)
        if probe is not None:
            return probe
    right = _prose(key)
    options = [(right, None), *((text, slip) for text, slip in wrong)][:MOST_OPTIONS]
    taken = [mistake.answer for mistake in part.mistakes]
    for text in _variants(key):
        if len(options) > WRONG_OPTIONS:
            break
        if text not in {shown for shown, _ in options} and _is_wrong(key, text[1:-1], taken):
            options.append((text, None))
    if len(options) < 2:
        raise Unaskable(f"No wrong option is known for this {key.kind}, and it cannot be typed there.")
    mixed = sorted(options, key=lambda option: _lot(salt, option[0]))
    ids = {text: "abcdefghijklmnopqrstuvwxyz"[n] for n, (text, _) in enumerate(mixed)}
    slips = tuple(
        Slip(part.mistakes[n].misconception, part.mistakes[n].feedback, ((ids[text],),))
        for text, n in options
        if n is not None
    )
    field = Choice(tuple(Option(id=ids[text], text=text) for text, _ in mixed), (ids[right],))
    loss = Loss("answer", "replaced", CHOSEN.format(len(options), len(slips)))
    return Question(number, part, (Box(field),), slips, lead="Choose the right answer.", losses=(loss,))


def _prose(key: AnswerKey) -> str:
    return "".join(piece if isinstance(piece, str) else f"${house(piece)}$" for piece in spelled(key))


def _predicted(part: Part) -> Iterator[tuple[str, int]]:
    """The mistakes as options, with their number; those that look alike once."""
    shown = {_prose(part.answer)}
    for n, mistake in enumerate(part.mistakes):
        try:
            text = _prose(mistake.answer)
        except NotationError:
            continue
        if text not in shown:
            shown.add(text)
            yield text, n


def _is_wrong(key: AnswerKey, text: str, taken: Sequence[AnswerKey]) -> bool:
    """Whether the checker finds it wrong, and it is none of the mistakes in another form."""
    return check(key, text).outcome == "incorrect" and not any(
        other.kind == key.kind and check(other, text).outcome == "correct" for other in taken
    )


def _variants(key: AnswerKey) -> Iterator[str]:
    """Neighbours of the key as options: a sign turned, a number one more or one less, a bracket changed."""
    try:
        tree = parse(key_text(key))
    except NotationError:
        return
    spots = sum(1 for node in walk(tree) if _turned(node) is not node)
    for way in range(2):
        for spot in range(spots):
            yield f"${house(_changed(tree, spot, way))}$"


def _turned(node: Node, way: int = 0) -> Node:
    match node:
        case Num(text) if text.isdigit():
            return Num(str(int(text) + 1)) if way == 0 or text in "01" else Num(str(int(text) - 1))
        case Op("+", left, right):
            return Op("-", left, right)
        case Op("-", left, right):
            return Op("+", left, right)
        case Op("/", left, right):
            return Op("*", left, right) if way == 0 else Op("/", right, left)
        case Neg(of):
            return of
        case Tuple(items, left, right) if (left, right) != ("(", ")") or len(items) == 2:
            ends = ("[" if left == "(" else "(", right) if way == 0 else (left, "]" if right == ")" else ")")
            return Tuple(items, *ends)
        case Chain(terms, relations) if len(relations) == 1 and relations[0] in FLIPPED:
            return Chain(terms, (FLIPPED[relations[0]][way],))
    return node


FLIPPED = {"<": (">", "<="), ">": ("<", ">="), "<=": (">=", "<"), ">=": ("<=", ">")}


def _changed(tree: Node, spot: int, way: int) -> Node:
    """The tree with one node turned: the one of that number, parents first."""
    left = [spot]

    def change(node: Node) -> Node:
        turned = _turned(node, way)
        if turned is not node:
            left[0] -= 1
            if left[0] == -1:
                return turned
        return rebuild(node, change)

    return change(tree)


def _probe(part: Part, number: int, key: ExpressionAnswer) -> Question | None:
    """The values of the formula at two points where it has handy ones and no known mistake has the same."""
    tree = parse(key.value)
    variables = sorted(names(tree) - {"pi", "e", "i"})
    if not 1 <= len(variables) <= len(POINTS[0]):
        return None
    wrong = [mistake.answer.value for mistake in part.mistakes if isinstance(mistake.answer, ExpressionAnswer)]
    boxes: list[Box] = []
    given: list[list[Range]] = [[] for _ in wrong]
    for point in POINTS:
        at = dict(zip(variables, point, strict=False))
        right = _value_at(key.value, at)
        others = [_value_at(text, at) for text in wrong]
        if right is None or any(other is not None and within(other, right) for other in others):
            continue
        where = ", ".join(f"{name} = {value}" for name, value in at.items())
        boxes.append(Box(Number(right), f"at ${where}$: " if not boxes else f"; at ${where}$: "))
        for values, other in zip(given, others, strict=True):
            if other is not None:
                values.append(other)
        if len(boxes) == 2:
            break
    if len(boxes) < 2:
        return None
    slips = tuple(
        Slip(mistake.misconception, mistake.feedback, tuple(values))
        for mistake, values in zip(part.mistakes, given, strict=False)
        if len(values) == 2 and len(wrong) == len(part.mistakes)
    )
    lead = f"What is the value of your expression? Round to {PLACES} decimals; type decimal numbers with a point."
    loss = Loss("answer", "replaced", "A formula cannot be typed there: its values at two points are asked for.")
    return Question(number, part, tuple(boxes), slips, lead, together=True, losses=(loss,))


def _value_at(text: str, at: dict[str, int]) -> Range | None:
    filled = put_in(parse(text), {Name(name): Num(str(value)) for name, value in at.items()})
    value = real_value(house(filled))
    if value is None or abs(value) > 10**6 or (value and abs(value) < Fraction(1, 100)):
        return None
    return _range((str(value) if _ends(value) else str(rounded(value, 30)), None, None), PLACES)


def _lot(salt: str, text: str) -> bytes:
    return blake2b(f"{salt}\x1f{text}".encode(), digest_size=8).digest()
