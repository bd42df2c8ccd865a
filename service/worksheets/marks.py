"""Marks from paper, typed back in: checked line by line, judged, and written all together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from schemas.marks import MarksRead, MarksWrite, SheetMarked, SheetMarks
from schemas.problem import FieldError
from schemas.quiz import QuizCreate
from schemas.worksheet import Sheet, WorksheetCreate
from service.attempts import paper
from service.attempts.paper import Standing, Work
from service.audit import service as audit
from service.checks import service as checks
from service.errors import Conflict, Invalid
from service.errors import shown as repeated
from service.idempotency import Once
from service.quizzes import service as quizzes
from service.quizzes.service import Quiz
from service.server import Server
from service.worksheets import kept, references
from service.worksheets import service as worksheets
from service.worksheets.kept import Ticket
from service.worksheets.models import MarkedSheet, Worksheet

MAX_PROBLEMS = 200
"""Problems that one answer lists."""
Name = Callable[[int, str], str]
"""What a field is called to whoever sent it: from the place of the sheet in what was sent, and the field below it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Marks of one sheet that were found to be good."""

    number: int
    code: str
    learner: str
    name: str | None
    work: Work
    before: Standing | None
    attempt: UUID | None


def in_body(place: int, field: str) -> str:
    return f"body.sheets.{place}" + (f".{field}" if field else "")


def take_in(
    server: Server,
    id: UUID,
    given: MarksWrite,
    owner: str,
    scopes: frozenset[str],
    once: Once | None,
    name: Name = in_body,
) -> MarksRead:
    """How the sheets stand with these marks. What is known already changes nothing.

    Three steps: look at every line; judge what was written, with no transaction open; write all of it in one.
    Raises `Invalid` with everything that is wrong, `NotFound`, `Conflict`, `CheckerBusy`.
    """
    with server.database.read() as session:
        if once is not None:
            once.look(session)
        row = worksheets.get(session, id, owner, scopes)
        numbers = _numbers(row, given)
        sheets = worksheets.sheets_of(row, server.settings, frozenset(numbers.values()))
        marked = _marked(session, id)
        quiz = None if row.quiz_id is None else quizzes.get(session, row.quiz_id)
        locale = worksheets.order_of(row).language if quiz is None else quiz.locale
        lines = _lines(session, row, given, numbers, sheets, marked, name)
    prove = server.prover.within(checks.BATCH * server.prover.seconds)
    for line in lines:
        paper.judged(server, sheets[line.number].items, line.before, line.work, locale, prove)
    with server.database.write() as session:
        if once is not None:
            once.claim(session)
        row = worksheets.get(session, id, owner, scopes, lock=True)
        if _marked(session, id) != marked or _moved(session, lines):
            raise Conflict(f"marks of worksheet {id} came in at the same time: send these again")
        result = _write(session, row, lines, sheets, owner, server.clock())
        return result if once is None else once.keep(session, 200, result)


def _marked(session: Session, id: UUID) -> dict[int, tuple[str, UUID]]:
    rows = session.exec(select(MarkedSheet).where(MarkedSheet.worksheet_id == id)).all()
    return {row.number: (row.learner, row.attempt_id) for row in rows}


def _moved(session: Session, lines: Sequence[Line]) -> bool:
    known = ((line.attempt, line.before) for line in lines if line.attempt is not None)
    return any(paper.standing(session, attempt) != before for attempt, before in known)


# Looking ---------------------------------------------------------------------------------------------------------


def _numbers(row: Worksheet, given: MarksWrite) -> dict[int, int]:
    """By place in what was sent: which sheet it is, where that can be told."""
    ticket = worksheets.ticket_of(row)
    listed = {each.id: number for number, each in enumerate(ticket.order.class_list or (), 1)}
    found: dict[int, int] = {}
    for place, sheet in enumerate(given.sheets):
        number = _by_code(ticket, sheet.code) if sheet.code is not None else listed.get(sheet.learner or "")
        if number is not None:
            found[place] = number
    return found


def _by_code(ticket: Ticket, code: str) -> int | None:
    try:
        return kept.number_of(ticket, references.read(code))
    except references.Mistyped:
        return None


def _lines(
    session: Session,
    row: Worksheet,
    given: MarksWrite,
    numbers: Mapping[int, int],
    sheets: Mapping[int, Sheet],
    marked: Mapping[int, tuple[str, UUID]],
    name: Name,
) -> list[Line]:
    """Raises `Invalid` with all that is wrong."""
    problems: list[FieldError] = []
    lines: list[Line] = []
    first: dict[int, int] = {}
    taken = {learner: number for number, (learner, _) in marked.items()}
    for place, line in enumerate(given.sheets):
        said: list[tuple[str, str, object]] = []
        number = numbers.get(place)
        if number is None:
            said.append(_unknown(row, line))
        elif number in first:
            said.append(("", f"it is the sheet of {name(first[number], '')} once more", line.code or line.learner))
        else:
            first[number] = place
            learner, why = _learner(row, line, number, marked)
            if learner is None:
                said.append(("learner", why, line.learner))
            elif taken.setdefault(learner, number) != number:
                said.append(("learner", f"has another sheet of this worksheet, number {taken[learner]}", learner))
            said += _wrong(sheets[number], line)
            if not said and learner is not None:
                attempt = marked[number][1] if number in marked else None
                before = None if attempt is None else paper.standing(session, attempt)
                lines.append(
                    Line(
                        number,
                        sheets[number].reference,
                        learner,
                        _name(row, line, number),
                        _work(line, before),
                        before,
                        attempt,
                    )
                )
        problems += [FieldError(field=name(place, at), message=text, value=_short(value)) for at, text, value in said]
    if problems:
        told = "; ".join(f"{each.field}: {each.message}" for each in problems[:3])
        more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
        raise Invalid(f"{told}{more}; nothing was taken in", errors=problems[:MAX_PROBLEMS])
    return lines


def _unknown(row: Worksheet, line: SheetMarks) -> tuple[str, str, object]:
    """Why a sheet is not one of this worksheet: the field, what is wrong, what it holds."""
    if line.code is None:
        return "learner", "is not in the class list of the worksheet: give the code of the sheet", line.learner
    try:
        return (
            "code",
            f"no sheet of this worksheet has the code {references.spell(*references.read(line.code))}",
            line.code,
        )
    except references.Mistyped as error:
        return "code", str(error), line.code


def _short(value: object) -> str | None:
    return None if value is None else repeated(value)[:100]


def _learner(
    row: Worksheet, line: SheetMarks, number: int, marked: Mapping[int, tuple[str, UUID]]
) -> tuple[str | None, str]:
    """Whose sheet it is; None and why, if that cannot be told or is contradicted."""
    listed = kept.candidate_of(worksheets.order_of(row), number)
    known = marked[number][0] if number in marked else None if listed is None else listed.id
    if known is not None and line.learner not in (None, known):
        return None, f"the sheet is that of {known!r}"
    found = known or line.learner
    return found, "" if found else "whose sheet is it? There is no class list that says so"


def _name(row: Worksheet, line: SheetMarks, number: int) -> str | None:
    listed = kept.candidate_of(worksheets.order_of(row), number)
    return line.name or (None if listed is None else listed.name)


def _wrong(sheet: Sheet, line: SheetMarks) -> list[tuple[str, str, object]]:
    """Fields that do not fit the sheet, why, and what they hold."""
    found: list[tuple[str, str, object]] = []
    count = len(sheet.items)
    for n, points in line.points.items():
        if int(n) > count:
            found.append((f"points.{n}", f"the sheet has exercises 1 to {count}", points))
        elif points > (most := sheet.items[int(n) - 1].points):
            found.append((f"points.{n}", f"exercise {n} is worth {most:g} points", points))
    for n, parts in line.responses.items():
        if int(n) > count:
            found.append((f"responses.{n}", f"the sheet has exercises 1 to {count}", n))
            continue
        last = len(sheet.items[int(n) - 1].exercise.parts)
        found += [
            (f"responses.{n}.{part}", f"exercise {n} has parts 1 to {last}", text)
            for part, text in parts.items()
            if int(part) > last
        ]
    return found


def _work(line: SheetMarks, before: Standing | None) -> Work:
    """What is not known yet."""
    texts = {(int(n), int(part)): text for n, parts in line.responses.items() for part, text in parts.items()}
    points = {int(n): given for n, given in line.points.items()}
    if before is None:
        return Work(texts, points)
    return Work(
        {place: text for place, text in texts.items() if before.texts.get(place) != text},
        {item: given for item, given in points.items() if before.points.get(item) != given},
    )


# Writing ---------------------------------------------------------------------------------------------------------


def _write(
    session: Session, row: Worksheet, lines: Sequence[Line], sheets: Mapping[int, Sheet], caller: str, now: datetime
) -> MarksRead:
    quiz = _quiz(session, row, caller, now)
    stand: list[SheetMarked] = []
    for line in lines:
        attempt = line.attempt
        if attempt is None:
            attempt = paper.open_for(session, quiz, line.learner, line.name, sheets[line.number].items, now).id
            session.add(MarkedSheet(worksheet_id=row.id, number=line.number, learner=line.learner, attempt_id=attempt))
        changed = line.attempt is None or not line.work.empty
        if changed:
            paper.enter(session, quiz, attempt, line.work, caller, now)
        after = paper.standing(session, attempt)
        stand.append(
            SheetMarked(
                code=line.code,
                learner=line.learner,
                attempt=attempt,
                score=after.score,
                max_score=after.max_score,
                pending_review=after.pending_review,
                changed=changed,
            )
        )
    audit.note(
        session, caller, "worksheet.marks", f"/worksheets/{row.id}/marks", now, quiz=str(quiz.id), sheets=len(lines),
        changed=sum(each.changed for each in stand),
    )  # fmt: skip
    return MarksRead(worksheet=row.id, quiz=quiz.id, sheets=tuple(stand))


def _quiz(session: Session, row: Worksheet, caller: str, now: datetime) -> Quiz:
    """The quiz whose gradebook it is; made if there is none, and closed at once, for it is done on paper."""
    if row.quiz_id is not None:
        return quizzes.get(session, row.quiz_id)
    order: WorksheetCreate = worksheets.order_of(row)
    quiz = quizzes.create(session, QuizCreate(title=order.title, sections=order.sections, locale=order.language), now)
    session.flush()
    quizzes.close_unopened(session, quiz, caller, now)
    row.quiz_id = quiz.id
    return quiz
