"""From what was typed to a solution set: "no solution", `]1, 2[`, `x_1 = 2, x_2 = 3` are taken as they are meant."""

from __future__ import annotations

import re
from dataclasses import replace

from generators.answers.judging import Response
from generators.answers.reading import in_words, tree_of_response
from generators.notation.errors import NotationError
from generators.notation.fill import put_in
from generators.notation.tree import Chain, Logic, Name, Node, Series, names

COMMAND = re.compile(r"\\[A-Za-z}]")
SET_OF_REALS = re.compile(
    r"(?<![A-Za-z0-9_{])R(?=\s*(?:$|[\\∖,;|}]|setminus|without))|(?<=∈)\s*R(?![A-Za-z0-9_])|(?<=\bin )R(?![A-Za-z0-9_])"
)


def as_meant(response: Response) -> Response:
    """The response with other spellings of sets in ours, character by character, so that columns stay what they are.

    `]1, 2[` is `(1, 2)`, `R \\ {0}` is `ℝ ∖ {0}`, `{x : x > 0}` is `{x | x > 0}`.
    """
    text = response.text
    if response.format != "latex" and "\\" in text and not COMMAND.search(text):
        text = text.replace("\\", "∖")
    if "R" in text and "R" not in response.vocabulary.symbols:
        text = SET_OF_REALS.sub(lambda match: match[0].replace("R", "ℝ"), text)
    if "{" in text:
        text = re.sub(r"(?<=[{\w\s]):(?!=)", "|", text)
    text = with_round_brackets(text)
    return response if text == response.text else Response(text, response.format, response.vocabulary)


def with_round_brackets(text: str) -> str:
    """`]1, 2[` as `(1, 2)`, character by character, so that columns stay what they are."""
    if "]" not in text and "[" not in text:
        return text
    signs = list(text)
    open_ones: list[str] = []
    expects = True  # whether a value may begin here, so that a bracket opens
    for i, sign in enumerate(signs):
        if sign.isspace() or text.startswith((r"\left", r"\right"), i) or _inside_command(text, i):
            continue
        if sign in "[(" and not (sign == "[" and open_ones and not expects):
            open_ones.append(sign)
            expects = True
        elif sign == "]" and expects and not open_ones:
            signs[i] = "("
            open_ones.append("]")
        elif sign == "[" and open_ones:
            signs[i] = ")"
            open_ones.pop()
            expects = False
        elif sign in ")]":
            if open_ones:
                open_ones.pop()
            expects = False
        else:
            expects = sign in ",;=<>|:{+-*/^∪∩∈\\∖" or (sign.isalpha() and _is_joining_word(text, i))
    return "".join(signs)


JOINING = re.compile(r"(?:\\?cup|\\?cap|\\?setminus|\\?in|U|and|or|not|\\?le|\\?ge|without)$")


def _is_joining_word(text: str, i: int) -> bool:
    """Whether a word such as `U`, `in` or `or` ends here."""
    ends = i + 1 == len(text) or not text[i + 1].isalpha()
    begin = i
    while begin and (text[begin - 1].isalpha() or text[begin - 1] == "\\"):
        begin -= 1
    return ends and JOINING.fullmatch(text[begin : i + 1]) is not None


def _inside_command(text: str, i: int) -> bool:
    """Whether a letter belongs to `\\left` or `\\right`."""
    at = text.rfind("\\", 0, i)
    size = 5 if text.startswith(r"\left", at) else 6 if text.startswith(r"\right", at) else 0
    return at >= 0 and i < at + size


def with_names(response: Response, extra: frozenset[str]) -> Response:
    """The response with more names in its vocabulary."""
    words = response.vocabulary
    if extra <= words.symbols:
        return response
    return Response(response.text, response.format, replace(words, symbols=words.symbols | extra))


def tree_of_solutions(response: Response, about: str | None) -> tuple[Node, bool]:
    """The tree of a response, and whether it was not taken word for word.

    `about` is the one unknown it is about, if there is one: then `x_1 = 2, x_2 = 3` lists values of x.
    """
    said = in_words(response.text)
    if said is not None:
        return said, True
    response = as_meant(response)
    if about is None:
        return tree_of_response(response), False
    pattern = rf"(?<![A-Za-z0-9_])({re.escape(about)}_?[1-9])(?![A-Za-z0-9_])"
    indexed = frozenset(re.findall(pattern, _lowered(response.text))) - response.vocabulary.symbols
    if not indexed:
        return tree_of_response(response), False
    try:
        tree = tree_of_response(with_names(response, indexed))
    except NotationError:
        return tree_of_response(response), False
    listed = _listed(tree, about, indexed)
    return (listed, True) if listed is not None else (tree_of_response(response), False)


SUBSCRIPTS = str.maketrans("₁₂₃₄₅₆₇₈₉", "123456789")


def _lowered(text: str) -> str:
    """`x₁` and `x_{1}` as `x_1`."""
    text = re.sub(r"([A-Za-z])([₁-₉])", lambda match: f"{match[1]}_{match[2].translate(SUBSCRIPTS)}", text)
    return re.sub(r"_\{([1-9])\}", r"_\1", text)


def _listed(tree: Node, about: str, indexed: frozenset[str]) -> Node | None:
    """`x_1 = 2, x_2 = 3` as `x = 2 or x = 3`."""
    items = tree.items if isinstance(tree, Series | Logic) else (tree,)
    left: list[str] = []
    for item in items:
        match item:
            case Chain((Name(text), value), ("=",)) if text in indexed and not names(value) & indexed:
                left.append(text)
            case _:
                return None
    if len(set(left)) < len(left):
        return None
    renamed = tuple(put_in(item, {Name(name): Name(about) for name in indexed}) for item in items)
    return Logic("or", renamed) if len(renamed) > 1 else renamed[0]
