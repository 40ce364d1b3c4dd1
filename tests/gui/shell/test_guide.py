"""The guide has ten lessons in each language, and names what the window calls by its name."""

import re

import pytest

from core.project.examples import starters
from core.project.presets import presets
from core.text.resources import resource
from gui.shell import guide_window
from gui.text import language


@pytest.mark.parametrize("code", [path.stem for path in sorted(resource("guide").glob("*.md"))])
def test_ten_lessons_and_the_same_headings(code):
    text = resource(f"guide/{code}.md").read_text(encoding="utf-8")
    assert re.findall(r"^(\d+)\. \*\*", text, re.MULTILINE) == [str(number) for number in range(1, 11)]
    assert text.count("\n## ") == resource("guide/en.md").read_text(encoding="utf-8").count("\n## ")
    assert all("Ask:" in lesson or "Frage:" in lesson for lesson in re.split(r"^\d+\. ", text, flags=re.MULTILINE)[1:])


def test_every_project_that_a_lesson_opens_is_there():
    text = resource("guide/en.md").read_text(encoding="utf-8").replace("\n", " ")
    titles = {one.title for one in (*starters(), *presets())}
    for name in re.findall(r"(?:Open|preset|In) (?:the preset )?\*([^*]+)\*", text):
        assert name in titles


def test_the_window_shows_the_guide(qtbot):
    guide = guide_window.Guide(None)
    qtbot.addWidget(guide)
    assert "ten lessons" in guide.page.toPlainText()
    assert language.in_use() == "en"
