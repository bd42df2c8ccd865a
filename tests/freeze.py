"""Write down what recipes mean: `python -m tests.freeze [--unreleased] [GENERATOR…]`, or `make freeze`.

It writes `tests/recipes.json` (digests of exercises) and `generators/facts.py` (what the catalogue shows of them) for
the generators named, or for all. Generators that are new or whose `version` was raised are frozen; one that makes other
exercises under the same version is refused, since stored recipes would change their meaning. `--unreleased` freezes it
all the same: only while no database can hold a recipe of it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from generators import bank
from generators.authoring.registry import Generator, sample_facts
from generators.facts import FACTS, Facts
from schemas.exercise import Exercise

RECIPES = Path(__file__).with_name("recipes.json")
TABLE = Path(__file__).parents[1] / "generators" / "facts.py"
SEEDS = range(3)

Frozen = dict[str, dict[str, list[str]]]
"""Generator with its version, level, a digest a seed."""


def digest(exercise: Exercise) -> str:
    """Of everything the exercise holds; fields added to a shape later count only where they differ from their default."""
    kinds = [[part.answer.kind, *(mistake.answer.kind for mistake in part.mistakes)] for part in exercise.parts]
    text = exercise.model_dump_json(exclude_defaults=True) + json.dumps(kinds)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def digests(generator: Generator) -> dict[str, list[str]]:
    return {level: [digest(generator(seed, level)) for seed in SEEDS] for level in generator.levels}


def name(generator: Generator) -> str:
    return f"{generator.id}@{generator.version}"


def frozen() -> Frozen:
    """What is written down."""
    return json.loads(RECIPES.read_text()) if RECIPES.exists() else {}


def changed(generator: Generator, before: Frozen) -> bool:
    """Whether the same version is written down with other exercises."""
    return name(generator) in before and before[name(generator)] != digests(generator)


def recipes_text(recipes: Frozen) -> str:
    """One generator and level a line, so that edits to different generators do not meet."""
    entries = (
        f"{json.dumps(id)}: {{\n"
        + ",\n".join(f"  {json.dumps(level)}: {json.dumps(made)}" for level, made in levels.items())
        + "\n}"
        for id, levels in sorted(recipes.items())
    )
    return "{\n" + ",\n".join(entries) + "\n}\n"


def facts_text(facts: dict[str, Facts]) -> str:
    """The module `generators/facts.py` with this table."""
    head = TABLE.read_text().partition("FACTS: ")[0]
    lines = "".join(f"    {json.dumps(id)}: {shown(each)},\n" for id, each in sorted(facts.items()))
    table = f"{{\n{lines}}}  # fmt: skip" if lines else "{}"
    return f"{head}FACTS: Mapping[str, Facts] = {table}\n"


def shown(facts: Facts) -> str:
    """A row of the table, broken over lines where it is long."""
    fields = [facts.version, listed(facts.kinds), facts.figures, listed(facts.misconceptions)]
    row = f"Facts({', '.join(map(str, fields))})"
    return row if len(row) < 60 else "Facts(\n        " + ",\n        ".join(map(str, fields)) + ",\n    )"


def listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return f"({json.dumps(words[0])},)" if words else "()"
    line = ", ".join(map(json.dumps, words))
    if len(line) < 100:
        return f"({line})"
    return "(\n" + "".join(f"            {json.dumps(word)},\n" for word in words) + "        )"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.freeze", description=__doc__.partition("\n")[0])
    parser.add_argument("generators", nargs="*", metavar="GENERATOR")
    parser.add_argument("--unreleased", action="store_true", help="overwrite a version that no database can hold")
    options = parser.parse_args(arguments)
    everything = bank.load()
    before = frozen()
    now = {id: everything[id] for id in options.generators} if options.generators else dict(everything)
    refused = [] if options.unreleased else [generator for generator in now.values() if changed(generator, before)]
    for generator in refused:
        print(
            f"{name(generator)} makes other exercises than before: set version={generator.version + 1}",
            file=sys.stderr,
        )
    fresh = {id: generator for id, generator in now.items() if generator not in refused}
    kept = {key: made for key, made in before.items() if key.partition("@")[0] in everything.keys() - fresh.keys()}
    facts = {id: known for id, known in FACTS.items() if id in everything.keys() - fresh.keys()}
    recipes = kept | {name(generator): digests(generator) for generator in fresh.values()}
    table = facts_text(facts | {id: sample_facts(generator) for id, generator in fresh.items()})
    RECIPES.write_text(recipes_text(recipes))
    TABLE.write_text(table)
    print(f"froze {len(fresh)} generators of {len(everything)}")
    return bool(refused)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
