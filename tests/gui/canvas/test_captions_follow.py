"""A caption speaks of the picture above it: where the picture is gone, so are its numbers."""

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest

from core.importing.proposal import inspect_file, propose_project
from core.project.spec import Split
from core.session.orders import Show
from gui.drawing.moment import shown_sample
from gui.sidebar.split_bar import SplitBar
from gui.style import theme
from gui.text.data_words import watched_split
from gui.text.number_text import THIN
from gui.text.shape_words import shape_words
from tests.gui.canvas_parts import Conv2D, Dense, Desk, Flatten, Pool, digits
from tests.gui.painted_text import listening


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot, digits(Conv2D(filters=4), Pool(), Flatten(), Dense(units=6), Dense(units=10)))
    made.document.changed.connect(lambda project: made.runner.order(Show(project)))
    yield made
    made.close()


def captions(desk) -> list[str]:
    """The words under the pictures, as painted."""
    QTest.qWait(30)
    with listening() as found:
        desk.stage.viewport().grab()
    places = desk.scene.arrangement.places.values()
    return [one.text for one in found if any(
        abs(one.ink.center().y() - place.caption.cy) < 6 and 0 <= one.ink.left() - place.caption.x + 1 < 20
        for place in places)]


def test_no_caption_outlives_its_picture(qtbot, desk):
    desk.runner.order(Show(desk.document.project))
    qtbot.waitUntil(lambda: all(face.ready() for face in desk.scene.faces.values()), timeout=60_000)
    assert len(captions(desk)) >= 5
    flat = next(node.id for node in desk.document.project.network.nodes if isinstance(node.layer, Flatten))
    desk.stage.commands.remove(flat)
    assert not desk.document.check.trainable
    assert not any(face.ready() for face in desk.scene.faces.values())
    assert captions(desk) == []
    desk.document.undo_stack.undo()
    qtbot.waitUntil(lambda: len(captions(desk)) >= 5, timeout=60_000)


@pytest.mark.parametrize(("rows", "share", "split"), [
    (1, 0.1, "train"), (3, 0.1, "train"), (20, 0.0, "train"), (20, 0.1, "validation"), (60, 0.2, "validation")])
def test_a_split_without_samples_is_not_looked_at(tmp_path, rows, share, split):
    table = tmp_path / "t.csv"
    table.write_text("a,b\n" + "".join(f"{row}.5,{row * 2}.25\n" for row in range(rows)))
    project = propose_project(inspect_file(table).dataset)
    project = replace(project, data=replace(project.data, split=Split(validation=share, test=0.0)))
    found = project.data.dataset.describe()
    assert watched_split(project.data.split, found) == split
    assert shown_sample(watched_split(project.data.split, found), ("validation", 3)) == (split, 3)
    assert shown_sample(split, ("test", 3)) == ("test", 3)


def test_a_part_of_the_bar_without_samples_has_no_colour_of_samples(qtbot):
    bar = SplitBar()
    qtbot.addWidget(bar)
    bar.resize(220, bar.height())

    def colours():
        image = bar.grab().toImage()
        return {image.pixelColor(x, 5).name() for x in range(image.width())}

    own = {name: theme.colour(name).name() for name in ("train", "validation", "test")}
    for count, seen in ((1, {"train"}), (4, {"train", "validation"}), (100, {"train", "validation", "test"})):
        bar.show_split(Split(validation=0.2, test=0.1), count)
        assert {name for name in own if own[name] in colours()} == seen


def test_thousands_stand_apart_in_rows_too():
    assert list(map(shape_words, ((1568,), (28, 28, 1), (10,)))) == [f"1{THIN}568", "28×28×1", "10"]
