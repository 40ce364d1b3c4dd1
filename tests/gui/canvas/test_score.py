"""A network over time as a score: cards in a column, strips beside them over one axis, the text on top."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest

from core.activations.softmax import Softmax
from core.declare.registry import DATASETS, LAYERS, LOSSES
from core.project.network import check
from core.project.spec import Data, Network, Node, Project, Split, Training
from core.session.orders import Show
from core.text.resources import resource
from gui.canvas.arrange.score import CARD_WIDE, GAP_LEAST, LETTER, ScoreLine, score
from gui.canvas.scene import Scene
from gui.drawing.geometry import CARD, Wish
from tests.gui.canvas_parts import Desk, chained
from tests.gui.painted_text import listening

ROOMY = (726.0, 610.0)
"""The canvas in a window of 1480×900."""


def drawn(rng) -> tuple[list[Wish], list[ScoreLine], list[tuple[str, str]], float, float, float]:
    """A network over time with skips, and a viewport."""
    count = int(rng.integers(2, 9))
    ids = [f"b{number}" for number in range(count)]
    steps = int(rng.integers(4, 200))
    strips = [ScoreLine(int(rng.choice([0, steps, steps // 2])), int(rng.choice([1, 1, 2])),
                    float(rng.choice([0, LETTER])), usual=float(rng.integers(40, 200)),
                    most=float(rng.integers(200, 400))) for _ in ids]
    strips[0] = strips[0]._replace(steps=steps, stride=1)
    skips = [pair for pair in combinations(ids, 2) if rng.random() < 0.2]
    pairs = list(dict.fromkeys([*pairwise(ids), *skips]))
    return ([Wish(id) for id in ids], strips, pairs, float(rng.integers(100, 1400)), float(rng.integers(100, 1200)),
            float(rng.choice([1.0, 1.5, 2.0])))


def test_drawn_scores_have_one_axis_and_room_for_all():
    rng, made = np.random.default_rng(0), 0
    for _ in range(300):
        wishes, strips, pairs, width, height, scale = drawn(rng)
        found = score(wishes, strips, pairs, width, height, scale=scale)
        if found is None:
            least = CARD * scale * len(wishes) + GAP_LEAST * (len(wishes) - 1)
            assert least + 60 * scale * len(wishes) > height - 24 or width < CARD_WIDE * scale + 300 + 9 * len(pairs)
            continue
        made += 1
        places = list(found.places.values())
        assert found.height <= height + 1, "no scrolling"
        assert len({place.picture.x for place in places}) == 1
        for one, other in pairwise(places):
            assert max(one.card.bottom, one.caption.bottom) < other.card.y
        for place, strip in zip(places, strips, strict=True):
            assert place.picture.right <= width
            assert place.picture.w > 0
            assert (place.pitch > 0) == (strip.steps > 0)
            assert place.pitch >= strip.width * scale * (strip.steps > 0) * 0.999 or not strip.steps
        pitches = {round(place.pitch / strip.stride, 6) for place, strip in zip(places, strips, strict=True)
                   if strip.steps}
        assert len(pitches) == 1, "one axis"
        assert {link[:2] for link in found.links} == set(pairs)
        slots = {slot[:2] for slot in found.slots if slot.plus}
        assert slots >= set(pairwise(wish.id for wish in wishes))
    assert made > 60


def test_a_narrow_or_low_canvas_keeps_rows():
    strips = [ScoreLine(20), ScoreLine(20), ScoreLine(0)]
    wishes = [Wish(name) for name in "abc"]
    assert score(wishes, strips, [], *ROOMY) is not None
    for width in (0, 60, 200, 340):
        assert score(wishes, strips, [], width, 600) is None
    assert score(wishes, strips, [], 700, 200) is None


OVER_TIME = ("text-lstm", "text-gpt", "sorting-gpt", "hidden-letters", "names", "author", "encoder-decoder",
             "dates-attention", "dates-plain", "addition", "adding-gru", "adding-rnn", "airline", "sunspots", "vowels")
"""The presets about series."""


def shown(project: Project, size=ROOMY) -> Scene:
    """The canvas of a project."""
    scene, found = Scene(), check(project)
    scene.show(project, found, found.description)
    scene.lay_out(*size)
    return scene


def test_presets_over_time_are_scores_where_there_is_room():
    projects = [Project.load(resource(f"presets/{name}.json")) for name in OVER_TIME]
    for project in projects:
        scene = shown(project, (1000.0, 2400.0))
        places = scene.arrangement.places.values()
        assert {place.form for place in places} == {"strip"}, project.name
        letters = [place for place in places if scene.choice.kinds[place.id] == "text"]
        assert all(place.pitch >= LETTER for place in letters)
    roomy = [shown(project).arrangement.places.values() for project in projects]
    assert sum(all(place.form == "strip" for place in places) for places in roomy) >= 8


def reader() -> Project:
    """A network that writes names, letter by letter."""
    signs = len(DATASETS["FirstNames"]().describe().inputs[0].tokens)
    network = chained(LAYERS["Embedding"](input_dim=signs, output_dim=5), LAYERS["GRU"](units=6, return_sequences=True),
                      LAYERS["Dense"](units=signs, activation=Softmax()))
    return Project(network=network, data=Data(DATASETS["FirstNames"](), Split()),
                   training=Training(loss=LOSSES["SparseCategoricalCrossentropy"]()))


@pytest.mark.parametrize("places", range(4))
def test_any_layer_may_be_put_into_a_network_over_time(qapp, places):
    """One that cannot compute there, as a picture's over letters, is on the canvas as well."""
    project = reader()
    blocks = [node.layer for node in project.network.nodes]
    for kind in LAYERS.values():
        network = chained(*blocks[:places], kind(), *blocks[places:])
        choice = shown(replace(project, network=network)).choice
        assert len(choice.kinds) == len(blocks) + 2, "the text and each block"
        assert len(choice.strips) == len(choice.kinds), kind.title


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot, reader())
    made.runner.order(Show(made.document.project))
    qtbot.waitUntil(lambda: all(face.ready() for face in made.scene.faces.values()), timeout=60_000)
    yield made
    made.close()


@pytest.mark.scene
def test_bars_say_how_likely_the_true_letter_was(qtbot, desk):
    face, sample = desk.scene.faces["dense1"], desk.scene.moment.sample
    with listening() as found:
        desk.stage.viewport().grab()
    true, answers = np.asarray(sample.targets["target"]), sample.outputs["dense1"]
    asked = true >= 0
    assert 0 < asked.sum() < len(true), "filler is not asked for"
    np.testing.assert_allclose(face.given[asked], answers[asked, true[asked]], rtol=1e-5)
    np.testing.assert_array_equal(face.right, asked & (answers.argmax(1) == true))
    names, place = face.block.asked.classes, desk.place("dense1")
    below = [one.text for one in found if abs(one.ink.center().y() - (place.picture.bottom - 9)) < 9
             and one.ink.left() > place.picture.x]
    assert below == [names[token] for token in true if token >= 0]
    line = desk.place("input").picture
    above = [one.text for one in found if line.contains(one.ink.center().x(), one.ink.center().y())]
    read = [desk.scene.faces["input"].name(int(token)) for token in sample.outputs["input"].ravel()]
    assert [text for text in above if not text.isdigit()] == read
    assert {"1", "5", "10"} <= set(above)


@pytest.mark.scene
def test_the_step_under_the_pointer_is_framed_everywhere_and_stays(qtbot, desk):
    place = desk.place("gru1")
    QTest.mouseMove(desk.stage.viewport(), desk.point(place.picture.x + 3.5 * place.pitch, place.picture.cy))
    qtbot.waitUntil(lambda: desk.stage.marks.step == ("gru1", 3), timeout=10_000)
    QTest.mouseMove(desk.stage.viewport(), desk.middle("gru1"))
    QTest.qWait(30)
    assert desk.stage.marks.step == ("gru1", 3)
    desk.stage.commands.remove("gru1")
    desk.stage.viewport().grab()


@pytest.mark.scene
def test_a_block_is_put_between_two_cards(qtbot, desk):
    wanted = []
    desk.stage.layer_wanted.connect(wanted.append)
    desk.click(desk.plus("embedding1", "gru1"))
    assert [slot[:2] for slot in wanted] == [("embedding1", "gru1")]


@pytest.mark.scene
@pytest.mark.parametrize("whole", [True, False])
def test_gates_stand_below_the_states_over_the_steps_that_are_read(qtbot, whole):
    project = reader()
    if not whole:
        nodes = [replace(node, layer=replace(node.layer, return_sequences=False)) if node.id == "gru1" else node
                 for node in project.network.nodes]
        nodes.insert(2, Node("repeat", LAYERS["RepeatVector"](n=14), ("gru1",)))
        nodes[3] = replace(nodes[3], inputs=("repeat",))
        project = replace(project, network=Network(tuple(nodes)))
    desk = Desk(qtbot, project)
    try:
        desk.runner.order(Show(desk.document.project))
        face = desk.scene.faces["gru1"]
        qtbot.waitUntil(lambda: face.gates is not None and not face.asks_again, timeout=60_000)
        qtbot.waitUntil(lambda: face.gates is desk.scene.moment.get(face.need), timeout=60_000)
        states = desk.scene.moment.sample.outputs["gru1"].reshape(-1, 6)
        spread = states.std(0) if whole else abs(states[0])
        assert face.gates_unit == spread.argmax()
        np.testing.assert_allclose(face.gates.values[-1][-len(states):], states[:, face.gates_unit], atol=1e-6)
        with listening() as found:
            desk.stage.viewport().grab()
        assert set(face.gates.names) <= {one.text for one in found}
        place = desk.place("gru1")
        box = face.line(place, 1)
        hit = face.hit(place, box.x + 2.5 * place.pitch, box.cy)
        assert f"{face.gates.values[1, 2]:.3f}" in hit.lines[0]
        assert face.seen(place) == 14
    finally:
        desk.close()
