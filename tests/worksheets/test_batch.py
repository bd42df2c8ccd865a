"""Long orders: by several processes, killed and taken up again, on a full disk; the files are the same or none."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from generators import bank
from schemas.quiz import Blueprint
from service.compose import REDRAWS, Asked, compose, draw, plan, question, settle
from service.render import joined
from service.worksheets import kept, printing
from service.worksheets.kept import KEPT
from service.worksheets.printing import UNFINISHED, print_order
from tests.waiting import wait_until
from tests.worksheets.blueprints import MANY_KINDS, TWO, ticket

PROBLEMBANK = str(Path(sys.executable).with_name("problembank"))
SHEETS = 30
SEED = 5


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What comes of an order that nobody disturbed, done by one process."""
    folder = tmp_path_factory.mktemp("whole")
    print_order(ticket(TWO, SEED, variants=SHEETS, seed=SEED), folder)
    return contents(folder)


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def week(tmp_path):
    file = tmp_path / "week.yaml"
    file.write_text(yaml.safe_dump(TWO))
    return file


def command(week, out):
    options = ("--variants", SHEETS, "--key", "--solutions", "--seed", SEED, "--jobs", 2, "--out", out)
    return [PROBLEMBANK, "worksheet", *map(str, (week, *options))]


def test_killed_in_the_middle_it_goes_on_and_the_files_are_the_same(whole, week, tmp_path):
    out = tmp_path / "out"
    first = subprocess.Popen(command(week, out), stdout=subprocess.DEVNULL, start_new_session=True)
    wait_until(lambda: list((out / UNFINISHED).glob("kept-*.gz")) or first.poll() is not None)
    first.kill()
    assert first.wait() == -signal.SIGKILL
    wait_until(lambda: not in_session(first.pid))  # its processes end with it
    assert [each.name for each in out.iterdir()] == [UNFINISHED]
    begun = {file.name for file in (out / UNFINISHED).glob("kept-*.gz")}
    again = subprocess.run(command(week, out), capture_output=True, text=True, check=True)
    assert begun and "going on with the unfinished order" in again.stderr
    assert contents(out) == whole
    assert sorted(os.listdir(out)) == sorted(whole)


def in_session(leader):
    """Processes of a session that are still there."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(each.parent.name)
    return found


def test_an_interrupt_leaves_what_was_done(whole, tmp_path, monkeypatch):
    wanted = ticket(TWO, SEED, variants=SHEETS, seed=SEED)
    ticks = []

    def interrupt(steps):
        ticks.append(steps)
        if len(ticks) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_order(wanted, tmp_path, interrupt)
    assert printing.unfinished(tmp_path) == wanted
    made = []
    monkeypatch.setattr(printing, "document", lambda *given: made.append(given[3]) or real(*given))
    print_order(wanted, tmp_path)
    assert made.count("sheets") < SHEETS / printing.CHUNK
    assert contents(tmp_path) == whole


real = printing.document


def test_what_was_left_of_another_order_is_not_taken_up(whole, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        print_order(ticket(TWO, 6, variants=SHEETS, seed=6), tmp_path, interrupted)
    assert (tmp_path / UNFINISHED).is_dir()
    print_order(ticket(TWO, SEED, variants=SHEETS, seed=SEED), tmp_path)
    assert contents(tmp_path) == whole


def interrupted(_):
    raise KeyboardInterrupt


def test_a_full_disk_gets_one_line_and_leaves_nothing(week, tmp_path):
    out = tmp_path / "out"
    limited = ["bash", "-c", 'ulimit -f 16; exec "$@"', "bash", *command(week, out)]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and "File too large" in done.stderr
    assert os.listdir(out) == []


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "sheets.pdf")

    monkeypatch.setattr(printing, "join", full)
    with pytest.raises(OSError, match="No space"):
        print_order(ticket(TWO, SEED, variants=SHEETS, seed=SEED), tmp_path)
    assert os.listdir(tmp_path) == []


# Drafts ----------------------------------------------------------------------------------------------------------


def test_drafts_that_are_settled_are_the_sheets_that_are_composed():
    """With a generator that soon runs out of exercises, so that many drafts have to give way."""
    few = Blueprint.model_validate(
        {
            "title": "t",
            "sections": [
                {"pick": {"topics": ["prob_stats.events"]}, "level": "easy", "count": 3},
                {"pick": {"topics": ["calculus.rules"]}, "level": "easy", "pool": 2},
            ],
        }
    )
    places = plan(few, 3)
    drafted = [[draw(place, 3, v, n, Asked())[0] for n, place in enumerate(places, 1)] for v in range(1, 41)]
    settled = list(settle(places, 3, ([question(each) for each in row] for row in drafted)))
    sheets = [
        tuple(variant.others.get(n, exercise) for n, exercise in enumerate(row, 1))
        for variant, row in zip(settled, drafted, strict=True)
    ]
    made = compose(few, 40, 3)
    assert sheets == [tuple(item.exercise for item in sheet.items) for sheet in made.sheets]
    assert sum(variant.repeated for variant in settled) == made.repeated


def test_where_questions_run_out_nobody_searches_on(monkeypatch):
    draw_any, drawn = bank.draw, []

    def draw_few(generator, seed, level):
        drawn.append(seed)
        return draw_any(generator, seed % 5, level)

    monkeypatch.setattr(bank, "draw", draw_few)
    few = Blueprint.model_validate(
        {"title": "Few", "sections": [{"pick": {"topics": ["calculus.rules"]}, "level": "easy"}]}
    )
    places = plan(few, 3)
    drafted = [[draw(places[0], 3, v, 1, Asked())[0]] for v in range(1, 31)]
    drawn.clear()
    made = compose(few, 30, 3)
    assert made.repeated == 25 and len(drawn) < 30 + 5 * REDRAWS
    settled = list(settle(places, 3, ([question(each) for each in row] for row in drafted)))
    assert sum(variant.repeated for variant in settled) == 25
    sheets = [variant.others.get(1, exercise) for variant, (exercise,) in zip(settled, drafted, strict=True)]
    assert sheets == [sheet.items[0].exercise for sheet in made.sheets]


# Joining ---------------------------------------------------------------------------------------------------------


def test_a_joined_file_has_the_pages_of_all(whole, tmp_path):
    file, kept_file = tmp_path / "sheets.pdf", tmp_path / KEPT
    file.write_bytes(whole["sheets.pdf"])
    kept_file.write_bytes(whole[KEPT])
    reader = PdfReader(file, strict=True)
    sheets = dict(kept.sheets_in(kept_file))
    assert len(sheets) == len(reader.pages) == SHEETS
    for number, page in enumerate(reader.pages, 1):
        assert sheets[number].code in page.extract_text()
    assert len({reader.trailer["/ID"][0], reader.trailer["/ID"][1]}) == 1


def test_a_joined_file_has_the_tags_of_all(tmp_path):
    """Pages, their elements, the names of table heads and what refers to them, in a file of three."""
    wanted = ticket(MANY_KINDS, variants=3, tagged=True)
    parts = []
    for number, sheet in enumerate(kept.dressed(wanted, compose(wanted.order, 3, 5).sheets), 1):
        parts.append(tmp_path / f"{number}.pdf")
        parts[-1].write_bytes(printing.document("t", wanted.id, [sheet], "sheets", wanted.order))
    with (tmp_path / "all.pdf").open("wb") as out:
        joined.join(parts, out)
    reader, alone = PdfReader(tmp_path / "all.pdf", strict=True), [PdfReader(part, strict=True) for part in parts]
    assert [page.extract_text() for page in reader.pages] == [p.extract_text() for one in alone for p in one.pages]
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    (document,) = root["/K"]
    assert len(document.get_object()["/K"]) == 3
    numbers = root["/ParentTree"]["/Nums"]
    assert [page["/StructParents"] for page in reader.pages] == list(numbers[::2]) == list(range(len(reader.pages)))
    names = root["/IDTree"]["/Names"]
    assert list(names[::2]) == sorted(names[::2]) and len(set(names[::2])) == len(names) / 2 > 3
    for name, element in zip(names[::2], names[1::2], strict=True):
        assert element.get_object()["/ID"] == name
    told = [alternatives(one) for one in (reader, *alone)]
    assert sorted(told[0]) == sorted(text for texts in told[1:] for text in texts) != []
    with pytest.raises(joined.NotJoinable, match="tags"), (tmp_path / "no.pdf").open("wb") as out:
        plain = tmp_path / "plain.pdf"
        plain.write_bytes(printing.document("t", wanted.id, [], "sheets"))
        joined.join([parts[0], plain], out)


def alternatives(reader):
    """The words that stand for pictures and formulas."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        here = waiting.pop().get_object()
        if isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            found += [str(here["/Alt"])] if "/Alt" in here else []
            waiting += [here["/K"]] if "/K" in here else []
    return found


def test_what_is_no_such_file_is_refused(tmp_path):
    bad = tmp_path / "bad.pdf"
    for body in (b"", b"%PDF-1.7\nnothing", b"%PDF-1.7\nstartxref\n3\n%%EOF"):
        bad.write_bytes(body)
        with pytest.raises(joined.NotJoinable), (tmp_path / "out.pdf").open("wb") as out:
            joined.join([bad], out)


def test_texts_that_look_like_references_stay_as_they_are():
    text = rb"<</Alt(see \) 5 0 R (or 6 0 R) )/P 7 0 R/StructParents 1>>"
    renumbered = joined._outside_strings(text, lambda found: b"X" if found[1] else b"Y")
    assert renumbered == rb"<</Alt(see \) 5 0 R (or 6 0 R) )/P XY>>"
