"""The guide has ten lessons in each language, and names what the window calls by its name."""

import re

import pytest

from core.project.examples import starters
from core.project.presets import presets
from core.text.resources import resource
from gui.laboratories.shelf import EVERY
from gui.model.command_table import BY_NAME, shown_keys
from gui.shell import guide_window
from gui.text import language

PARTS = {"en": {"network", "data", "layers", "views", "timeline", "double click", "Export and import",
                "Help → Laboratory"},
         "de": {"Netz", "Daten", "Schichten", "Ansichten", "Zeitleiste", "Doppelklick", "Export und Import",
                "Hilfe → Labor"}}
"""Parts of the window that no command is called by."""


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


@pytest.mark.parametrize(("code", "word"), [("en", "Laboratory"), ("de", "Labor")])
def test_every_laboratory_has_its_lesson_and_is_called_by_its_name(code, word):
    text = resource(f"guide/{code}.md").read_text(encoding="utf-8").replace("\n", " ")
    german = language.catalogue("de")
    titles = {german.get(kind.title, kind.title) if code == "de" else kind.title for kind in EVERY}
    sentences = re.findall(rf"{word}: ([^.]+)", text)
    named = {name for sentence in sentences for name in re.findall(r"\*([^*]+)\*", sentence)}
    assert {" ".join(name.split()) for name in named} == titles
    assert german["Laboratory"] == "Labor"


@pytest.mark.parametrize("code", ["en", "de"])
def test_what_stands_out_is_a_command_a_key_or_a_part_of_the_window(code):
    text = resource(f"guide/{code}.md").read_text(encoding="utf-8")
    german = language.catalogue("de")
    before = language.in_use()
    language.use(code)
    try:
        commands = {german.get(one.text, one.text) if code == "de" else one.text for one in BY_NAME.values()}
        keys = {shown_keys(one) for one in BY_NAME.values()}
    finally:
        language.use(before)
    keys |= {key.replace("Shift", "Umschalt").replace("Ctrl", "Strg") for key in keys if code == "de"}
    known = {title.removesuffix("…") for title in commands} | keys | PARTS[code]
    first = text[:re.search("^1\\.", text, re.MULTILINE).start()]
    assert {" ".join(one.split()) for one in re.findall(r"\*\*([^*]+)\*\*", first)} - known == set()


def test_the_window_shows_the_guide(qtbot):
    guide = guide_window.Guide(None)
    qtbot.addWidget(guide)
    assert "ten lessons" in guide.page.toPlainText()
    assert language.in_use() == "en"
