r"""Moodle XML: a category for each place of a blueprint, with one question for each of its frozen exercises.

An exercise of one part with one place to answer becomes a question of Moodle's own type for it; all others become one
cloze question ("Embedded answers") whose fields stand in the text. Formulas are LaTeX between `\(` and `\)`, which
Moodle's MathJax filter typesets. Sources: Moodle's `qformat_xml` and the regular expressions of `qtype_multianswer`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from html import escape
from math import gcd, lcm

from schemas.answer import Option
from schemas.export import ExportCreate
from service.exports import stack_question
from service.exports.carried import Item, items
from service.exports.fields import Box, Choice, Number, Order, Pairs, Question, Range, Words, decimal, within
from service.exports.markup import (
    LETTERS,
    Pictures,
    asked,
    laid_out,
    letter_of,
    lettered,
    solution,
    statement,
    with_latex,
)
from service.exports.plan import Place, Plan
from service.exports.report import Ledger

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
PENALTY = "0.3333333"
"""Of each further try, where the lecturer lets learners try again."""
SHARES = (
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20", "16.66667",
    "14.28571", "12.5", "11.11111", "10", "5", "0",
)  # fmt: skip
"""Percentages that Moodle accepts as the share of an answer."""
MOST_WEIGHT = 100
"""Largest sum of the weights of the fields in a cloze question."""
ESCAPED = str.maketrans({"&": "&amp;", "}": "&#125;", "{": "&#123;", "#": "&#35;", "~": "&#126;",
                         "=": "&#61;", "%": "&#37;", "*": "&#42;", '"': "&quot;", "\n": " "})  # fmt: skip
"""In a field of a cloze question, whose texts Moodle decodes once."""


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The XML file. With `order.stack` formulas are typed into questions of the STACK plugin."""
    entries = (entry for place in plan.places for entry in _place(plan, place, order.stack, ledger))
    return (HEAD + "".join(entries) + "</quiz>\n").encode()


def _place(plan: Plan, place: Place, stack: bool, ledger: Ledger) -> Iterator[str]:
    path = "/".join(_step(name) for name in (plan.title, f"{place.number:02d} {place.title}"))
    yield (
        f'<question type="category"><category><text>$course$/top/{escape(path)}</text></category>'
        f'<info format="html"><text>{len(place.exercises)} exercises, {place.level}</text></info></question>\n'
    )
    typed = {exercise.recipe: stack_question.asked_of(exercise) for exercise in place.exercises} if stack else {}
    for item in items(place, ledger, lambda exercise: typed.get(exercise.recipe) is not None):
        parts = typed.get(item.exercise.recipe)
        yield _question(plan, item, ledger) if parts is None else _stack(plan, item, parts, ledger)


def _step(name: str) -> str:
    """A name as one step of a category's path: Moodle doubles a slash that belongs to it."""
    return name.replace("/", "//")


def _question(plan: Plan, item: Item, ledger: Ledger) -> str:
    pictures = Pictures("figure", "@@PLUGINFILE@@/")
    above = statement(item.exercise, with_latex, pictures)
    (first, *others) = item.questions
    body = None
    if not others and len(first.boxes) == 1:
        body = _alone(item, first, first.boxes[0], ledger)
    if body is None:
        return _cloze(plan, item, above, pictures, ledger)
    kind, extra, shown = body
    text = above + asked(first, False, with_latex) + shown
    grade = f"<defaultgrade>{item.place.points:g}</defaultgrade><penalty>{PENALTY}</penalty>"
    return _whole(plan, item, kind, text, pictures, grade, extra)


def _stack(plan: Plan, item: Item, parts: tuple[stack_question.Asked, ...], ledger: Ledger) -> str:
    pictures = Pictures("figure", "@@PLUGINFILE@@/")
    for each in parts:
        for loss in each.losses:
            ledger.note(item.place.number, loss.what, loss.fate, loss.text, each.number if item.several else None)
    text = stack_question.plain(statement(item.exercise, with_latex, pictures)) + stack_question.text_of(parts)
    grade = f"<defaultgrade>{item.place.points:g}</defaultgrade><penalty>0.1</penalty>"
    return _whole(plan, item, "stack", text, pictures, grade, stack_question.body_of(parts))


PER_PAIR = "Every pair earns its share, the last one too, which the others may force."
PER_PLACE = "Each item in its place earns its share, where here neighbours count."
PER_OPTION = "Each right option earns its share of the marks, and the wrong ones together cost as much."
PER_ENTRY = "Each entry earns its share, where here only all of them together count."


def _note_credit(item: Item, question: Question, text: str, ledger: Ledger) -> None:
    ledger.note(item.place.number, "answer", "approximated", text, question.number if item.several else None)


def _whole(plan: Plan, item: Item, kind: str, text: str, pictures: Pictures, grade: str, extra: str) -> str:
    solved = Pictures("solution", "@@PLUGINFILE@@/")
    general = solution(item.exercise, with_latex, solved)
    general = stack_question.plain(general) if kind == "stack" else general
    name = f"{item.place.title} {item.place.number}.{item.number}"
    return (
        f'<question type="{kind}">\n<name><text>{escape(name)}</text></name>\n'
        f"{_html('questiontext', text, pictures)}\n{_html('generalfeedback', general, solved)}\n"
        f"{grade}<hidden>0</hidden><idnumber>{escape(f'{plan.id}-{item.id}')}</idnumber>\n"
        f"{extra}\n{''.join(_hints(item))}"
        f"<tags><tag><text>{escape(item.exercise.topic)}</text></tag>"
        f"<tag><text>{escape(item.exercise.level)}</text></tag></tags>\n</question>\n"
    )


def _html(tag: str, text: str, pictures: Pictures | None = None) -> str:
    files = "".join(
        f'<file name="{picture.name}" path="/" encoding="base64">{b64encode(picture.svg.encode()).decode()}</file>'
        for picture in (pictures.all if pictures else ())
    )
    return f'<{tag} format="html"><text>{_cdata(text)}</text>{files}</{tag}>'


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""


def _hints(item: Item) -> Iterator[str]:
    for number, part in enumerate(item.exercise.parts, 1):
        for hint in part.hints:
            letter = f"({letter_of(number)}) " if item.several else ""
            yield _html("hint", letter + with_latex(hint)) + "\n"


# One place to answer: Moodle's own types -----------------------------------------------------------------------------


def _alone(item: Item, question: Question, box: Box, ledger: Ledger) -> tuple[str, str, str] | None:
    """Type, answers and what is shown below the question; None where Moodle's type cannot hold it."""
    match box.field:
        case Number(right):
            units = "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1</unitpenalty><showunits>3</showunits>"
            return "numerical", _numerical(question, right) + units + "<unitsleft>0</unitsleft>", ""
        case Words(accepted, case):
            return "shortanswer", f"<usecase>{int(case)}</usecase>" + _accepted(question, accepted), ""
        case Choice(options=options, right=right) if {option.id for option in options} == {"true", "false"}:
            return "truefalse", _true_false(question, right[0]), ""
        case Choice() as field if _shareable(field):
            if field.several:
                _note_credit(item, question, PER_OPTION, ledger)
            return "multichoice", _multichoice(question, field), ""
        case Pairs(left, right, value) if len(left) >= 2 and len(right) >= 3:
            shown, names = _named(right)
            subs = "".join(_subquestion(with_latex(each.text), names[value[each.id]]) for each in left)
            rest = "".join(_subquestion("", names[each.id]) for each in right if each.id not in value.values())
            _note_credit(item, question, PER_PAIR, ledger)
            return "matching", f"<shuffleanswers>true</shuffleanswers>{subs}{rest}", shown
        case Order(items=things, value=value) if len(things) >= 3:
            subs = "".join(_subquestion(with_latex(each.text), str(value.index(each.id) + 1)) for each in things)
            _note_credit(item, question, PER_PLACE, ledger)
            return "matching", f"<shuffleanswers>true</shuffleanswers>{subs}", "<p><em>Number them in order.</em></p>"
    return None


def _answer(share: str, text: str, feedback: str, inner: str = "", format: str = "moodle_auto_format") -> str:
    said = _html("feedback", feedback)
    return f'<answer fraction="{share}" format="{format}"><text>{text}</text>{inner}{said}</answer>\n'


def _numerical(question: Question, right: Range) -> str:
    lines = _answer("100", _middle(right), "", f"<tolerance>{_half(right)}</tolerance>")
    for given, feedback in _wrong_numbers(question, 0, right):
        lines += _answer("0", _middle(given), feedback, f"<tolerance>{_half(given)}</tolerance>")
    return lines


def _wrong_numbers(question: Question, box: int, right: Range) -> Iterator[tuple[Range, str]]:
    """Ranges of mistakes outside the right one, each once."""
    seen: list[Range] = [right]
    for slip in question.slips:
        given = slip.given[box]
        if isinstance(given, Range) and not any(within(given, other) for other in seen):
            seen.append(given)
            yield given, with_latex(slip.feedback)


def _middle(given: Range) -> str:
    return decimal((given.low + given.high) / 2, 20)


def _half(given: Range) -> str:
    return decimal((given.high - given.low) / 2, 20)


def _accepted(question: Question, accepted: Sequence[str]) -> str:
    right = "".join(_answer("100", _cdata(_literal(text)), "") for text in accepted)
    wrong = "".join(
        _answer("0", _cdata(_literal(str(slip.given[0]))), with_latex(slip.feedback)) for slip in question.slips
    )
    return right + wrong


def _literal(text: str) -> str:
    """A star stands for anything unless it is escaped."""
    return text.replace("*", r"\*")


def _true_false(question: Question, right: str) -> str:
    said = {slip.given[0][0]: with_latex(slip.feedback) for slip in question.slips if isinstance(slip.given[0], tuple)}
    return "".join(_answer("100" if value == right else "0", value, said.get(value, "")) for value in ("true", "false"))


def _shareable(field: Choice) -> bool:
    return not field.several or (0 < len(field.right) <= 10)


def _multichoice(question: Question, field: Choice) -> str:
    shares = _shares(field)
    said = _feedback_of(question, 0)
    lines = "".join(
        _answer(shares[option.id], _cdata(with_latex(option.text)), said.get(option.id, ""), format="html")
        for option in field.options
    )
    settings = (
        f"<single>{'false' if field.several else 'true'}</single>"
        f"<shuffleanswers>{'true' if field.shuffled else 'false'}</shuffleanswers>"
        "<answernumbering>abc</answernumbering>"
        "<showstandardinstruction>0</showstandardinstruction>"
    )
    return settings + lines


def _feedback_of(question: Question, box: int) -> dict[str, str]:
    """What to say to each wrong option of a mistake: for a choice of several the mistakes that have it."""
    field = question.boxes[box].field
    said: dict[str, str] = {}
    if isinstance(field, Choice):
        for slip in question.slips:
            given = slip.given[box]
            for id in given if isinstance(given, tuple) and not isinstance(given, Range) else ():
                if id not in field.right:
                    said.setdefault(id, with_latex(slip.feedback))
    return said


def _shares(field: Choice) -> dict[str, str]:
    """Percent of the mark by option: the right ones share all of it, the wrong ones cost as much together."""
    if not field.several:
        return {option.id: "100" if option.id in field.right else "0" for option in field.options}
    earned = _share(Fraction(100, len(field.right)))
    cost = _share(Fraction(100, max(1, len(field.options) - len(field.right))))
    return {option.id: earned if option.id in field.right else f"-{cost}" for option in field.options}


def _share(percent: Fraction) -> str:
    """The closest percentage that Moodle accepts."""
    return min(SHARES, key=lambda share: abs(Fraction(share) - percent))


def _named(options: Sequence[Option]) -> tuple[str, dict[str, str]]:
    """Options for a drop-down list, which shows no formulas: words as they are, else letters and the list they name."""
    if any("$" in option.text or "`" in option.text for option in options):
        return lettered(options, with_latex), {
            option.id: letter for option, letter in zip(options, LETTERS, strict=False)
        }
    return "", {option.id: option.text for option in options}


def _subquestion(left: str, right: str) -> str:
    answer = f"<answer><text>{escape(right)}</text></answer>"
    return f'<subquestion format="html"><text>{_cdata(left)}</text>{answer}</subquestion>\n'


# Several places to answer: one cloze question ------------------------------------------------------------------------


def _cloze(plan: Plan, item: Item, above: str, pictures: Pictures, ledger: Ledger) -> str:
    weights = _weights(item)
    if sum(map(sum, weights)) != item.place.points:
        text = "Moodle takes the marks of a question in parts from whole weights: set its marks in the quiz."
        ledger.note(item.place.number, "points", "approximated", text)
    text = above
    for question, shares in zip(item.questions, weights, strict=True):
        text += asked(question, item.several, with_latex)
        text += _fields(item, question, shares, ledger)
    return _whole(plan, item, "cloze", text, pictures, f"<penalty>{PENALTY}</penalty>", "")


def _weights(item: Item) -> list[list[int]]:
    """Whole weights of the fields of each question, in the ratio of points; their sum is the points if it can be."""
    shares = [
        [Fraction(question.part.points_share).limit_denominator(1000) / count] * count
        for question in item.questions
        for count in (_fields_of(question),)
    ]
    total = sum(map(sum, shares), Fraction(0))
    flat = [share / total for each in shares for share in each]
    points = Fraction(item.place.points).limit_denominator(100)
    if all((share * points).denominator == 1 for share in flat):
        whole = [int(share * points) for share in flat]
    else:
        size = lcm(*(share.denominator for share in flat))
        size = size if size <= MOST_WEIGHT else MOST_WEIGHT
        whole = [max(1, round(share * size)) for share in flat]
        common = gcd(*whole)
        whole = [weight // common for weight in whole]
    left = iter(whole)
    return [[next(left) for _ in each] for each in shares]


def _fields_of(question: Question) -> int:
    """How many marked fields a question becomes."""
    return sum(_parts_of(box) for box in question.boxes)


def _parts_of(box: Box) -> int:
    match box.field:
        case Pairs(left=left):
            return len(left)
        case Order(items=things):
            return len(things)
        case Choice(options=options) as field if not _shareable(field):
            return len(options)
    return 1


def _fields(item: Item, question: Question, weights: Sequence[int], ledger: Ledger) -> str:
    left = iter(weights)
    if question.together:
        _note_credit(item, question, PER_ENTRY, ledger)
    controls, block = [], ""
    for n, box in enumerate(question.boxes):
        match box.field:
            case Number(right):
                wrong = [(_middle(g), _half(g), said) for g, said in _wrong_numbers(question, n, right)]
                options = [f"={_middle(right)}:{_half(right)}", *(f"%0%{m}:{h}#{_in_field(f)}" for m, h, f in wrong)]
                controls.append(_field(next(left), "NUMERICAL", options))
            case Words(accepted, case):
                wrong_words = [
                    f"%0%{_in_field(_literal(str(s.given[n])))}#{_in_field(with_latex(s.feedback))}"
                    for s in question.slips
                ]
                right_words = [f"={_in_field(_literal(text))}" for text in accepted]
                controls.append(
                    _field(next(left), "SHORTANSWER_C" if case else "SHORTANSWER", right_words + wrong_words)
                )
            case Choice() as field if not _shareable(field):
                for option in field.options:
                    right_id = "true" if option.id in field.right else "false"
                    drop = _choice_field(next(left), {"true": "true", "false": "false"}, right_id, "MULTICHOICE")
                    block += f"<p>{with_latex(option.text)} {drop}</p>"
            case Choice() as field:
                if field.several:
                    _note_credit(item, question, PER_OPTION, ledger)
                said = _feedback_of(question, n)
                texts = {option.id: with_latex(option.text) for option in field.options}
                shares = _shares(field)
                kind = "MULTIRESPONSE" if field.several else "MULTICHOICE_V"
                kind += "S" if field.shuffled and not field.several else "_S" if field.several else ""
                options = [
                    f"%{shares[id]}%{_in_field(text)}" + (f"#{_in_field(said[id])}" if id in said else "")
                    for id, text in texts.items()
                ]
                controls.append(_field(next(left), kind, options))
            case Pairs(lefts, rights, value):
                shown, names = _named(rights)
                for each in lefts:
                    drop = _choice_field(next(left), names, value[each.id], "MULTICHOICE")
                    block += f"<p>{with_latex(each.text)}: {drop}</p>"
                block += shown
                _note_credit(item, question, PER_PAIR, ledger)
            case Order(things, value):
                places = {str(n): str(n) for n in range(1, len(things) + 1)}
                for each in things:
                    drop = _choice_field(next(left), places, str(value.index(each.id) + 1), "MULTICHOICE")
                    block += f"<p>{drop} {with_latex(each.text)}</p>"
                block += "<p><em>Number them in order.</em></p>"
                _note_credit(item, question, PER_PLACE, ledger)
    return block + (laid_out(question, controls, with_latex) if controls else "")


def _choice_field(weight: int, texts: dict[str, str], right: str, kind: str) -> str:
    options = [f"{'=' if id == right else '%0%'}{_in_field(text)}" for id, text in texts.items()]
    return _field(weight, kind, options)


def _field(weight: int, kind: str, options: Iterable[str]) -> str:
    return f"{{{weight}:{kind}:{'~'.join(options)}}}"


def _in_field(text: str) -> str:
    return text.translate(ESCAPED)
