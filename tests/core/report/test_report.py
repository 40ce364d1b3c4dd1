"""The report: one page that needs nothing else, of every kind of network, with true numbers."""

import re
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from core.export.trained import columns_of
from core.project.examples import starters
from core.project.presets import presets
from core.project.spec import Project
from core.report import curves, network_picture
from core.report.making import report_of
from core.report.page import page
from core.session.history import History, HistoryWriter
from core.trainer import Trainer
from tests.core.export.exported import several_ports

FEW = ("iris.json", "exam.json")
PATHS = {one.file: one.path for one in (*starters(), *presets())}


def trained(path, steps: int = 30) -> tuple[Trainer, History]:
    """A trainer after a few steps, and its curves."""
    trainer, writer = Trainer(Project.load(path), threads=1), HistoryWriter()
    for _ in range(3):
        writer.add(trainer.step(steps // 3))
    return trainer, writer.history(trainer.epoch, 10)


def whole(trainer: Trainer, history: History, **more) -> str:
    """The page, after a look at what every page must be."""
    made = report_of(trainer, history, **more)
    text = page(made)
    assert not re.findall(r'(?:src|href)="(?!data:)|url\(|<script|<link|@import', text)
    for section in made.sections:
        for part in section.parts:
            if part.drawn:
                assert ElementTree.fromstring(part.svg).get("viewBox")
    return text


@pytest.mark.few(1)
@pytest.mark.parametrize("file", FEW)
def test_a_report_of_each_kind_of_data(file):
    trainer, history = trained(PATHS[file])
    text = unescape(whole(trainer, history))
    assert f"<td>{trainer.project.training.seed}</td>" in text
    for node in trainer.project.network.nodes:
        assert f"<th>{node.id}</th>" in text
    found = trainer.evaluate("test")
    assert f">{found['loss']:.4g}<" in text


@pytest.mark.slow
@pytest.mark.parametrize("file", [file for file in PATHS if file not in FEW])
def test_a_report_of_everything_that_ships(file):
    whole(*trained(PATHS[file], 6))


def test_a_report_of_arrays_with_several_ports():
    whole(several_ports(), History())


def test_the_table_of_classes_counts_what_the_network_answers():
    trainer, history = trained(PATHS["iris.json"], 60)
    text = whole(trainer, history, columns=columns_of(trainer))
    report = trainer.evaluation.report("test")
    for place, name in enumerate(report.classes):
        row = re.search(rf"<td>{name}</td>(.*?)</tr>", text)[1]
        told = [float(number) for number in re.findall(r">([0-9.]+)<", row)]
        np.testing.assert_allclose(told, [report.precision[place], report.recall[place], report.f1[place],
                                          report.support[place]], atol=0.001)


def test_texts_of_a_project_are_no_markup():
    project = Project.from_json('{"name": "<b>&amp;", "notes": "<script>alert(1)</script>"}')
    trainer = Trainer(Project.load(PATHS["xor.json"]), threads=1)
    text = page(report_of(trainer, History(), file="<i>.layerlab"))
    assert "&lt;i&gt;.layerlab" in text
    trainer.change(type(project)(name=project.name, notes=project.notes, network=trainer.project.network,
                                 data=trainer.project.data, training=trainer.project.training))
    text = page(report_of(trainer, History()))
    assert "<b>&amp;" not in text
    assert "<script" not in text


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3.2, 7), (1e-9, 2e-9), (5e6, 9e6), (0, 0.3), (-1e-3, 1e-3)])
def test_ticks_are_round_and_reach_around(low, high):
    found = curves.ticks(low, high)
    assert found[0] <= low + 1e-12 * abs(low)
    assert found[-1] >= high - 1e-9 * abs(high)
    assert 2 <= len(found) <= 9
    assert len({round((b - a) / (high - low), 9) for a, b in pairwise(found)}) == 1


def test_no_two_boxes_of_a_network_lie_over_each_other():
    for file in ("resnet", "two-of-each", "siamese"):
        trainer = Trainer(Project.load(PATHS[file]), threads=1)
        figure = network_picture.picture(trainer.project.network, trainer.check)
        boxes = [tuple(float(one.get(name)) for name in ("x", "y", "width", "height"))
                 for one in ElementTree.fromstring(figure.svg).iter("{http://www.w3.org/2000/svg}rect")]
        assert len(boxes) == len(trainer.project.network.nodes) + len(trainer.description.inputs)
        for number, (x, y, w, h) in enumerate(boxes):
            assert x >= 0
            assert x + w <= figure.width
            assert y + h <= figure.height
            assert not any(x < a + c and a < x + w and y < b + d and b < y + h for a, b, c, d in boxes[number + 1:])
