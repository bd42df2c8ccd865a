"""QTI packages: items whose answers are processed by conditions of their own, in a test with a section for each place.

Everything is built once in the vocabulary of QTI 2.1; a `Dialect` spells it as 2.1 (`choiceInteraction`) or as 3.0
(`qti-choice-interaction`). Formulas are MathML, figures SVG files. Numbers are right inside a range, written with `gte`
and `lte`, since players differ in how they round tolerances. Sources: 1EdTech, Question and Test Interoperability
2.1 (2012) and 3.0 (2022), information models and bindings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from itertools import pairwise
from typing import NamedTuple

from generators.notation import mathml
from schemas.answer import Option
from service.exports.carried import Item, items
from service.exports.fields import Box, Choice, Field, Given, Number, Order, Pairs, Question, Range, Words, decimal
from service.exports.markup import Picture, Pictures, asked, laid_out, solution, statement, words
from service.exports.plan import Place, Plan
from service.exports.report import Ledger
from service.files import packed
from service.render.prose import displayed, with_tails

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
HINTS = "Hints come with the feedback to an answer that is not right: an item has no place for them before."


class Dialect(NamedTuple):
    """One version of QTI."""

    hyphens: bool
    """Names with hyphens and the prefix `qti-`, as from 3.0 on."""
    namespace: str
    schema: str
    package: str
    """Namespace of the manifest."""
    named: tuple[str, str]
    """Schema and version in the manifest."""
    types: tuple[str, str]
    """Resource types of an item and of a test."""

    def tag(self, name: str, attributes: Mapping[str, str], *inside: str) -> str:
        """An element of QTI; attributes are escaped here, what is inside is markup."""
        spelled = f"qti-{hyphenated(name)}" if self.hyphens else name
        given = "".join(
            f' {hyphenated(key) if self.hyphens else key}="{escape(value)}"' for key, value in attributes.items()
        )
        body = "".join(inside)
        return f"<{spelled}{given}>{body}</{spelled}>" if body else f"<{spelled}{given}/>"

    def content(self, body: str) -> str:
        """What stands in feedback, which has an element of its own for it from 3.0 on."""
        return f"<qti-content-body>{body}</qti-content-body>" if self.hyphens else body

    def root(self, name: str, attributes: Mapping[str, str], *inside: str) -> str:
        made = self.tag(name, attributes, *inside)
        head = made.partition(" ")[0]
        xsi = "http://www.w3.org/2001/XMLSchema-instance"
        spaces = f'xmlns="{self.namespace}" xmlns:xsi="{xsi}" xsi:schemaLocation="{self.namespace} {self.schema}"'
        return f"{XML}{head} {spaces}{made[len(head) :]}\n"


def hyphenated(name: str) -> str:
    return CAPITAL.sub("-", name).lower()


def package(plan: Plan, dialect: Dialect, ledger: Ledger) -> bytes:
    """The ZIP file: manifest, test, items and their figures."""
    files: dict[str, bytes] = {}
    sections: list[str] = []
    resources: list[str] = []
    for place in plan.places:
        refs = []
        for item in items(place, ledger):
            text, pictures = assessment_item(plan, item, dialect, ledger)
            name = f"items/{item.id}.xml"
            files[name] = text.encode()
            files |= {f"items/{each.name}": each.svg.encode() for each in pictures}
            refs.append((f"item-{item.id}", name))
            resources.append(_resource(dialect, item, name, [f"items/{each.name}" for each in pictures]))
        if refs:
            sections.append(_section(dialect, place, refs))
    files["assessment.xml"] = _test(plan, dialect, sections).encode()
    ids = [f"item-{name[6:-4]}" for name in files if name.startswith("items/") and name.endswith(".xml")]
    manifest = _manifest(plan, dialect, resources, ids).encode()
    return packed({"imsmanifest.xml": manifest, **files})


# The package -------------------------------------------------------------------------------------------------------


def _manifest(plan: Plan, dialect: Dialect, resources: Sequence[str], ids: Sequence[str]) -> str:
    schema, version = dialect.named
    needs = "".join(f'<dependency identifierref="{id}"/>' for id in ids)
    test = (
        f'<resource identifier="test" type="{dialect.types[1]}" href="assessment.xml">'
        f'<file href="assessment.xml"/>{needs}</resource>'
    )
    return (
        f'{XML}<manifest xmlns="{dialect.package}" identifier="package-{plan.id}"><metadata><schema>{schema}</schema>'
        f"<schemaversion>{version}</schemaversion></metadata><organizations/>"
        f"<resources>{test}{''.join(resources)}</resources></manifest>\n"
    )


def _resource(dialect: Dialect, item: Item, name: str, figures: Sequence[str]) -> str:
    inside = "".join(f'<file href="{each}"/>' for each in (name, *figures))
    return f'<resource identifier="item-{item.id}" type="{dialect.types[0]}" href="{name}">{inside}</resource>'


def _test(plan: Plan, d: Dialect, sections: Sequence[str]) -> str:
    score = d.tag("outcomeDeclaration", {"identifier": "SCORE", "cardinality": "single", "baseType": "float"})
    control = d.tag("itemSessionControl", {"maxAttempts": "1", "showFeedback": "true", "showSolution": "true"})
    part = d.tag(
        "testPart",
        {"identifier": "part", "navigationMode": "nonlinear", "submissionMode": "individual"},
        control,
        *sections,
    )
    total = d.tag("sum", {}, d.tag("testVariables", {"variableIdentifier": "SCORE"}))
    outcome = d.tag("outcomeProcessing", {}, d.tag("setOutcomeValue", {"identifier": "SCORE"}, total))
    return d.root("assessmentTest", {"identifier": f"test-{plan.id}", "title": plan.title}, score, part, outcome)


def _section(d: Dialect, place: Place, refs: Sequence[tuple[str, str]]) -> str:
    """One place; of a pool the player selects one item."""
    chosen = d.tag("selection", {"select": "1"}) + d.tag("ordering", {"shuffle": "true"}) if len(refs) > 1 else ""
    listed = "".join(d.tag("assessmentItemRef", {"identifier": id, "href": name}) for id, name in refs)
    named = {"identifier": f"place-{place.number:03d}", "title": f"{place.number}. {place.title}", "visible": "true"}
    return d.tag("assessmentSection", named, chosen, listed)


# One item ----------------------------------------------------------------------------------------------------------


class Slot(NamedTuple):
    """A box with the identifier of its response and how its options are named: by place, which tells nothing."""

    id: str
    field: Field
    names: dict[str, str]


def assessment_item(plan: Plan, item: Item, d: Dialect, ledger: Ledger) -> tuple[str, list[Picture]]:
    """The item and its pictures."""
    pictures = Pictures(f"figures/{item.id}-", "")
    say = inline
    body = statement(item.exercise, say, pictures)
    declarations, processing, feedback = "", "", ""
    for question in item.questions:
        slots = [_slot(question, n, box) for n, box in enumerate(question.boxes, 1)]
        body += asked(question, item.several, say) + _controls(question, slots, d)
        declarations += "".join(_declared(slot, d, _points(item, question)) for slot in slots)
        processing += _processed(item, question, slots, d)
        for n, slip in enumerate(question.slips, 1):
            feedback += _modal(d, _feedback(question), _slip(n), f"<p>{say(slip.feedback)}</p>")
        if hints := question.part.hints:
            processing += _hinted(question, slots, d)
            listed = "".join(f"<li>{say(hint)}</li>" for hint in hints)
            feedback += _modal(d, _hints(question), "hints", f"<p><strong>Hints</strong></p><ol>{listed}</ol>")
            ledger.note(item.place.number, "hints", "approximated", HINTS, question.number if item.several else None)
    solved = solution(item.exercise, say, pictures)
    feedback += _modal(d, "SOLUTION", "solution", f"<p><strong>Solution</strong></p>{solved}")
    outcomes = _outcomes(item, d)
    start = _set(d, "SCORE", _float(d, Fraction(0)))
    end = _set(d, "SOLUTION", d.tag("baseValue", {"baseType": "identifier"}, "solution"))
    made = d.root(
        "assessmentItem",
        {
            "identifier": f"item-{plan.id}-{item.id}",
            "title": item.place.title,
            "adaptive": "false",
            "timeDependent": "false",
        },
        declarations,
        outcomes,
        d.tag("itemBody", {}, body),
        d.tag("responseProcessing", {}, start, processing, end),
        feedback,
    )
    return made, pictures.all


def inline(prose: str) -> str:
    """Inline markup with formulas as MathML."""
    made = []
    for span, tail in with_tails(prose):
        if isinstance(span, str):
            made.append(words(span))
            continue
        formula = mathml(span, display=displayed(span))
        made.append(formula.removesuffix("</math>") + f"<mtext>{tail}</mtext></math>" if tail else formula)
    return "".join(made)


def _slip(n: int) -> str:
    return f"mistake-{n}"


def _feedback(question: Question) -> str:
    return f"FEEDBACK_{question.number}"


def _hints(question: Question) -> str:
    return f"HINTS_{question.number}"


def _hinted(question: Question, slots: Sequence[Slot], d: Dialect) -> str:
    """Hints are shown unless all is right."""
    show = _set(d, _hints(question), _id(d, "hints"))
    missing = [(test, show) for test, _ in _guarded(d, slots, [("", "")])[:-1]]
    return _condition(d, [*missing, (_all(d, [_is_right(slot, d) for slot in slots]), "")], show)


def _points(item: Item, question: Question) -> Fraction:
    """Of one question; shares that were written as decimals are the fractions they stand for."""
    share = Fraction(question.part.points_share).limit_denominator(1_000)
    return share * Fraction(item.place.points).limit_denominator(1_000)


def _outcomes(item: Item, d: Dialect) -> str:
    points = _number(Fraction(item.place.points).limit_denominator(1_000))
    made = ""
    for name, value in (("SCORE", "0"), ("MAXSCORE", points)):
        default = d.tag("defaultValue", {}, d.tag("value", {}, value))
        limits = {"normalMaximum": points, "normalMinimum": "0"} if name == "SCORE" else {}
        attributes = {"identifier": name, "cardinality": "single", "baseType": "float", **limits}
        made += d.tag("outcomeDeclaration", attributes, default)
    told = [_feedback(question) for question in item.questions if question.slips]
    told += [_hints(question) for question in item.questions if question.part.hints]
    for name in (*told, "SOLUTION"):
        made += d.tag("outcomeDeclaration", {"identifier": name, "cardinality": "single", "baseType": "identifier"})
    return made


def _modal(d: Dialect, outcome: str, identifier: str, body: str) -> str:
    shown = {"outcomeIdentifier": outcome, "identifier": identifier, "showHide": "show"}
    return d.tag("modalFeedback", shown, d.content(body))


# Responses and interactions ----------------------------------------------------------------------------------------


def _slot(question: Question, n: int, box: Box) -> Slot:
    id = f"RESPONSE_{question.number}_{n}"
    match box.field:
        case Choice(options=options):
            return Slot(id, box.field, _names("option", options))
        case Order(items=things):
            return Slot(id, box.field, _names("item", things))
        case Pairs(left, right):
            there = {f"right:{key}": name for key, name in _names("right", right).items()}
            return Slot(id, box.field, {**{f"left:{k}": v for k, v in _names("left", left).items()}, **there})
    return Slot(id, box.field, {})


def _names(kind: str, options: Sequence[Option]) -> dict[str, str]:
    return {option.id: f"{kind}-{n}" for n, option in enumerate(options, 1)}


def _declared(slot: Slot, d: Dialect, points: Fraction) -> str:
    cardinality, base, values, mapping = "single", "float", [], ""
    match slot.field:
        case Number(right):
            values = [right.shown]
        case Words(accepted):
            base, values = "string", [accepted[0]]
        case Choice(right=right, several=several) as field:
            cardinality, base = ("multiple" if several else "single"), "identifier"
            values = [slot.names[id] for id in right]
            if field.per_option and right:
                worth = points / len(right)
                shares = {slot.names[o.id]: worth if o.id in right else -worth for o in field.options}
                mapping = _mapping(d, shares, Fraction(0), points)
        case Order(value=order):
            cardinality, base, values = "ordered", "identifier", [slot.names[id] for id in order]
        case Pairs(value=pairs) as field:
            cardinality, base = "multiple", "directedPair"
            values = list(_pairs(slot, pairs))
            counted = _counted(field)
            if counted > 1:
                shares = dict.fromkeys(values, points / counted)
                mapping = _mapping(d, shares, Fraction(0), points * (counted - 1) / counted)
    inside = "".join(d.tag("value", {}, escape(value, quote=False)) for value in values)
    correct = d.tag("correctResponse", {}, inside) if inside else ""
    named = {"identifier": slot.id, "cardinality": cardinality, "baseType": base}
    return d.tag("responseDeclaration", named, correct, mapping)


def _counted(field: Pairs) -> int:
    """Pairs that earn credit: one less where the others force it."""
    forced = set(field.value.values()) == {option.id for option in field.right} and len(field.left) == len(field.right)
    return len(field.value) - forced


def _pairs(slot: Slot, pairs: Mapping[str, str]) -> Iterator[str]:
    return (f"{slot.names[f'left:{a}']} {slot.names[f'right:{b}']}" for a, b in pairs.items())


def _mapping(d: Dialect, shares: Mapping[str, Fraction], low: Fraction, high: Fraction) -> str:
    entries = "".join(
        d.tag("mapEntry", {"mapKey": key, "mappedValue": _number(share)}) for key, share in shares.items()
    )
    return d.tag("mapping", {"lowerBound": _number(low), "upperBound": _number(high), "defaultValue": "0"}, entries)


def _controls(question: Question, slots: Sequence[Slot], d: Dialect) -> str:
    typed = [isinstance(slot.field, Number | Words) for slot in slots]
    if question.grid is None and not all(typed):
        return "".join(_block(slot, d) for slot in slots)
    controls = [_entry(slot, d) if text else _block(slot, d) for slot, text in zip(slots, typed, strict=True)]
    return laid_out(question, controls, inline)


def _entry(slot: Slot, d: Dialect) -> str:
    length = "12" if isinstance(slot.field, Number) else "24"
    return d.tag("textEntryInteraction", {"responseIdentifier": slot.id, "expectedLength": length})


def _block(slot: Slot, d: Dialect) -> str:
    named = {"responseIdentifier": slot.id}
    match slot.field:
        case Choice(options=options, several=several, shuffled=shuffled):
            most = {"shuffle": "true" if shuffled else "false", "maxChoices": "0" if several else "1"}
            listed = (_option(d, "simpleChoice", slot.names[o.id], o) for o in options)
            return d.tag("choiceInteraction", {**named, **most}, *listed)
        case Order(items=things):
            listed = (_option(d, "simpleChoice", slot.names[thing.id], thing) for thing in things)
            return d.tag("orderInteraction", {**named, "shuffle": "true"}, *listed)
        case Pairs(left, right):
            sides = (
                d.tag(
                    "simpleMatchSet",
                    {},
                    *(
                        _option(d, "simpleAssociableChoice", slot.names[f"{side}:{o.id}"], o, {"matchMax": most})
                        for o in options
                    ),
                )
                for side, options, most in (("left", left, "1"), ("right", right, str(len(left))))
            )
            most = {"shuffle": "true", "maxAssociations": str(len(left))}
            return d.tag("matchInteraction", {**named, **most}, *sides)
    return f"<p>{_entry(slot, d)}</p>"


def _option(d: Dialect, tag: str, id: str, option: Option, attributes: Mapping[str, str] | None = None) -> str:
    return d.tag(tag, {"identifier": id, **(attributes or {})}, inline(option.text))


# Response processing -----------------------------------------------------------------------------------------------


def _processed(item: Item, question: Question, slots: Sequence[Slot], d: Dialect) -> str:
    """Score and feedback of one question: what is right earns its points, else the first mistake that fits is told."""
    points = _points(item, question)
    right = [_is_right(slot, d) for slot in slots]
    if question.together or len(slots) == 1:
        earned = [(_all(d, right), _add(d, _float(d, points)))]
        scored = _condition(d, _guarded(d, slots, earned), _partial(slots, points, d))
    else:
        share = _add(d, _float(d, points / len(slots)))
        scored = "".join(
            _condition(d, _guarded(d, [slot], [(test, share)]), "") for slot, test in zip(slots, right, strict=True)
        )
    told = [
        (_all(d, [_is(slot, given, d) for slot, given in zip(slots, slip.given, strict=True)]), _tell(question, n, d))
        for n, slip in enumerate(question.slips, 1)
    ]
    return scored + _condition(d, _guarded(d, slots, told), "")


def _guarded(d: Dialect, slots: Sequence[Slot], chain: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A chain of conditions that ends at once where a text or pairs are missing: players stumble over these."""
    missing = [
        d.tag("isNull", {}, d.tag("variable", {"identifier": slot.id}))
        for slot in slots
        if isinstance(slot.field, Words | Pairs)
    ]
    if not missing or not chain:
        return chain
    return [(missing[0] if len(missing) == 1 else d.tag("or", {}, *missing), ""), *chain]


def _partial(slots: Sequence[Slot], points: Fraction, d: Dialect) -> str:
    """What else a single field earns if it is not wholly right."""
    if len(slots) != 1:
        return ""
    (slot,) = slots
    match slot.field:
        case Choice(per_option=True, right=right) if right:
            return _add(d, d.tag("mapResponse", {"identifier": slot.id}))
        case Pairs() as field if _counted(field) > 1:
            return _add(d, d.tag("mapResponse", {"identifier": slot.id}))
        case Order(value=order):
            return "".join(_neighbours(slot, order, points, d))
    return ""


def _neighbours(slot: Slot, order: Sequence[str], points: Fraction, d: Dialect) -> Iterator[str]:
    """Each pair of neighbours of the key that stand one right behind the other earns its share."""
    share = _float(d, points / (len(order) - 1))
    for a, b in pairwise(order):
        places = []
        for n in range(1, len(order)):
            places.append(d.tag("and", {}, _at(slot, n, a, d), _at(slot, n + 1, b, d)))
        somewhere = places[0] if len(places) == 1 else d.tag("or", {}, *places)
        yield _condition(d, [(somewhere, _add(d, share))], "")


def _at(slot: Slot, n: int, id: str, d: Dialect) -> str:
    """Whether that item stands at place n."""
    place = d.tag("index", {"n": str(n)}, d.tag("variable", {"identifier": slot.id}))
    return d.tag("match", {}, place, _id(d, slot.names[id]))


def _condition(d: Dialect, chain: Sequence[tuple[str, str]], otherwise: str) -> str:
    """If, else if … else; empty where there is nothing to test."""
    if not chain:
        return ""
    (first, then), *others = chain
    made = d.tag("responseIf", {}, first, then)
    made += "".join(d.tag("responseElseIf", {}, test, act) for test, act in others)
    return d.tag("responseCondition", {}, made, d.tag("responseElse", {}, otherwise) if otherwise else "")


def _all(d: Dialect, tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else d.tag("and", {}, *tests)


def _is_right(slot: Slot, d: Dialect) -> str:
    match slot.field:
        case Number(right):
            return _is(slot, right, d)
        case Words(accepted):
            tests = [_is(slot, text, d) for text in accepted]
            return tests[0] if len(tests) == 1 else d.tag("or", {}, *tests)
        case Choice(right=ids):
            return _is(slot, ids, d)
    return d.tag("match", {}, d.tag("variable", {"identifier": slot.id}), d.tag("correct", {"identifier": slot.id}))


def _is(slot: Slot, given: Given, d: Dialect) -> str:
    """Whether the response is that."""
    variable = d.tag("variable", {"identifier": slot.id})
    match slot.field, given:
        case _, Range(low, high):
            least = d.tag("gte", {}, variable, _float(d, low))
            return d.tag("and", {}, least, d.tag("lte", {}, variable, _float(d, high)))
        case Words(case=case), str(text):
            value = d.tag("baseValue", {"baseType": "string"}, escape(text, quote=False))
            return d.tag("stringMatch", {"caseSensitive": "true" if case else "false"}, variable, value)
        case Choice(several=False), (id,):
            return d.tag("match", {}, variable, _id(d, slot.names[str(id)]))
        case Choice(), ():
            return d.tag("isNull", {}, variable)
        case Choice(), ids:
            return d.tag("match", {}, variable, d.tag("multiple", {}, *(_id(d, slot.names[str(id)]) for id in ids)))
        case Order(), ids:
            return _all(d, [_at(slot, n, str(id), d) for n, id in enumerate(ids, 1)])
        case Pairs(), dict() as pairs:
            values = (d.tag("baseValue", {"baseType": "directedPair"}, pair) for pair in _pairs(slot, pairs))
            return _all(d, [d.tag("member", {}, value, variable) for value in values])
    raise TypeError(f"{given!r} is no answer to {slot.field!r}")


def _id(d: Dialect, id: str) -> str:
    return d.tag("baseValue", {"baseType": "identifier"}, id)


def _float(d: Dialect, value: Fraction) -> str:
    return d.tag("baseValue", {"baseType": "float"}, _number(value))


def _number(value: Fraction) -> str:
    return decimal(value, 12)


def _add(d: Dialect, value: str) -> str:
    return _set(d, "SCORE", d.tag("sum", {}, d.tag("variable", {"identifier": "SCORE"}), value))


def _tell(question: Question, n: int, d: Dialect) -> str:
    return _set(d, _feedback(question), _id(d, _slip(n)))


def _set(d: Dialect, outcome: str, value: str) -> str:
    return d.tag("setOutcomeValue", {"identifier": outcome}, value)
