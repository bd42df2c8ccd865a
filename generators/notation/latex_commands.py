"""What the commands of LaTeX do, each a function of the reader, the command and its column."""

from __future__ import annotations

import re

from generators.notation import latex_words as words
from generators.notation.functions import FUNCTIONS, canonical_name
from generators.notation.latex_reader import SEPARATORS, Reader
from generators.notation.names import CONSTANTS
from generators.notation.runs import is_known
from generators.notation.tokens import Token
from generators.notation.tree import Call, Name, Node, Num, Op, Tuple

DIFFERENTIAL = re.compile(r"\s*\{?\s*(?:d|\\(?:mathrm|text)\s*\{?d\}?|\\differentialD)\s*[\\A-Za-z]")
BOXES = ("", "?", "⬚", "▢", "□", r"\square", r"\Box")
CONDITION_WORDS = ("if", "for", "when", "otherwise", "else", "where")
NEGATIONS = {
    "=": "!=", r"\in": "notin", "<": ">=", ">": "<=", r"\le": ">", r"\leq": ">", r"\ge": "<", r"\geq": "<",
}  # fmt: skip


# Looks and words --------------------------------------------------------------------------------------------------


def upright(reader: Reader, command: str, at: int) -> None:
    r"""`\operatorname{lcm}`, `\mathrm{speed}`: one function or name; other contents only look different."""
    begin = reader.at
    content, start = reader.raw(command, at)
    name = content.strip()
    operator = command == r"\operatorname"
    if not (name.isascii() and name.isalnum() and name[:1].isalpha()):
        if operator:
            raise reader.fail("The name of a function is letters.", at)
        reader.at = begin
        styled(reader, command, at)
    elif reader.declared(name) or reader.partial:
        reader.named(name, at)
    elif name in words.WRITTEN or (canonical_name(name) in FUNCTIONS and len(name) > 1):
        reader.function(words.WRITTEN.get(name, name), at)
    elif operator or name in CONSTANTS:
        reader.named(name, at)
    else:
        start += len(content) - len(content.lstrip())
        reader.inline([Token("name", name, start, start + len(name))])


def styled(reader: Reader, command: str, at: int) -> None:
    """What has another look, as if it had not. No group: unlike braces, a look is nothing that people type."""
    if reader.peek() == "{":
        begin = reader.take("{")
        reader.inline(reader.captured(lambda: reader.until("}", "{", begin)))
    else:
        reader.inline(reader.argument(command, at))


def coloured(reader: Reader, command: str, at: int) -> None:
    reader.raw(command, at)
    if command != r"\color" or reader.peek() == "{":
        styled(reader, command, at)


def text_of(reader: Reader, command: str, at: int) -> None:
    r"""`\text{ or }`: a keyword, a name, a sign between formulas; other words are refused."""
    content, begin = reader.raw(command, at)
    word = content.strip()
    if not word or (reader.in_cases and word.strip(",").lower() in CONDITION_WORDS):
        reader.spaced = True
    elif word in SEPARATORS or (word in ("and", "or", "not", "in") and not reader.declared(word)):
        reader.put("op", word, at)
    elif (word.isascii() and word.isalnum()) or not word.replace(" ", "").isalpha():
        end, stop = reader.at, reader.stop
        reader.at, reader.stop = begin, begin + len(content)
        reader.sequence()
        reader.at, reader.stop = end, stop
    else:
        raise reader.fail("Words cannot be part of an answer.", at)


def accent(reader: Reader, command: str, at: int) -> None:
    r"""`\bar{x}_1`: the name the exercise has for it, such as `x_bar`; a vector may be called by its letter."""
    found = reader.unchecked(command, at)
    sign = words.ACCENTS[command]
    if len(found) != 1 or found[0].kind != "name":
        raise reader.fail(f"`{command}` is read over a name only.", at)
    place = len(reader.out)
    reader.put("name", found[0].text, at)
    if reader.next_script():
        reader.scripts(at)
    token = reader.out[place]
    stem, _, index = token.text.partition("_")
    tail = "_" + index if index else ""
    names = [f"{stem}{sign}{tail}", f"{stem}_{sign}{tail}", f"{stem}{tail}_{sign}", f"{sign}_{stem}{tail}"]
    names += [token.text] if sign == "vec" else []
    known = next((name for name in names if reader.declared(name)), None)
    if known is not None:
        reader.out[place] = token._replace(text=known)
    elif reader.vocabulary.open_names and sign in FUNCTIONS:
        reader.out[place] = token._replace(kind="tree", text=command, node=Call(sign, (Name(token.text),)))
    else:
        raise reader.stranger(token)


def sign(reader: Reader, command: str, at: int) -> None:
    reader.put("op", words.SIGNS[command], at)


def letter(reader: Reader, command: str, at: int) -> None:
    name = words.NAMES[command]
    if name == "Gamma" and not reader.declared(name) and "gamma" in reader.vocabulary.allowed:
        reader.put("function", "gamma", at)
    else:
        reader.named(name, at)


def function_named(reader: Reader, command: str, at: int) -> None:
    reader.function(words.FUNCTIONS[command], at)


def space(reader: Reader, command: str, at: int) -> None:
    reader.spaced = True


def look(reader: Reader, command: str, at: int) -> None:
    """Nothing: the command is about looks."""


def blank(reader: Reader, command: str, at: int) -> None:
    reader.raw(command, at)
    reader.spaced = True


def fraction(reader: Reader, command: str, at: int) -> None:
    top = reader.argument(command, at, "numerator")
    if is_derivative(reader, top):
        derivative(reader, top, at)
        return
    above = reader.value(top, reader.at - 1)
    bottom = reader.argument(command, at, "denominator")
    below = reader.value(bottom, reader.at - 1)
    vulgar = isinstance(above, Num) and isinstance(below, Num) and above.text.isdigit() and below.text.isdigit()
    reader.put("frac" if vulgar else "tree", command, at, Op("/", above, below))


def is_derivative(reader: Reader, top: list[Token]) -> bool:
    r"""Whether this is the upper half of `\frac{d}{dx}` or `\frac{dy}{dx}`."""
    first = top[0]
    if first.kind != "name" or first.text[0] != "d" or reader.declared("d") or is_known(first.text, reader.vocabulary):
        return False
    return DIFFERENTIAL.match(reader.plain, reader.at, reader.stop) is not None


def derivative(reader: Reader, top: list[Token], at: int) -> None:
    """A derivative hands the question back, unless the key allows it."""
    behind = reader.at
    below = reader.argument(r"\frac", at, "denominator")
    reader.check_allowed("diff", reader.text[at : reader.at], at)
    variable = differential(reader, below, behind)
    of = [*([top[0]._replace(text=top[0].text[1:])] if len(top[0].text) > 1 else []), *top[1:]]
    if of:
        reader.put("tree", r"\frac", at, Call("diff", (reader.value(of, behind - 1), variable)))
    else:
        reader.put("binder", "diff", at, Tuple((variable,)))


def differential(reader: Reader, found: list[Token], at: int) -> Name:
    """The variable of `dx`."""
    name = "".join([token.text for token in found if token.kind == "name"])
    if not (name[:1] == "d" and len(found) <= 2 and reader.declared(name[1:])):
        raise reader.fail("A `d` with a variable of this exercise is expected here.", at)
    return Name(name[1:])


def binder(reader: Reader, command: str, at: int) -> None:
    """A sum, a product, a limit, an integral: it hands the question back, unless the key allows it."""
    name = words.BINDERS[command]
    reader.check_allowed(name, command, at)
    below: list[Token] = []
    above: tuple[Node, ...] = ()
    while (sign := reader.next_script()) in ("_", "^"):
        where = reader.take(sign)
        if sign == "_":
            below = reader.argument(sign, where, "lower limit")
        else:
            above = (reader.applied_to(sign, where, "upper limit"),)
    if name == "integral":
        if bool(below) != bool(above):
            raise reader.fail(f"The limits of `{command}` are missing.", at, at + len(command))
        integral(reader, at, (*([reader.value(below, reader.at)] if below else []), *above))
        return
    parts = [i for i, token in enumerate(below) if token.text == ("->" if name == "limit" else "=")]
    if len(parts) != 1 or (name != "limit" and not above):
        raise reader.fail(f"The limits of `{command}` are missing.", at, at + len(command))
    variable = reader.value(below[: parts[0]], reader.at)
    first = reader.value(below[parts[0] + 1 :], reader.at)
    reader.put("binder", name, at, Tuple((variable, first, *above)))


def integral(reader: Reader, at: int, limits: tuple[Node, ...]) -> None:
    """What stands up to the first `dx` is what is integrated."""
    found = reader.captured(reader.sequence)
    for i, token in enumerate(found):
        size = 2 if token.text == "d" else 1
        name = "".join([each.text for each in found[i : i + size]])
        if i and token.kind == "name" and token.text[0] == "d" and reader.declared(name[1:]):
            body = reader.value(found[:i], token.at)
            reader.put("tree", r"\int", at, Call("integral", (body, Name(name[1:]), *limits)))
            reader.out += found[i + size :]
            return
    raise reader.fail("The `dx` of this integral is missing.", at, at + 4)


def binomial(reader: Reader, command: str, at: int) -> None:
    upper = reader.applied_to(command, at, "upper number")
    lower = reader.applied_to(command, at, "lower number")
    reader.put("tree", command, at, reader.call("binomial", command, at, upper, lower))


def root(reader: Reader, command: str, at: int) -> None:
    index: list[Token] = []
    if reader.peek() == "[":
        opening = reader.take("[")
        index = reader.captured(lambda: reader.until("]", "[", opening))
    order = reader.value(index, reader.at - 1) if index else None
    body = reader.applied_to(command, at, "radicand")
    tree = reader.call("sqrt", command, at, body) if order is None else reader.call("root", command, at, body, order)
    reader.put("tree", command, at, tree)


def blackboard(reader: Reader, command: str, at: int) -> None:
    name = reader.raw(command, at)[0].strip()
    if name not in words.SETS:
        raise reader.fail(f"`{command}` is read for R, Q, Z, N and C only.", at)
    reader.named(words.SETS[name], at)


def negated(reader: Reader, command: str, at: int) -> None:
    following = reader.peek()
    if following not in NEGATIONS:
        raise reader.fail(
            f"`{command}` is read before `=`, `\\in` and signs of inequality only.", at, at + len(command)
        )
    reader.at += len(following)
    reader.put("op", NEGATIONS[following], at)


def placeholder(reader: Reader, command: str, at: int) -> None:
    r"""A box of MathLive's, `\placeholder[name]{value}`: an empty one is something left out."""
    if reader.peek() == "[":
        opening = reader.take("[")
        reader.captured(lambda: reader.until("]", "[", opening))
    begin = reader.at
    content = reader.raw(command, at)[0].strip() if reader.peek() == "{" else ""
    if content in BOXES:
        raise reader.fail("Something is missing: an empty box is left.", at)
    reader.at = begin
    styled(reader, command, at)
