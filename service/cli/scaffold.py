"""A small generator that works, to begin a new one with."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

NEEDED = {
    "fractions": ("Fraction",),
    "typing": ("Annotated",),
    "generators.authoring": ("Mistake", "Part", "Range", "Rng", "exercise", "number"),
}
"""What the scaffold imports."""
WIDE = 120


def add_to(file: Path, title: str, function: str) -> None:
    """Write the file of a topic, or add to it."""
    before = file.read_text("utf-8") if file.exists() else f'"""{title}."""\n'
    file.write_text(f"{with_imports(before).rstrip()}\n\n\n{function}", encoding="utf-8")


def with_imports(source: str) -> str:
    """The source with what the scaffold needs imported, where an orderly import belongs."""
    for module, names in NEEDED.items():
        source = with_import(source, module, names)
    return source


def with_import(source: str, module: str, names: Iterable[str]) -> str:
    lines = source.rstrip("\n").split("\n")
    found = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom)]
    same = next((node for node in found if node.module == module), None)
    if same is not None:
        wanted = {alias.name for alias in same.names} | set(names)
        lines[same.lineno - 1 : same.end_lineno] = statement(module, wanted)
        return "\n".join(lines) + "\n"
    here = [node for node in found if is_ours(str(node.module)) == is_ours(module)]
    after = next((node for node in here if str(node.module) > module), None)
    if after is not None:
        place, new = after.lineno - 1, statement(module, names)
    elif here:
        place, new = here[-1].end_lineno or 0, statement(module, names)
    elif found and not is_ours(module):
        place, new = found[0].lineno - 1, [*statement(module, names), ""]
    else:
        place, new = _end_of_head(source, found), ["", *statement(module, names)]
    lines[place:place] = new
    return "\n".join(lines) + "\n"


def statement(module: str, names: Iterable[str]) -> list[str]:
    """The lines of an import, its names in the order of the house: classes, then functions."""
    ordered = sorted(set(names), key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    line = f"from {module} import {', '.join(ordered)}"
    return [line] if len(line) <= WIDE else [f"from {module} import (", *(f"    {name}," for name in ordered), ")"]


def is_ours(module: str) -> bool:
    return module.partition(".")[0] == "generators"


def _end_of_head(source: str, imports: list[ast.ImportFrom]) -> int:
    """The line after the last import, or after the docstring."""
    if imports:
        return imports[-1].end_lineno or 0
    body = ast.parse(source).body
    return (body[0].end_lineno or 0) if body and isinstance(body[0], ast.Expr) else 0


def scaffold(id: str, skill: str) -> str:
    """The source of a generator that keeps all promises."""
    name = id.rpartition(".")[2]
    title = name.replace("_", " ").capitalize()
    return f'''@exercise(
    "{id}",
    title="{title}",
    skill="{skill}",
    source="The book, its year and the section it follows",
    levels={{"easy": {{"bound": 5}}, "core": {{"bound": 9}}, "hard": {{"bound": 20}}}},
)
def {name}(rng: Rng, *, bound: Annotated[int, Range(3, 40)]) -> Part:
    """Solve a linear equation in one unknown."""
    x = rng.nonzero(-bound, bound)
    a = rng.integer(2, bound)
    b = rng.choice([b for b in range(-3 * bound, 3 * bound + 1) if b and b != -a * x])
    c = a * x + b
    assert Fraction(c - b, a) == x

    return Part(
        ask=f"Solve ${{a}}*x + ({{b}}) = {{c}}$ for $x$.",
        answer=number(x),
        steps=[
            f"Subtract ${{b}}$ on both sides: ${{a}}*x = {{c}} - ({{b}}) = {{c - b}}$.",
            f"Divide by ${{a}}$: $x = {{c - b}}/({{a}}) = {{x}}$.",
        ],
        hints=["What you do on one side you do on the other."],
        mistakes=[
            Mistake("sign-kept-on-move", number(Fraction(c + b, a)), "A term that changes sides changes its sign."),
            Mistake("inverts-division", number(Fraction(a, c - b)), "Divide by the coefficient of $x$."),
        ],
    )
'''
