"""Not written yet."""

from __future__ import annotations

from generators.answers.compare import Prove
from generators.answers.judging import Judgement, Kind, Reading, Response
from generators.notation.errors import NotationError
from schemas.answer import AntiderivativeAnswer


def read(key: AntiderivativeAnswer | None, response: Response) -> Reading:
    raise NotationError("Answers of this kind cannot be read yet.")


def judge(key: AntiderivativeAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    raise NotationError("Answers of this kind cannot be judged yet.")


def text(key: AntiderivativeAnswer) -> str:
    raise NotationError("Answers of this kind cannot be typed yet.")


KIND = Kind(read, judge, text)
