"""Several vectors as learners write them: bases, and eigenvalues with their eigenvectors.

`[1, 0], [0, 1]`, `{(1, 0), (0, 1)}`, `v_1 = …, v_2 = …`, the rows or columns of a matrix; `2: [1, 1]; 3: [1, 0]`,
`(2, [1, 1]), (3, [1, 0])`, `lambda_1 = 2, v_1 = [1, 1], …`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from generators.answers.judging import Reading, Response
from generators.answers.reading import LED, is_plus_minus, meant, refuse, with_names, without_strangers
from generators.answers.reading.entries import as_rows, must_be_values, with_more
from generators.answers.reading.spelling import read_spelled, spelled
from generators.answers.reading.unknowns import assignment
from generators.notation import house
from generators.notation.read import MAX_CHARACTERS
from generators.notation.tree import Braces, Chain, Logic, Name, Node, Rows, Series, Tuple, walk
from schemas.verdict import Feedback

Vector = tuple[Node, ...]

BASIS, PAIRS = "`[1, 0, 1], [0, 1, 0]`", "`2: [1, 1]; 3: [1, 0]`"
SPAN = re.compile(rf"\s*(?:\\(?:operatorname|text|mathrm)\s*\{{\s*)?(?:span|lin)\s*\}}?\s*(?=[{{(\\\[])|{LED.pattern}")
NOTHING = re.compile(r"\s*(?:[A-Za-z]\w*\s*=\s*)?(?:\{\s*\}|∅|\[\s*\]|none|(?:the\s+)?empty\s*set)\s*", re.IGNORECASE)

PARTS = re.compile(
    r"""(?<!\\):(?!=) | -> | => | [→↦⇒] | \\(?:to|mapsto|rightarrow|Rightarrow|colon|qquad|quad)(?![A-Za-z])
    | (?:\\text\s*\{)? \s* \b(?:with|for|and|the|eigen(?:value|vector)s?|has)\b (?:\s*\})? (?:\s*=(?!=))?""",
    re.VERBOSE | re.IGNORECASE,
)
"""What stands between an eigenvalue and its vectors."""
INDEX = re.compile(r"\D+?_?(\d+)")


def holds_vectors(node: Node) -> bool:
    """Whether something is a vector, or holds some."""
    return any(isinstance(part, Tuple | Rows | Braces) for part in walk(node))


# Bases -------------------------------------------------------------------------------------------------------------


def vectors(response: Response, width: int | None) -> Reading:
    """Vectors as `Braces` of rows; `width` is their length, which tells the rows of a matrix from its columns.

    It is 0 where only the zero vector belongs to the subspace, and None in a preview.
    """
    if len(response.text) <= MAX_CHARACTERS and NOTHING.fullmatch(response.text):
        return Reading(Braces(()), () if response.text.strip() == "{}" else (meant(Braces(())),))
    moved, shift = spelled(response, wrap=False)
    wide = with_more(with_names(moved, complex=not response.vocabulary.symbols))
    tree, led = read_spelled(response, wide, shift, SPAN)
    found = tuple(_vectors(tree, width, response))
    result = Braces(tuple(Rows((vector,)) for vector in found))
    if _by_columns(tree, width):
        said = Feedback(code="read-as", text=f"Read as its columns, ${house(result)}$.")
        return Reading(result, (said,))
    plainly = tree == result or (isinstance(tree, Series) and tree.items == result.items)
    return Reading(result, () if plainly and not led else (meant(result),))


def _vectors(tree: Node, width: int | None, response: Response) -> Iterator[Vector]:
    """All vectors in a tree, in the order they are written."""
    match tree:
        case Chain((Name(), value), ("=" | "approx",)):
            yield from _vectors(value, width, response)
        case Series(items) | Logic("and", items) | Braces(items) | Tuple(items, "(", ")") | Rows((items,), 0) if any(
            map(holds_vectors, items)
        ):
            for item in items:
                yield one_vector(item, response)
        case Rows(rows) if len(rows) > 1 and len(rows[0]) > 1:
            for row in zip(*rows, strict=True) if _by_columns(tree, width) else rows:
                yield _checked(tuple(row), response)
        case Braces(items) | Series(items) if width in (0, 1):
            for item in items:
                yield _checked((item,), response)
        case Braces():
            raise refuse("Vectors are asked for: write each in brackets.", response, BASIS)
        case _ if width in (0, 1) and not holds_vectors(tree):
            yield _checked((tree,), response)
        case _:
            yield one_vector(tree, response)


def _by_columns(tree: Node, width: int | None) -> bool:
    """Whether vectors stand in the columns of a matrix: where they fit there, and not in the rows."""
    if (named := assignment(tree)) is not None:
        tree = named[1]
    return isinstance(tree, Rows) and len(tree.rows[0]) > 1 and len(tree.rows) == width != len(tree.rows[0])


def one_vector(item: Node, response: Response) -> Vector:
    """The entries of one vector."""
    if (named := assignment(item)) is not None:
        item = named[1]
    if isinstance(item, Braces) and not any(map(holds_vectors, item.items)):
        item = Tuple(item.items)
    rows = as_rows(item, response.vocabulary, response)
    if rows is None or (len(rows.rows) > 1 and len(rows.rows[0]) > 1):
        raise refuse("Vectors are asked for: write each in brackets.", response, BASIS)
    return _checked(tuple(cell for row in rows.rows for cell in row), response)


def _checked(vector: Vector, response: Response) -> Vector:
    must_be_values(Rows((vector,)), response, response.vocabulary)
    return vector


# Eigenpairs --------------------------------------------------------------------------------------------------------


def pairs(response: Response, width: int | None) -> Reading:
    """Eigenvalues with their eigenvectors, as `Braces` of tuples: value, then vectors, which are rows."""
    moved, shift = spelled(_parted(response), wrap=False)
    wide = with_more(with_names(moved, complex=True))
    tree, led = read_spelled(response, wide, shift)
    found = _paired(list(_pieces(tree, width, response)), response)
    result = Braces(tuple(Tuple((value, *map(_row, vectors))) for value, vectors in found))
    plainly = tree == result or (isinstance(tree, Series) and tree.items == result.items)
    return Reading(result, () if plainly and not led else (meant(result),))


def _row(vector: Vector) -> Rows:
    return Rows((vector,))


def _parted(response: Response) -> Response:
    """The response with a comma for each colon, arrow or word between a value and its vectors; columns stay."""
    text = response.text
    if len(text) > MAX_CHARACTERS:
        return response
    signs = list(text)
    for found in PARTS.finditer(text):
        signs[found.start() : found.end()] = [","] + [" "] * (found.end() - found.start() - 1)
        before, after = "".join(signs[: found.start()]).rstrip()[-1:], text[found.end() :].lstrip()[:1]
        if not before or before in "([{,;" or not after or after in ")]},;:" or PARTS.match(text, found.end()):
            signs[found.start()] = " "
    return Response("".join(signs), response.format, response.vocabulary)


@dataclass(frozen=True, slots=True)
class Piece:
    """An eigenvalue or a vector, and the names it is given."""

    names: tuple[str, ...]
    value: Node | None = None
    vector: Vector = ()


Pair = tuple[Node, list[Vector]]


def _pieces(tree: Node, width: int | None, response: Response, names: tuple[str, ...] = ()) -> Iterator[Piece]:
    """Values and vectors in the order they are written."""
    match tree:
        case Chain(terms, relations) if set(relations) <= {"=", "approx"}:
            given = tuple(term.text for term in terms[:-1] if isinstance(term, Name))
            if len(given) < len(terms) - 1:
                raise refuse("Give eigenvalues with their eigenvectors, without the working.", response, PAIRS)
            yield from _pieces(terms[-1], width, response, given)
        case Series(items) | Logic("and", items):
            for item in items:
                yield from _pieces(item, width, response)
        case Braces(items) | Tuple(items, "(", ")") | Rows((items,), 0) if any(map(holds_vectors, items)):
            for item in items:
                yield from _pieces(item, width, response, names)
        case Rows(rows) if len(rows) > 1 and len(rows[0]) > 1:
            for vector in _vectors(tree, width, response):
                yield Piece(names, vector=vector)
        case _ if holds_vectors(tree):
            yield Piece(names, vector=one_vector(tree, response))
        case _:
            if any(is_plus_minus(node) for node in walk(tree)):
                raise refuse("Write each eigenvalue with its own eigenvectors: ± stands for two.", response, PAIRS)
            if isinstance(tree, Chain | Logic):
                raise refuse("Give each eigenvalue with its eigenvectors.", response, PAIRS)
            yield Piece(names, without_strangers(tree, response, response.vocabulary))


def _paired(pieces: list[Piece], response: Response) -> list[Pair]:
    """Each value with its vectors: by the indices of their names, or as they stand one behind the other."""
    values = [piece.value for piece in pieces if piece.value is not None]
    vectors = [piece.vector for piece in pieces if piece.value is None]
    if not values or not vectors:
        raise refuse("Give each eigenvalue with its eigenvectors.", response, PAIRS)
    if (found := _by_index(pieces)) is not None:
        return found
    kinds = [piece.value is not None for piece in pieces]
    alternating = all(a != b for a, b in pairwise(kinds)) and len(values) == len(vectors)
    if len(values) == len(vectors) and (alternating or sorted(kinds, reverse=True) == kinds):
        return [(value, [vector]) for value, vector in zip(values, vectors, strict=True)]
    if kinds[0]:
        found = []
        for piece in pieces:
            if piece.value is not None:
                found.append((piece.value, []))
            else:
                found[-1][1].append(piece.vector)
        if all(behind for _, behind in found):
            return found
    raise refuse("It is not clear which vectors belong to which eigenvalue.", response, PAIRS)


def _by_index(pieces: list[Piece]) -> list[Pair] | None:
    """`lambda_1 = 2, lambda_2 = 3, v_1 = [1, 1], v_2 = [1, 0]`; None where not each has a value and a vector."""
    values: dict[str, Node] = {}
    vectors: dict[str, list[Vector]] = {}
    for piece in pieces:
        places = [found[1] for name in piece.names if (found := INDEX.fullmatch(name))]
        if not places or len(places) < len(piece.names):
            return None
        for place in places:
            if piece.value is not None:
                values[place] = piece.value
            else:
                vectors.setdefault(place, []).append(piece.vector)
    if values.keys() != vectors.keys():
        return None
    return [(value, vectors[place]) for place, value in values.items()]
