from typing import Annotated, Literal

from fastapi import Path, Response

from schemas.analysis import QuizAnalysis
from service import routing
from service.analysis import service as analysis
from service.deps import ScoreReader, ServerDep
from service.lasting import SVG, SVG_POLICY
from service.paths import QuizId
from service.render import figures

router = routing.router(prefix="/quizzes", tags=["scores"])


@router.get("/{quiz}/analysis", summary="Analyse a quiz")
def read_analysis(_: ScoreReader, server: ServerDep, quiz: QuizId) -> QuizAnalysis:
    """Facility, discrimination, time and misconceptions of each item; Cronbach's alpha; exercises that stand out.

    Over the attempts that count, one a learner, once they are handed in and marked.
    """
    return analysis.analyse(server, quiz)


@router.get(
    "/{quiz}/analysis/{picture}.svg",
    summary="Read a picture of an analysis",
    response_class=Response,
    responses={200: {"content": {SVG: {}}}},
)
def read_analysis_picture(
    _: ScoreReader,
    server: ServerDep,
    quiz: QuizId,
    picture: Annotated[
        Literal["scores", "items"],
        Path(description="How scores are distributed, or facilities by item.", examples=["scores"]),
    ],
) -> Response:
    """As it is now."""
    svg = figures.svg(analysis.picture(server, quiz, picture))
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": SVG_POLICY}
    return Response(svg, media_type=SVG, headers=headers)
