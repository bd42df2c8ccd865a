"""The fixed words on sheets, in every language they come in. Exercises themselves are in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generators.notation import parse
from schemas.answer import NumberForm, Tolerance
from schemas.worksheet import Language
from service.render.keys import value


class Words(NamedTuple):
    """One language. Where there are two, the first goes with what `one` holds for."""

    one: Callable[[float], bool]
    """Whether a number takes the singular."""
    comma: str
    """Between a number and its decimals."""
    exercise: str
    name: str
    number: str
    date: str
    variant: str
    points: tuple[str, str]
    page: str
    """With `{page}` and `{pages}`."""
    answer: str
    solutions: str
    key: str
    overview: str
    start: str
    true: str
    false: str
    none: str
    either: str
    """Between two answers either of which is right."""
    cells: str
    decimals: tuple[str, str]
    figures: tuple[str, str]
    within: str
    exact: str
    forms: dict[NumberForm, str]


WORDS: dict[Language, Words] = {
    "en": Words(
        one=lambda number: number == 1,
        comma=".",
        exercise="Exercise",
        name="Name",
        number="Number",
        date="Date",
        variant="Variant",
        points=("point", "points"),
        page="page {page} of {pages}",
        answer="Answer",
        solutions="Solutions",
        key="Answers",
        overview="Answers to all variants",
        start="start",
        true="true",
        false="false",
        none="none of them",
        either="or",
        cells="the cells",
        decimals=("to {n} decimal", "to {n} decimals"),
        figures=("to {n} significant figure", "to {n} significant figures"),
        within="within ±{n}",
        exact="exact",
        forms={
            "integer": "an integer",
            "fraction": "a fraction",
            "lowest_terms": "a fraction in lowest terms",
            "decimal": "a decimal",
            "scientific": "scientific notation",
        },
    ),
    "de": Words(
        one=lambda number: number == 1,
        comma=",",
        exercise="Aufgabe",
        name="Name",
        number="Nummer",
        date="Datum",
        variant="Variante",
        points=("Punkt", "Punkte"),
        page="Seite {page} von {pages}",
        answer="Antwort",
        solutions="Lösungen",
        key="Antworten",
        overview="Antworten zu allen Varianten",
        start="Start",
        true="wahr",
        false="falsch",
        none="keine davon",
        either="oder",
        cells="die Felder",
        decimals=("auf {n} Nachkommastelle", "auf {n} Nachkommastellen"),
        figures=("auf {n} geltende Ziffer", "auf {n} geltende Ziffern"),
        within="auf ±{n} genau",
        exact="exakt",
        forms={
            "integer": "eine ganze Zahl",
            "fraction": "ein Bruch",
            "lowest_terms": "ein gekürzter Bruch",
            "decimal": "eine Dezimalzahl",
            "scientific": "wissenschaftliche Schreibweise",
        },
    ),
    "fr": Words(
        one=lambda number: abs(number) < 2,
        comma=",",
        exercise="Exercice",
        name="Nom",
        number="Numéro",
        date="Date",
        variant="Variante",
        points=("point", "points"),
        page="page {page} sur {pages}",
        answer="Réponse",
        solutions="Corrigé",
        key="Réponses",
        overview="Réponses de toutes les variantes",
        start="départ",
        true="vrai",
        false="faux",
        none="aucune",
        either="ou",
        cells="les cases",
        decimals=("à {n} décimale", "à {n} décimales"),
        figures=("à {n} chiffre significatif", "à {n} chiffres significatifs"),
        within="à ±{n} près",
        exact="valeur exacte",
        forms={
            "integer": "un entier",
            "fraction": "une fraction",
            "lowest_terms": "une fraction irréductible",
            "decimal": "un nombre décimal",
            "scientific": "notation scientifique",
        },
    ),
    "es": Words(
        one=lambda number: number == 1,
        comma=",",
        exercise="Ejercicio",
        name="Nombre",
        number="Número",
        date="Fecha",
        variant="Variante",
        points=("punto", "puntos"),
        page="página {page} de {pages}",
        answer="Respuesta",
        solutions="Soluciones",
        key="Respuestas",
        overview="Respuestas de todas las variantes",
        start="inicio",
        true="verdadero",
        false="falso",
        none="ninguna",
        either="o",
        cells="las casillas",
        decimals=("con {n} decimal", "con {n} decimales"),
        figures=("con {n} cifra significativa", "con {n} cifras significativas"),
        within="con un error de ±{n}",
        exact="valor exacto",
        forms={
            "integer": "un entero",
            "fraction": "una fracción",
            "lowest_terms": "una fracción irreducible",
            "decimal": "un número decimal",
            "scientific": "notación científica",
        },
    ),
}


def points(number: float, words: Words = WORDS["en"]) -> str:
    """`2 points`, `1 point`, `0.5 points`; `0,5 Punkte`, `1,5 point`, `2 puntos`."""
    return f"{numeral(number, words)} {words.points[not words.one(number)]}"


def numeral(number: float, words: Words) -> str:
    """At most six figures, without zeros at the end."""
    return f"{number:.6g}".replace(".", words.comma)


def accuracy(tolerance: Tolerance | None, form: NumberForm | None, words: Words) -> str:
    """How an answer is to be rounded or written: `to 3 decimals`, `within ±0.5`, `a fraction`, `exact`."""
    if tolerance is None:
        return words.forms[form] if form else words.exact
    if tolerance.decimals is not None:
        return _counted(words.decimals, tolerance.decimals)
    if tolerance.sigfigs is not None:
        return _counted(words.figures, tolerance.sigfigs)
    share = tolerance.abs is None
    width = float(value(parse(tolerance.abs or tolerance.rel or "0")) or 0)
    return words.within.format(n=f"{numeral(100 * width, words)} %" if share else numeral(width, words))


def _counted(forms: tuple[str, str], n: int) -> str:
    return forms[n != 1].format(n=n)
