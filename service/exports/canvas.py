r"""Canvas Classic: a package of QTI 1.2 as Canvas writes it, a quiz with a question group for each place with a pool.

An exercise with one place to answer becomes a question of Canvas's own type for it; all others become one question with
several blanks, whose numbers are right if they are typed like one of the spellings in the range, and whose choices are
answered by letters. Formulas are LaTeX between `\(` and `\)`, which Canvas typesets. Source: what Canvas's exporter
writes, as documented by the format it reads back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from itertools import islice
from math import ceil, floor
from typing import NamedTuple

from generators.maths.decimals import rounded
from schemas.answer import Option
from schemas.export import ExportCreate
from service.exports.carried import Item, items
from service.exports.fields import Box, Choice, Number, Order, Pairs, Question, Range, Words, decimal
from service.exports.markup import (
    LETTERS,
    Pictures,
    asked,
    laid_out,
    lettered,
    solution,
    statement,
    with_latex,
)
from service.exports.plan import Place, Plan
from service.exports.report import Ledger
from service.files import packed

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
MANIFEST = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
MOST_SPELLINGS = 60
"""Accepted spellings of one number in a blank."""
NO_COMMENT = "Wrong answers of this type have no comments of their own in Canvas: the feedback of mistakes is left out."
HINTS = "Hints are shown with a wrong answer, all at once."
EQUAL = "Canvas gives every blank the same share of the points."
SPELLED = "Numbers in blanks are compared as texts: the usual spellings of the numbers in the range are accepted."
TYPED = "Options are listed with letters, which are typed into a blank."


class Body(NamedTuple):
    """A question in the terms of Canvas: what stands below the statement, how it is answered, what is right."""

    kind: str
    text: str
    responses: str
    processing: str
    feedback: str = ""


def write(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The ZIP file."""
    quiz = f"quiz{plan.id}"
    files: dict[str, bytes] = {}
    sections: list[str] = []
    points = 0.0
    for place in plan.places:
        made = [_item(item, ledger, files) for item in items(place, ledger)]
        if made:
            sections.append(_group(place, made) if len(made) > 1 else made[0])
            points += place.points
    assessment = (
        f'{XML}<questestinterop xmlns="{QTI}"><assessment ident="{quiz}" title="{escape(plan.title)}">'
        f"<qtimetadata>{_entry('cc_maxattempts', '1')}</qtimetadata>"
        f'<section ident="root_section">{"".join(sections)}</section></assessment></questestinterop>\n'
    )
    return packed(
        {
            "imsmanifest.xml": _manifest(quiz, files).encode(),
            f"{quiz}/{quiz}.xml": assessment.encode(),
            f"{quiz}/assessment_meta.xml": _meta(quiz, plan.title, points).encode(),
            **files,
        }
    )


def _manifest(quiz: str, pictures: Iterable[str]) -> str:
    images = "".join(
        f'<resource identifier="image{n}" type="webcontent" href="{name}"><file href="{name}"/></resource>'
        for n, name in enumerate(pictures, 1)
    )
    meta = f"{quiz}/assessment_meta.xml"
    return (
        f'{XML}<manifest identifier="manifest{quiz}" xmlns="{MANIFEST}"><metadata><schema>IMS Content</schema>'
        "<schemaversion>1.1.3</schemaversion></metadata><organizations/><resources>"
        f'<resource identifier="{quiz}" type="imsqti_xmlv1p2"><file href="{quiz}/{quiz}.xml"/>'
        f'<dependency identifierref="meta{quiz}"/></resource>'
        f'<resource identifier="meta{quiz}" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" '
        f'href="{meta}"><file href="{meta}"/></resource>{images}</resources></manifest>\n'
    )


def _meta(quiz: str, title: str, points: float) -> str:
    named = f"<title>{escape(title)}</title>"
    return (
        f'{XML}<quiz identifier="{quiz}" xmlns="{CANVAS}">{named}<description></description>'
        "<shuffle_answers>true</shuffle_answers><scoring_policy>keep_highest</scoring_policy>"
        f"<quiz_type>assignment</quiz_type><points_possible>{points:g}</points_possible>"
        "<show_correct_answers>true</show_correct_answers><allowed_attempts>1</allowed_attempts>"
        "<one_question_at_a_time>false</one_question_at_a_time><cant_go_back>false</cant_go_back>"
        "<available>false</available></quiz>\n"
    )


def _group(place: Place, made: Sequence[str]) -> str:
    """A question group that picks one."""
    return (
        f'<section ident="group{place.number:03d}" title="{escape(f"{place.number}. {place.title}")}">'
        "<selection_ordering><selection><selection_number>1</selection_number><selection_extension>"
        f"<points_per_item>{place.points:g}</points_per_item></selection_extension></selection></selection_ordering>"
        f"{''.join(made)}</section>"
    )


def _item(item: Item, ledger: Ledger, files: dict[str, bytes]) -> str:
    """One question; its pictures are put among the files."""
    pictures = Pictures(f"{item.id}-", "%24IMS-CC-FILEBASE%24/images/")
    above = statement(item.exercise, with_latex, pictures)
    body = _alone(item, ledger) or _blanks(item, ledger)
    general = solution(item.exercise, with_latex, pictures)
    hints = [with_latex(hint) for question in item.questions for hint in question.part.hints]
    if hints:
        ledger.note(item.place.number, "hints", "approximated", HINTS)
    files.update({f"images/{picture.name}": picture.svg.encode() for picture in pictures.all})
    shown = '<respcondition continue="Yes"><conditionvar><other/></conditionvar>'
    processing = _shown(shown, "general_fb") + body.processing
    processing += _shown(shown, "general_incorrect_fb") if hints else ""
    feedback = _feedback("general_fb", general) + body.feedback
    feedback += _feedback("general_incorrect_fb", "".join(f"<p>Hint: {hint}</p>" for hint in hints)) if hints else ""
    metadata = (
        _entry("question_type", body.kind)
        + _entry("points_possible", f"{item.place.points:g}")
        + _entry("assessment_question_identifierref", f"question{item.id}")
    )
    return (
        f'<item ident="item{item.id}" title="{escape(f"{item.place.title} {item.place.number}.{item.number}")}">'
        f"<itemmetadata><qtimetadata>{metadata}</qtimetadata></itemmetadata>"
        f"<presentation>{_material(above + body.text)}{body.responses}</presentation>"
        '<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>'
        f"{processing}</resprocessing>{feedback}</item>\n"
    )


def _entry(label: str, value: str) -> str:
    return (
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{escape(value)}</fieldentry></qtimetadatafield>"
    )


def _material(html: str, kind: str = "text/html") -> str:
    return f'<material><mattext texttype="{kind}">{escape(html, quote=False)}</mattext></material>'


def _feedback(ident: str, html: str) -> str:
    return f'<itemfeedback ident="{ident}"><flow_mat>{_material(html)}</flow_mat></itemfeedback>'


def _shown(condition: str, ident: str) -> str:
    return f'{condition}<displayfeedback feedbacktype="Response" linkrefid="{ident}"/></respcondition>'


def _part(item: Item, question: Question) -> int | None:
    return question.number if item.several else None


# One place to answer: Canvas's own types ---------------------------------------------------------------------------


def _alone(item: Item, ledger: Ledger) -> Body | None:
    """The question in Canvas's own type; None where it has none."""
    (question, *others) = item.questions
    if others or len(question.boxes) > 1:
        return None
    above = asked(question, False, with_latex)
    silent = bool(question.slips)
    match question.boxes[0].field:
        case Number(right):
            body = Body("numerical_question", above, _typed("Decimal"), _is_number(right))
        case Words(accepted, case):
            tests = "".join(_equal("response1", escape(text, quote=False)) for text in accepted)
            body = Body("short_answer_question", above, _typed(), _scored(tests))
            if case:
                ledger.note(
                    item.place.number, "spelling", "approximated", "Canvas does not tell capital letters apart."
                )
        case Choice(several=True, right=()):
            return None
        case Choice() as field:
            return _chosen(item, question, field, above, ledger)
        case Pairs() as field:
            body = _matched(item, above, field, ledger)
        case Order(items=things, value=value):
            text = "Each item in its place earns its share, where here neighbours count."
            ledger.note(item.place.number, "answer", "approximated", text)
            places = tuple(Option(id=str(n), text=str(n)) for n in range(1, len(things) + 1))
            pairs = {thing.id: str(value.index(thing.id) + 1) for thing in things}
            numbered = f"{above}<p><em>Number them in order.</em></p>"
            body = _matched(item, numbered, Pairs(things, places, pairs), None)
    if silent:
        ledger.note(item.place.number, "mistakes", "refused", NO_COMMENT)
    return body


def _typed(kind: str = "") -> str:
    fib = f'<render_fib fibtype="{kind}">' if kind else "<render_fib>"
    label = '<response_label ident="answer1"/>'
    return f'<response_str ident="response1" rcardinality="Single">{fib}{label}</render_fib></response_str>'


def _equal(respident: str, value: str) -> str:
    return f'<varequal respident="{respident}">{value}</varequal>'


def _scored(test: str) -> str:
    return (
        f'<respcondition continue="No"><conditionvar>{test}</conditionvar>'
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition>'
    )


def _is_number(right: Range) -> str:
    low, high = decimal(right.low, 12), decimal(right.high, 12)
    inside = f'<vargte respident="response1">{low}</vargte><varlte respident="response1">{high}</varlte>'
    if right.low == right.high:
        return _scored(f"<or>{_equal('response1', low)}<and>{inside}</and></or>")
    return _scored(inside)


def _chosen(item: Item, question: Question, field: Choice, above: str, ledger: Ledger) -> Body:
    idents = {option.id: f"{1000 + n}" for n, option in enumerate(field.options, 1)}
    labels = "".join(
        f'<response_label ident="{idents[option.id]}">{_material(with_latex(option.text))}</response_label>'
        for option in field.options
    )
    many = "Multiple" if field.several else "Single"
    responses = (
        f'<response_lid ident="response1" rcardinality="{many}"><render_choice>{labels}</render_choice></response_lid>'
    )
    told: dict[str, str] = {}
    for slip in question.slips:
        for id in slip.given[0] if isinstance(slip.given[0], tuple) else ():
            if id not in field.right and str(id) in idents:
                told.setdefault(str(id), with_latex(slip.feedback))
    comments = "".join(
        _shown(
            f'<respcondition continue="Yes"><conditionvar>{_equal("response1", idents[id])}</conditionvar>',
            f"{idents[id]}_fb",
        )
        for id in told
    )
    if not field.several:
        kind = "true_false_question" if set(idents) == {"true", "false"} else "multiple_choice_question"
        test = _equal("response1", idents[field.right[0]])
    else:
        kind = "multiple_answers_question"
        tests = (
            _equal("response1", ident) if id in field.right else f"<not>{_equal('response1', ident)}</not>"
            for id, ident in idents.items()
        )
        test = f"<and>{''.join(tests)}</and>"
        if not field.per_option:
            text = (
                "Each right option earns its share and each wrong one costs as much, where here only all of them count."
            )
            ledger.note(item.place.number, "answer", "approximated", text)
    feedback = "".join(_feedback(f"{idents[id]}_fb", said) for id, said in told.items())
    return Body(kind, above, responses, comments + _scored(test), feedback)


def _matched(item: Item, above: str, field: Pairs, ledger: Ledger | None) -> Body:
    shown, names = _named(field.right)
    labels = "".join(
        f'<response_label ident="{2000 + n}">{_material(names[option.id], "text/plain")}</response_label>'
        for n, option in enumerate(field.right, 1)
    )
    idents = {option.id: f"{2000 + n}" for n, option in enumerate(field.right, 1)}
    responses, processing = "", ""
    for n, option in enumerate(field.left, 1):
        left = _material(with_latex(option.text))
        responses += f'<response_lid ident="response_{n}">{left}<render_choice>{labels}</render_choice></response_lid>'
        processing += _added(f"response_{n}", idents[field.value[option.id]], len(field.left))
    if ledger is not None:
        text = "Every pair earns its share, the last one too, which the others may force."
        ledger.note(item.place.number, "answer", "approximated", text)
    return Body("matching_question", above + shown, responses, processing)


def _named(options: Sequence[Option]) -> tuple[str, dict[str, str]]:
    """Options for a drop-down list, which shows no formulas: words as they are, else letters and the list they name."""
    if any("$" in option.text or "`" in option.text for option in options):
        return lettered(options, with_latex), dict(zip((option.id for option in options), LETTERS, strict=False))
    return "", {option.id: option.text for option in options}


def _added(respident: str, ident: str, count: int) -> str:
    return (
        f"<respcondition><conditionvar>{_equal(respident, ident)}</conditionvar>"
        f'<setvar varname="SCORE" action="Add">{100 / count:.2f}</setvar></respcondition>'
    )


# Several places to answer: blanks ----------------------------------------------------------------------------------


class Blank(NamedTuple):
    """A gap in the text and what may be typed into it."""

    name: str
    accepted: tuple[str, ...]


def _blanks(item: Item, ledger: Ledger) -> Body:
    """One question with a blank for each place to answer."""
    text, blanks = "", []
    for question in item.questions:
        shown, gaps = _gaps(item, question, ledger)
        text += asked(question, item.several, with_latex) + shown
        blanks += gaps
    if len({Fraction(q.part.points_share).limit_denominator(1000) / len(_gaps_of(q)) for q in item.questions}) > 1:
        ledger.note(item.place.number, "points", "approximated", EQUAL)
    responses, processing = "", ""
    for blank in blanks:
        idents = [f"{blank.name}a{n}" for n in range(1, len(blank.accepted) + 1)]
        labels = "".join(
            f'<response_label ident="{ident}">{_material(spelling, "text/plain")}</response_label>'
            for ident, spelling in zip(idents, blank.accepted, strict=True)
        )
        head = _material(blank.name, "text/plain")
        responses += (
            f'<response_lid ident="response_{blank.name}">{head}<render_choice>{labels}</render_choice></response_lid>'
        )
        processing += _added(f"response_{blank.name}", idents[0], len(blanks))
    if any(question.slips for question in item.questions):
        ledger.note(item.place.number, "mistakes", "refused", NO_COMMENT)
    return Body("fill_in_multiple_blanks_question", text, responses, processing)


def _gaps_of(question: Question) -> list[str]:
    return [
        f"q{question.number}b{n}" if not left else f"q{question.number}b{n}p{k}"
        for n, box in enumerate(question.boxes, 1)
        for left in (box.field.left if isinstance(box.field, Pairs) else (),)
        for k in range(1, max(1, len(left)) + 1)
    ]


def _gaps(item: Item, question: Question, ledger: Ledger) -> tuple[str, list[Blank]]:
    """What is shown below the question, with the names of its blanks in brackets, and the blanks."""
    names = iter(_gaps_of(question))
    blanks: list[Blank] = []
    controls: list[str] = []
    listed = ""
    number, part = item.place.number, _part(item, question)
    for box in question.boxes:
        match box.field:
            case Pairs(left, right, value):
                listed += lettered(right, with_latex)
                for option in left:
                    blank = Blank(next(names), _cases(LETTERS[_place(right, value[option.id])]))
                    blanks.append(blank)
                    listed += f"<p>{with_latex(option.text)}: [{blank.name}]</p>"
                ledger.note(number, "options", "approximated", TYPED, part)
                continue
            case Number(right=exact):
                blank = Blank(next(names), spellings(exact))
                ledger.note(number, "answer", "approximated", SPELLED, part)
            case Words(accepted):
                blank = Blank(next(names), accepted)
            case Choice() | Order():
                blank = Blank(next(names), _letters(box))
                options = box.field.options if isinstance(box.field, Choice) else box.field.items
                listed += lettered(options, with_latex) + f"<p><em>{_how(box)}</em></p>"
                ledger.note(number, "options", "approximated", TYPED, part)
                if isinstance(box.field, Order):
                    ledger.note(number, "answer", "approximated", "Only the whole order earns credit.", part)
                elif box.field.several and box.field.per_option:
                    ledger.note(number, "answer", "approximated", "Only exactly the right options earn credit.", part)
        blanks.append(blank)
        controls.append(f"[{blank.name}]")
    if question.together:
        text = "Each entry earns its share, where here only all of them together count."
        ledger.note(number, "answer", "approximated", text, part)
    return listed + (laid_out(question, controls, with_latex) if controls else ""), blanks


def _place(options: Sequence[Option], id: str) -> int:
    return [option.id for option in options].index(id)


def _cases(text: str) -> tuple[str, ...]:
    return (text, text.lower()) if text.lower() != text else (text,)


def _how(box: Box) -> str:
    match box.field:
        case Order():
            return "Type the letters in the right order, such as CAB."
        case Choice(several=True):
            return "Type the letters of all that are right, in alphabetical order, such as AC; none if none is."
    return "Type its letter."


def _letters(box: Box) -> tuple[str, ...]:
    """What may be typed for a choice or an order."""
    match box.field:
        case Choice(options=options, right=right):
            chosen = sorted(LETTERS[_place(options, id)] for id in right)
        case Order(items=things, value=value):
            chosen = [LETTERS[_place(things, id)] for id in value]
        case _:
            chosen = []
    spelled = ("".join(chosen), ", ".join(chosen), ",".join(chosen), " ".join(chosen)) if chosen else ("none",)
    return tuple(dict.fromkeys(case for text in spelled for case in _cases(text)))


def spellings(right: Range) -> tuple[str, ...]:
    """The usual ways to type a number of the range: as shown first, then with other decimals, a fraction, no zero."""
    found = [right.shown]
    places = len(right.shown.partition(".")[2])
    for more in range(2):
        unit = Fraction(1, 10 ** (places + more))
        count = floor(right.high / unit) - ceil(right.low / unit) + 1
        if 0 < count <= MOST_SPELLINGS:
            units = (ceil(right.low / unit) + n for n in range(count))
            found += [str(rounded(n * unit, places + more)) for n in units]
    if right.low == right.high:
        value = right.low
        found += [f"{value}"] if value.denominator > 1 else [f"{value}.0"]
    short = [text.rstrip("0").rstrip(".") for text in found if "." in text]
    bare = [text.replace("0.", ".", 1) for text in (*found, *short) if text.startswith(("0.", "-0."))]
    signed = [f"\u2212{text[1:]}" for text in found if text.startswith("-")]
    every = dict.fromkeys((*found, *short, *bare, *signed))
    return tuple(islice((text for text in every if text not in ("-0", "")), MOST_SPELLINGS))
