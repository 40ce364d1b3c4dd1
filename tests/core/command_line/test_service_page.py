"""The page of the service, driven in a real browser: rows are typed and answered, digits are drawn, faults are said."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from core.project.examples import starters
from core.project.spec import Project
from core.trainer import Trainer
from core.training import saved_work
from tests.core.command_line import browsing

CHECKOUT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.scene, pytest.mark.skipif(browsing.browser() is None, reason="no browser here")]


@contextmanager
def served(name: str, folder: Path):
    """(the address of a service, its trainer)."""
    project = Project.load(next(one.path for one in starters() if one.path.stem == name))
    trainer = Trainer(project, threads=1)
    saved_work.save(folder / "net.layerlab", saved_work.ProjectFile(project, trainer.weights()))
    server = subprocess.Popen([sys.executable, CHECKOUT / "main.py", "serve", folder / "net.layerlab", "--port", "0",
                               "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield json.loads(server.stdout.readline())["url"], trainer
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)


def opened(page, url: str) -> None:
    page.do("Page.navigate", url=url)
    page.until("document.querySelector('#ways') && document.querySelector('#ways').children.length > 0")


def test_a_row_is_typed_and_a_fault_is_said_in_the_visitors_language(tmp_path):
    with served("iris", tmp_path) as (url, trainer), browsing.Browser(tmp_path / "browser", "de") as page:
        opened(page, url)
        row = [5.1, 3.5, 1.4, 0.2]
        page.run(f"const row = {row}; document.querySelectorAll('#ways input').forEach((field, place) => "
                 "field.value = String(row[place]).replace('.', ',')); document.querySelector('#ways .main').click();")
        answer = page.until("document.querySelector('.answer')?.textContent")
        wanted = trainer.predict(np.array([row]))[0]
        assert answer == trainer.description.classes[wanted.argmax()]
        page.run("document.querySelector('#ways input').value = 'viel'; document.querySelector('#ways .main').click();")
        assert page.until("document.querySelector('.error')?.textContent").endswith(".")
        page.run("ask('{');")
        assert "kein JSON" in page.until(
            "[...document.querySelectorAll('.error')].map(one => one.textContent).find(one => one.includes('JSON'))")


def test_a_digit_is_drawn_with_the_mouse(tmp_path):
    with served("digits-mlp", tmp_path) as (url, trainer), browsing.Browser(tmp_path / "browser") as page:
        opened(page, url)
        box = json.loads(page.run("const box = document.querySelector('#pad').getBoundingClientRect(); "
                                  "return JSON.stringify([box.left + box.width / 2, box.top, box.height]);"))
        x, top, height = box
        for kind, share in (("mousePressed", 0.2), ("mouseMoved", 0.5), ("mouseMoved", 0.8), ("mouseReleased", 0.8)):
            page.do("Input.dispatchMouseEvent", type=kind, x=x, y=top + share * height, button="left", buttons=1,
                    clickCount=1)
        answer = page.until("document.querySelector('.answer')?.textContent")
        assert answer in trainer.description.classes
