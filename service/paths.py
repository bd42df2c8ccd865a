"""Parts of paths that several resources share."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

QuizId = Annotated[UUID, Path(description="Id of the quiz.")]
AttemptId = Annotated[UUID, Path(description="Id of the attempt.")]
ItemNumber = Annotated[int, Path(description="From 1.", examples=[1])]
PartNumber = Annotated[int, Path(description="From 1.", examples=[1])]
FigureNumber = Annotated[int, Path(description="From 1.", examples=[1])]
