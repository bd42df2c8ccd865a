"""Look things up in the bank."""

from __future__ import annotations

from functools import cache

from generators import bank
from schemas.catalogue import Course, GeneratorInfo
from schemas.exercise import Level
from service.errors import UnknownGenerator


@cache
def courses() -> tuple[Course, ...]:
    return bank.courses()


@cache
def infos() -> tuple[GeneratorInfo, ...]:
    """All generators, by id."""
    return tuple(generator.info() for generator in bank.load().values())


def search(topic: str | None, level: Level | None, skill: str | None, words: str | None) -> list[GeneratorInfo]:
    """Generators by id that match all that is given; `words` must all occur in what the catalogue says of one."""
    return [
        info
        for info in infos()
        if (topic is None or topic in (info.topic, info.course))
        and (level is None or level in info.levels)
        and (skill is None or skill == info.skill)
        and (words is None or all(word in _text(info) for word in words.casefold().split()))
    ]


def get(id: str) -> GeneratorInfo:
    """One entry. Raises `UnknownGenerator`, which names close ones."""
    try:
        return bank.get(id).info()
    except bank.UnknownGenerator as error:
        raise UnknownGenerator(str(error)) from None


def _text(info: GeneratorInfo) -> str:
    return " ".join((info.id, info.title, info.summary, info.skill, *info.misconceptions, *info.kinds)).casefold()
