"""Parts of paths that several resources share."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

MOST = 1_000_000
"""Numbers of items, parts and figures are far smaller; those beyond 64 bits no database could look up."""

QuizId = Annotated[UUID, Path(description="Id of the quiz.")]
AttemptId = Annotated[UUID, Path(description="Id of the attempt.")]
ItemNumber = Annotated[int, Path(ge=0, le=MOST, description="From 1.", examples=[1])]
PartNumber = Annotated[int, Path(ge=0, le=MOST, description="From 1.", examples=[1])]
FigureNumber = Annotated[int, Path(ge=0, le=MOST, description="From 1.", examples=[1])]
