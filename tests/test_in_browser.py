"""Pages in a real browser: they draw, ask no other host, and complain about nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.test_docs import served  # noqa: F401

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="Debian's chromium is not installed"
)


@pytest.fixture(scope="module")
def browser():
    assert CHROMIUM, "chromium is not installed, and CI is set"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield running
        running.close()


def test_the_docs_page_draws_without_other_hosts(browser, served):  # noqa: F811
    address, _ = served
    page = browser.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/docs")
    page.wait_for_selector(".opblock", timeout=30_000)
    assert page.locator(".opblock").count() >= 25
    assert not [url for url in asked if not url.startswith((address, "data:"))]
    assert not complaints
    page.close()


def test_an_exercise_page_draws_its_formulas(browser, tmp_path):
    command = [Path(sys.executable).with_name("problembank"), "show", "linear_algebra.eigen.eigenvalues_2x2@1:core:42"]
    subprocess.run([*command, "--solution", "--html", "page.html"], cwd=tmp_path, check=True, timeout=60)
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    matrix = page.locator("math mtable").first.bounding_box()
    assert matrix and matrix["width"] > 20 and matrix["height"] > 20, matrix
    assert page.locator("merror").count() == 0
    assert page.locator("math").count() > 3
    page.close()
