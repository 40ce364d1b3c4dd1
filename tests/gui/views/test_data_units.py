"""Numbers of a table of one's own are shown in its own units, wherever they stand."""

import re

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from core.declare.registry import SCALINGS
from core.importing.proposal import inspect_file, propose_project
from core.project.examples import starters
from core.project.spec import Project
from gui.sidebar.data_card import DataCard
from gui.text.number_text import amount
from tests.gui.explanation_parts import Opened
from tests.gui.shell_parts import window


@pytest.fixture
def prices(tmp_path):
    x = np.random.default_rng(0).normal(size=(200, 2))
    rows = [f"{1_700_000_000 + i},{a:.3f},{b:.3f},{250_000 + 80_000 * a - 30_000 * b:.0f}"
            for i, (a, b) in enumerate(x)]
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(["when,size,age,price", *rows]))
    return propose_project(inspect_file(path).dataset)


@pytest.mark.parametrize(("value", "text"), [
    (330445.0, "330\u2009445"), (-1500, "−1500"), (-15000, "−15\u2009000"),
    (1.7e9 + 3, "1\u2009700\u2009000\u2009003"), (0, "0"),
    (-0.0, "0"), (42.254, "42.25"), (0.12344, "0.1234"), (-1e-12, "−1e−12"), (2.5e20, "2.5e20"), (float("nan"), "nan")])
def test_amounts(value, text):
    QLocale.setDefault(QLocale.c())
    assert amount(value).replace("\u202f", "\u2009") == text


def test_the_data_card_shows_how_targets_are_scaled_where_they_are_numbers(qtbot, tmp_path, prices):
    with window(qtbot, tmp_path, prices) as app:
        card, document = app.window.findChild(DataCard), app.document
        assert card.target_scaling.isVisibleTo(card)
        assert "in the units of the data" in card.target_words.text()
        edited = replace(document.project.data, target_scaling=None)
        card.target_scaling.edited.emit(edited, "target_scaling", "")
        assert document.project.data.target_scaling is None
        assert document.project.data.scaling == SCALINGS["Standardize"]()
        assert "stay as they are" in card.target_words.text()
        document.undo_stack.undo()
        assert document.project == prices
        document.open(Project.load(next(one.path for one in starters() if one.file == "iris.json")), None)
        assert not card.target_scaling.isVisibleTo(card)
        assert not card.target_words.isVisibleTo(card)


@pytest.mark.scene
def test_the_answer_is_explained_down_to_the_units_of_the_data(qtbot, tmp_path, prices):
    with window(qtbot, tmp_path, prices) as app:
        shown = Opened(qtbot, app, prices)
        last = prices.network.nodes[-1].id
        shown.double_click(last)
        line = shown.board.stage.lines[-1]
        assert "without the scaling of the targets" in line.note
        number = float(re.sub(r"[→\s\u2009\u202f]", "", line.text).replace("−", "-"))
        assert number == pytest.approx(float(shown.page.found.sample.answers[shown.page.found.node][0]), rel=1e-3)
        assert 10_000 < abs(number) < 1_000_000


def test_the_scaling_of_a_number_far_from_nought_adds_up_on_paper(qtbot, tmp_path, prices):
    with window(qtbot, tmp_path, prices) as app:
        shown = Opened(qtbot, app, prices)
        shown.double_click("input")
        shown.page.move_to((0,))
        shown.until(lambda: shown.page.found.place == (0,))
        line = re.sub(r"[\s\u2009\u202f]", "", shown.board.stage.lines[1].text).replace("−", "-")
        found = re.fullmatch(r"\(([\d.]+)-([\d.]+)\)×([\d.]+)=(-?[\d.]+)", line)
        raw, centre, factor, value = map(float, found.groups())
        assert raw == float(shown.page.found.sample.x[0])
        assert (raw - centre) * factor == pytest.approx(value, abs=0.02)
