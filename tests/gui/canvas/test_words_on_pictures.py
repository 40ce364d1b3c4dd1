"""Words on the pictures of the canvas have the room that they need: names of columns, bars of classes, captions."""

from itertools import pairwise, product
from random import Random

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale
from PySide6.QtGui import QPainter, QPixmap

from core.datasets.base import Description
from core.project.spec import Network
from core.tasks.binary import Binary
from core.tasks.multi_class import MultiClass
from gui.canvas.faces.answer import Bars
from gui.canvas.faces.base import Mosaic
from gui.canvas.faces.plane import Units
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import Block
from gui.drawing.pens import ink
from gui.style import theme
from gui.text import language
from tests.gui.painted_text import listening
from tests.gui.shell_parts import example, window

NAMES = ("x₁", "x₂", "Größe (cm)", "Gewicht, kg", "petal length", "number of rooms per dwelling", "a", "<b>&c")


@pytest.fixture(params=["en", "de"])
def tongue(qapp, request):
    language.use(request.param)
    yield request.param
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)


def block(description=None, layer=None, shape=(2,)):
    return Block("one", "Dense", layer, shape, (), 0, (), description, True,
                 port=description.inputs[0] if description else None,
                 asked=description.targets[0] if description else None)


def drawn(paint):
    pixmap = QPixmap(900, 900)
    painter = QPainter(pixmap)
    with listening() as found:
        paint(painter)
    painter.end()
    return found


def test_names_of_columns_stand_in_full_and_in_the_picture(tongue):
    """Cells of any size and place that a layout gives, from the very edge to the middle."""
    for seed in range(60):
        names_stand(Random(seed))


def names_stand(random):
    theme.set_text_scale(random.choice([1.0, 1.5, 2.0]))
    scale = theme.text_scale()
    side, x = random.randint(20, 140), random.choice([16, 16, 20, 40, 120])
    gap = random.choice([4, 12, 20, 40])
    card = Box(16, 20, max(96, side) * scale, 66 * scale)
    cells = tuple(Box(x, card.bottom + 18 + index * (side + gap), side, side) for index in range(2))
    place = Place("one", 0, "stack", card, Box(x, cells[0].y, side, 2 * side + gap), cells, Box(0, 0, 10, 10))
    names = tuple(random.sample(NAMES, 2))
    face = Units(block(Description.of((2,), Binary(), 2, 9, names, ("no", "yes"))))
    found = drawn(lambda painter: face.caption(painter, place, ink()))
    assert len(found) == 2 or side < 30 * scale
    for one, name, cell in zip(found, names, cells, strict=False):
        assert one.ink.left() >= 0
        assert one.text == name or one.text.endswith("…")
        assert one.text == name or len(name) > 2 or side < 30 * scale
        assert one.lost() <= 1.5 or side < 30 * scale, (one, cell)
    if scale == 1.0 and (gap >= 20 or x + side >= 110) and max(map(len, names)) <= 12:
        assert [one.text for one in found] == list(names)


@pytest.mark.parametrize("scale", [1.0, 1.4, 2.0])
def test_bars_of_classes_never_stand_on_each_other(tongue, scale):
    theme.set_text_scale(scale)
    for classes, height in product([2, 3, 7, 10, 14, 26], [96, 100, 104, 108, 112, 150, 240, 400]):
        bars_stand_apart(classes, height, scale)
    small, large = (bars_stand_apart(3, height * scale, scale) for height in (112, 400))
    assert large > 1.3 * small


def bars_stand_apart(classes, height, scale):
    """Assert it; how high the digits of a value are."""
    random = np.random.default_rng(classes * round(height))
    names = tuple(str(number) for number in range(classes))
    face = Bars(block(Description.of((2,), MultiClass(), classes, 9, (), names), object(), (classes,)))
    face.values = random.dirichlet(np.full(classes, 0.6)).astype(np.float32)
    place = Place("one", 0, "frame", Box(0, 0, 240, 66), Box(0, 80, 240, height), (), Box(0, 0, 9, 9))
    face.prepare(place, ink())
    found = [one for one in drawn(lambda painter: face.draw(painter, place, ink())) if "%" in one.text]
    assert len(found) == len(face.shown) >= min(classes, int(height / 14 / scale))
    for above, below in pairwise(found):
        assert above.ink.bottom() - below.ink.top() <= 1.5, (above, below)
    assert found[0].ink.top() >= place.picture.y - 1
    assert found[-1].ink.bottom() <= place.picture.bottom + 1
    return found[0].ink.height()


WORDS = ("16 maps · −0.57 to 0.57", "16 Karten · 0 bis 1,3 und darüber", "−2,4 bis 2,4 und darüber",
         "245 an · 523 null (Punkt)")


@pytest.mark.parametrize("scale", [1.0, 1.4, 2.0])
def test_a_caption_is_never_cut_without_a_sign(tongue, scale):
    theme.set_text_scale(scale)
    for words, width in product(WORDS, range(64, 180, 2)):
        face = Mosaic(block(layer=object()))
        face.words, face.values = words, np.zeros((4, 4, 2), np.float32)
        face.shorter = words.replace(" und darüber", "+").split(" · ")[-1],
        line = Box(0, 200, width, 18 * scale)
        place = Place("one", 0, "frame", Box(0, 0, width, 66), Box(0, 80, width, 96), (), line)
        found, = drawn(lambda painter, face=face, place=place: face.caption(painter, place, ink()))
        assert found.lost() <= 1.5, (words, found)
        assert found.text in (words, words.split(" · ")[-1], *face.shorter) or found.text.endswith("…")


def test_no_numbers_stand_under_a_picture_that_is_not_there(qtbot, tmp_path):
    """A network that cannot compute has no pictures, so none of their ranges either."""
    project = example("digits-cnn")
    with window(qtbot, tmp_path, project) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready" and app.runner.fed, timeout=60_000)
        faces = app.window.network.stage.scene.faces
        app.window.grab()
        assert all(face.words for id, face in faces.items() if id != "flatten1")
        nodes = tuple(node for node in project.network.nodes if node.id != "flatten1")
        nodes = tuple(replace(node, inputs=("maxpooling2d2",)) if node.id == "dense1" else node for node in nodes)
        app.document.edit_network(Network(nodes), "Remove")
        qtbot.waitUntil(lambda: app.runner.state.phase == "empty", timeout=20_000)
        stage = app.window.network.stage
        for id, face in stage.scene.faces.items():
            place = stage.scene.arrangement.places[id]
            found = drawn(lambda painter, face=face, place=place: face.caption(painter, place, ink()))
            assert face.ready() or not found, (id, found)
