"""What every laboratory does: it opens from the menu, once; keeps what was chosen; is saved; speaks both languages."""

import csv
import io
import json

import pytest
from msgspec.structs import fields, replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from core.declare.parameters import parameters
from gui.laboratories.shelf import EVERY
from gui.shell.project_menus import laboratory_menu
from gui.style import theme
from gui.text import language
from gui.views.saving import save_view
from tests.gui.painted_text import cut_labels, cut_words
from tests.gui.shortened_text import shortened_words
from tests.gui.visible_words import english, words_of

NAMES = [kind.__name__ for kind in EVERY]


def another(settings):
    """The settings with another choice, switch or number."""
    for p in parameters(type(settings)):
        now = getattr(settings, p.name)
        if p.kind == "choice":
            return replace(settings, **{p.name: next(one for one in p.choices if one != now)})
        if p.kind == "switch":
            return replace(settings, **{p.name: not now})
        if p.kind in ("whole", "number"):
            return replace(settings, **{p.name: p.low if now != p.low else p.high})
    raise AssertionError(f"{type(settings).__name__} has nothing to choose: {fields(settings)}")


def test_the_menu_has_every_laboratory_and_opens_it(qtbot, shelf):
    rack = shelf()
    menu = laboratory_menu(rack.window, rack.open)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [kind.title for kind in EVERY]
    assert all(action.toolTip() for action in menu.actions())
    menu.actions()[0].trigger()
    assert rack.made[NAMES[0]].isVisible()
    assert len(rack.window.findChildren(QMenu)) == 1
    qtbot.waitUntil(lambda: rack.made[NAMES[0]].idle, timeout=20_000)


@pytest.mark.few(2)
@pytest.mark.parametrize("name", NAMES)
def test_it_is_one_window_that_keeps_what_was_chosen(qtbot, shelf, opened, name):
    rack = shelf()
    lab = opened(name, rack)
    lab.change(another(lab.settings))
    chosen = lab.settings
    assert rack.open(name) is lab
    QTest.keyClick(lab, Qt.Key.Key_Escape)
    assert not lab.isVisible()
    assert opened(name, rack).settings == chosen
    kept = rack.kept
    other = shelf()
    other.take_up(kept)
    again = other.made[name]
    qtbot.waitUntil(lambda: again.idle and lab.idle, timeout=20_000)
    assert again.isVisible()
    assert again.settings == chosen
    assert again.kept == lab.kept


@pytest.mark.few(2)
@pytest.mark.parametrize("name", NAMES)
def test_what_was_chosen_is_there_at_the_next_start(qtbot, shelf, opened, name):
    rack = shelf()
    lab = opened(name, rack)
    lab.change(another(lab.settings))
    chosen, saved = lab.settings, json.loads(json.dumps(rack.saved))
    qtbot.waitUntil(lambda: lab.idle, timeout=20_000)
    later = shelf()
    later.remembered = saved | {"Gone": {"x": 1}}
    again = opened(name, later)
    assert again.settings == again.form.value == chosen
    assert set(later.saved) == {name, "Gone"}
    damaged = shelf()
    damaged.remembered = {name: {field.name: "nonsense" for field in fields(chosen)}}
    assert opened(name, damaged).settings == type(chosen)()


@pytest.mark.few(2)
@pytest.mark.parametrize("name", NAMES)
def test_it_is_saved_as_picture_drawing_and_table(opened, tmp_path, name):
    lab = opened(name)
    for ending in ("png", "svg", "csv"):
        save_view(lab, name, tmp_path / f"lab.{ending}")
    assert QImage(str(tmp_path / "lab.png")).width() == lab.width()
    drawing = (tmp_path / "lab.svg").read_text(encoding="utf-8")
    assert sum(drawing.count(piece) for piece in ("<path", "<polyline", "<ellipse", "<text")) > 20
    heads, *rows = csv.reader(io.StringIO((tmp_path / "lab.csv").read_text(encoding="utf-8")))
    assert len(rows) > 2
    assert all(len(row) == len(heads) for row in rows)


SIZES = [(tongue, scale) for tongue in ("en", "de") for scale in (1.0, 1.5, 2.0)]


@pytest.mark.scene
@pytest.mark.parametrize(("tongue", "scale"), SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_cut_or_left_in_english(qapp, opened, name, tongue, scale):
    language.use(tongue)
    theme.set_text_scale(scale)
    theme.apply("light" if scale == 1.5 else "dark", qapp)
    lab = opened(name)
    QTest.qWait(30)
    assert lab.width() <= 1280
    assert lab.height() <= 800
    assert cut_labels(lab) + cut_words(lab) == []
    short = shortened_words(lab, ())
    assert [fault for fault in short if scale == 1 or " px in " in fault] == []
    assert tongue == "en" or english(words_of(lab)) == []
