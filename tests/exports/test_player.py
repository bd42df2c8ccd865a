"""QTI 3 packages in a real player, in a real browser: answers are typed, clicked and dragged there, and scored by it.

The player is the npm package @citolab/qti-components, which is GPL: it is fetched here, never shipped.
"""

import base64
import hashlib
import http.server
import os
import shutil
import subprocess
import tarfile
import tempfile
import threading
import zipfile
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from generators import bank
from service.exports.asking import questions
from service.exports.fields import Choice, Number
from tests.exports.kinds import exercise, plan, written

CHROMIUM, NPM = shutil.which("chromium"), shutil.which("npm")
pytestmark = pytest.mark.skipif(
    (CHROMIUM is None or NPM is None) and "CI" not in os.environ, reason="chromium or npm is not installed"
)
PLAYER = "@citolab/qti-components@7.27.4"
INTEGRITY = "sha512-COZA7KvOVm+ZDj144jmHGSsk/fBZWh6ygkZ/Ts6uvPeSP13J1xDMnaWvGPQESFrVw/JX5eAFAz+OqA35wHNbgg=="
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="player.js"></script>
<qti-test navigate="item"><test-navigation><test-container test-url="/assessment.xml"></test-container>
<test-next>next</test-next><test-end-attempt>end</test-end-attempt></test-navigation></qti-test>"""
ITEM = """() => {
  const find = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.localName === "qti-assessment-item") return each;
      const below = each.shadowRoot && find(each.shadowRoot);
      if (below) return below;
    }
  };
  const item = find(document);
  return item && Object.fromEntries([["id", item.identifier], ...item.variables.map((each) => [each.identifier, each.value])]);
}"""


@pytest.fixture(scope="module")
def player():
    """The player's script, fetched once and known by its digest."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "problembank-tests"
    cache.mkdir(parents=True, exist_ok=True)
    packed = cache / "citolab-qti-components-7.27.4.tgz"
    if not packed.exists():
        assert NPM, "npm is not installed, and CI is set"
        with tempfile.TemporaryDirectory(dir=cache) as folder:  # another process may fetch it at the same time
            command = [NPM, "pack", PLAYER, "--silent", "--pack-destination", folder]
            subprocess.run(command, check=True, timeout=240, capture_output=True)
            (fetched,) = Path(folder).iterdir()
            fetched.replace(packed)
    body = packed.read_bytes()
    assert f"sha512-{base64.b64encode(hashlib.sha512(body).digest()).decode()}" == INTEGRITY
    with tarfile.open(fileobj=BytesIO(body)) as archive:
        script = archive.extractfile("package/cdn/index.global.js")
        assert script
        return script.read()


@pytest.fixture(scope="module")
def browser():
    assert CHROMIUM, "chromium is not installed, and CI is set"
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


class Sitting:
    """One test as it is taken."""

    def __init__(self, page):
        self.page = page

    def at(self, number):
        """The next item, once it is there."""
        self.page.wait_for_function(f"({ITEM})()?.id?.endsWith('-{number:03d}-001')")
        return self.page.evaluate(ITEM)

    def scored(self):
        self.page.locator("test-end-attempt").click()
        self.page.wait_for_function(f"({ITEM})().numAttempts === '1' && ({ITEM})().SOLUTION === 'solution'")
        return self.page.evaluate(ITEM)

    def next(self):
        self.page.locator("test-next").click()

    def type(self, *texts):
        inputs = self.page.locator("qti-text-entry-interaction input")
        for n, text in enumerate(texts):
            inputs.nth(n).fill(text)

    def click(self, *names):
        for name in names:
            self.page.locator(f'qti-simple-choice[identifier="{name}"]').click()

    def middle(self, identifier):
        box = self.page.locator(f'[identifier="{identifier}"]').first.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, source, target):
        """Until the player has it: on a busy machine a drop may come before the player is ready for it."""
        for _ in range(8):
            x, y = self.middle(source)
            self.page.mouse.move(x, y)
            self.page.mouse.down()
            self.page.mouse.move(x + 6, y + 6, steps=3)  # what is lifted leaves its place, and the rest moves up
            for _ in range(2):
                self.page.wait_for_timeout(40)
                self.page.mouse.move(*self.middle(target), steps=6)
            self.page.mouse.up()
            self.page.wait_for_timeout(80)
            if any(source in each for each in self.page.evaluate(ITEM)["RESPONSE_1_1"] or ()):
                return
        raise AssertionError(f"{source} cannot be dropped on {target}")


@contextmanager
def taken(browser, player, folder, made):
    """A sitting at the test of a plan, played from its unpacked package."""
    zipfile.ZipFile(BytesIO(written(made, "qti30")[0])).extractall(folder)
    (folder / "player.js").write_bytes(player)
    (folder / "index.html").write_text(PAGE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.set_default_timeout(15_000)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        yield Sitting(page)
        assert not wrong
    finally:
        page.close()
        server.shutdown()
        server.server_close()


KINDS = ("number", "choice", "choices", "matching", "order", "text", "vector")


def answered(sitting, right):
    """The seven kinds in turn, answered right or with the predictable mistake; their scores and feedback."""
    steps = {
        "number": lambda: sitting.type("2.5" if right else "3.5"),
        "choice": lambda: sitting.click("option-1" if right else "option-2"),
        "choices": lambda: sitting.click(*(["option-1", "option-3"] if right else ["option-1"])),
        "matching": lambda: [
            sitting.drag(a, b)
            for a, b in (("left-1", "right-3" if right else "right-1"), ("left-2", "right-1" if right else "right-3"))
        ],
        "order": lambda: [
            sitting.drag(f"item-{n}", f"droplist{place}") for place, n in enumerate((3, 1, 2) if right else (2, 1, 3))
        ],
        "text": lambda: sitting.type("Singular" if right else "regular"),
        "vector": lambda: sitting.type(*(("1", "2") if right else ("2", "1"))),
    }
    found = {}
    for number, kind in enumerate(KINDS, 1):
        sitting.at(number)
        steps[kind]()
        state = sitting.scored()
        found[kind] = (float(state["SCORE"]), state["FEEDBACK_1"])
        sitting.next()
    return found


def test_right_answers_earn_their_points(browser, player, tmp_path):
    with taken(browser, player, tmp_path, plan(*map(exercise, KINDS), points=2.0)) as sitting:
        assert answered(sitting, True) == dict.fromkeys(KINDS, (2.0, None))


def test_predictable_mistakes_earn_less_and_are_told(browser, player, tmp_path):
    with taken(browser, player, tmp_path, plan(*map(exercise, KINDS), points=2.0)) as sitting:
        found = answered(sitting, False)
    assert {kind: told for kind, (_, told) in found.items()} == dict.fromkeys(KINDS, "mistake-1")
    assert all(score < 2 for score, _ in found.values())


def test_what_is_left_empty_earns_nothing_and_breaks_nothing(browser, player, tmp_path):
    with taken(browser, player, tmp_path, plan(*map(exercise, KINDS))) as sitting:
        for number in range(1, len(KINDS) + 1):
            sitting.at(number)
            assert sitting.scored()["SCORE"] == "0"
            sitting.next()


def test_an_exercise_of_the_bank_in_parts_is_scored_by_part(browser, player, tmp_path):
    """A figure that loads, a formula, numbers and a choice in one item; one part wrong costs its share."""
    made = bank.draw(bank.get("prob_stats.mle.regression_as_mle"), 1, "core")
    asked = questions(made)
    numbers = [box.field.right.shown for one in asked for box in one.boxes if isinstance(box.field, Number)]
    choices = [
        f"option-{[option.id for option in field.options].index(field.right[0]) + 1}"
        for one in asked
        for box in one.boxes
        if isinstance(field := box.field, Choice)
    ]
    for texts, score in ((numbers, 4.0), ([*numbers[:-1], "1234567"], 4.0 * (1 - made.parts[-1].points_share))):
        with taken(browser, player, tmp_path, plan(made, points=4.0)) as sitting:
            sitting.at(1)
            assert sitting.page.locator("qti-item-body math").count() > 3
            image = sitting.page.locator("qti-item-body img")
            assert image.evaluate("image => image.complete && image.naturalWidth > 100")
            sitting.type(*texts)
            sitting.click(*choices)
            assert float(sitting.scored()["SCORE"]) == pytest.approx(score, abs=1e-3)
