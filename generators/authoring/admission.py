"""From an author's draft to an exercise as data, or to another draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import schemas.exercise as exercises
from generators.answers import agrees, key_text, reference, rekey
from generators.authoring.collision import coincide
from generators.authoring.problem import Mistake, Multipart, Part
from generators.maths.decimals import rounded
from generators.maths.rng import assume
from generators.notation import clean, house, parse, put_in, text_of
from generators.notation.tree import Name, Node
from schemas.answer import (
    AnswerKey,
    ChoiceAnswer,
    ChoicesAnswer,
    IntervalAnswer,
    MatchingAnswer,
    NumberAnswer,
    Option,
    OrderAnswer,
    TableAnswer,
)

Own = Mapping[str, Node]
"""Values that formulas may name: `given` and the answers to earlier parts."""


def given_texts(problem: Multipart) -> dict[str, str]:
    """The given values in canonical house notation."""
    return {name: text_of(value) for name, value in problem.given.items()}


def admit(problem: Multipart) -> tuple[exercises.Part, ...]:
    """The parts as data. The draw is refused if honest work would be marked wrong, or a mistake right by tolerance.

    A mistake that is no mistake here (a sign slip on {-2, 2}) is left out, and so is one that ends where another does;
    of two or more declared, two must remain.
    """
    own: dict[str, Node] = {name: parse(text) for name, text in given_texts(problem).items()}
    shares = _shares(problem.parts)
    parts = []
    for part, share in zip(problem.parts, shares, strict=True):
        for answer in part.honest:
            assume(agrees(part.answer, key_text(answer)), "honest rounding would be marked wrong")
        steps = part.steps or [_rule_step(part, own)]
        parts.append(_part(replace(part, steps=steps), share, _mistakes(part, own)))
        if part.name and (value := reference(part.answer)) is not None:
            own[part.name] = value
    declared, kept = (sum(len(part.mistakes) for part in source) for source in (problem.parts, parts))
    assume(kept >= min(2, declared), "fewer than two mistakes differ from the key and from each other")
    return tuple(parts)


def exact(key: AnswerKey) -> AnswerKey:
    """The key without its tolerance: what tells two values apart."""
    match key:
        case IntervalAnswer(low=NumberAnswer() as low, high=NumberAnswer() as high):
            return key.model_copy(update={"low": exact(low), "high": exact(high)})
        case TableAnswer():
            cells = tuple(tuple(c if isinstance(c, str) else exact(c) for c in row) for row in key.value)
            return key.model_copy(update={"tolerance": None, "value": cells})
        case NumberAnswer():
            return key.model_copy(update={"tolerance": None, "between": None})
        case _:
            return key.model_copy(update={"tolerance": None}) if getattr(key, "tolerance", None) else key


def _mistakes(part: Part, own: Own) -> tuple[exercises.Mistake, ...]:
    kept: list[exercises.Mistake] = []
    right = exact(part.answer)
    for mistake in part.mistakes:
        made = _mistake(mistake, part, own)
        if made is None or coincide(right, made.answer) or any(coincide(m.answer, made.answer) for m in kept):
            continue
        if right != part.answer:
            assume(not coincide(part.answer, made.answer), f"{mistake.misconception} is right by tolerance")
        kept.append(made)
    return tuple(kept)


def _mistake(mistake: Mistake, part: Part, own: Own) -> exercises.Mistake | None:
    """The mistake as data; None if its formula has no value here."""
    formula = mistake.answer if isinstance(mistake.answer, str) else None
    answer = rekey(part.answer, mistake.answer, own) if isinstance(mistake.answer, str) else mistake.answer
    if answer is None:
        return None
    return exercises.Mistake(
        misconception=mistake.misconception,
        answer=answer,
        feedback=clean(mistake.feedback),
        follows=formula and text_of(formula),
    )


def _rule_step(part: Part, own: Own) -> str:
    """`$z = W*x + b = (the same with values put in) = value$`."""
    if not part.name or not part.follows:
        raise ValueError(f"the part {part.ask!r} needs steps, or a name and a rule")
    rule = parse(part.follows)
    value = reference(part.answer)
    if value is None:
        raise ValueError(f"the part {part.ask!r} needs steps: its answer has no value a rule can give")
    filled = house(put_in(rule, {Name(name): tree for name, tree in own.items()}))
    links = list(dict.fromkeys([part.name, house(rule), filled]))
    return f"${' = '.join(links)} {_shown(part.answer, value)}$."


def _shown(key: AnswerKey, value: Node) -> str:
    """`= 3`, or `approx 3.14` where the key is marked to so many decimals and does not end there."""
    places = key.tolerance.decimals if isinstance(key, NumberAnswer) and key.tolerance else None
    if isinstance(key, NumberAnswer) and places is not None:
        exact_value = Fraction(key.value)
        if (near := rounded(exact_value, places)) != exact_value:
            return f"approx {near}"
    return f"= {house(value)}"


def _shares(parts: Sequence[Part]) -> list[float]:
    """Equal shares of the points, or those the parts state."""
    stated = [part.points_share for part in parts]
    if all(share is None for share in stated):
        return [1 / len(parts)] * len(parts)
    shares = [share for share in stated if share is not None]
    if len(shares) < len(parts) or abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"every part states its share of the points and they add to 1, or none does; got {stated}")
    return shares


def _part(part: Part, share: float, mistakes: tuple[exercises.Mistake, ...]) -> exercises.Part:
    return exercises.Part(
        name=part.name,
        ask=clean(part.ask),
        answer=_clean_options(part.answer),
        follows=part.follows and text_of(part.follows),
        steps=tuple(map(clean, part.steps)),
        figure=part.figure,
        mistakes=mistakes,
        hints=tuple(map(clean, part.hints)),
        points_share=share,
    )


def _clean_options(key: AnswerKey) -> AnswerKey:
    """Prose inside a key, in canonical spelling too."""

    def cleaned(options: Sequence[Option]) -> tuple[Option, ...]:
        return tuple(option.model_copy(update={"text": clean(option.text)}) for option in options)

    match key:
        case ChoiceAnswer() | ChoicesAnswer():
            return key.model_copy(update={"options": cleaned(key.options)})
        case OrderAnswer():
            return key.model_copy(update={"items": cleaned(key.items)})
        case MatchingAnswer():
            return key.model_copy(update={"left": cleaned(key.left), "right": cleaned(key.right)})
        case TableAnswer():
            cells = tuple(tuple(c if isinstance(c, str) else _clean_options(c) for c in row) for row in key.value)
            heads = {"columns": tuple(map(clean, key.columns)), "rows": tuple(map(clean, key.rows))}
            return key.model_copy(update={**heads, "value": cells})
        case _:
            return key
