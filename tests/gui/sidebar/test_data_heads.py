"""The head of the data card shows the first samples of every data set, whatever they are made of."""

import numpy as np
import pytest

from core.declare.registry import DATASETS
from gui.model.background import Background
from gui.model.document import Document
from gui.sidebar.data_card import DataCard, few
from gui.sidebar.series_head import SeriesHead
from gui.sidebar.text_head import TextHead, commonest
from gui.style import theme
from gui.text.number_text import grouped


@pytest.mark.few(12)
@pytest.mark.parametrize("name", [name for name, member in DATASETS.items() if not member.own])
def test_the_first_samples_are_painted(qtbot, qapp, name):
    theme.apply("dark", qapp)
    dataset = DATASETS[name]()
    card = DataCard(Document(), Background())
    qtbot.addWidget(card)
    view = card._view_for(dataset, dataset.describe())
    if view is card.gallery:
        return  # the planes of the gallery are tried with their own tests
    view.setParent(None)
    qtbot.addWidget(view)
    view.resize(214, 120)
    view.show_samples(None, dataset.describe())
    empty = view.grab().toImage()
    view.show_samples(few(dataset), dataset.describe())
    assert view.grab().toImage() != empty  # a paint that fails is caught by pytest-qt
    view.deleteLater()


def test_series_are_drawn_as_lines_on_one_scale(qtbot):
    dataset = DATASETS["Airline"]()
    head = SeriesHead()
    qtbot.addWidget(head)
    head.resize(214, 120)
    samples = few(dataset)
    head.show_samples(samples, dataset.describe())
    pixels = head.grab().toImage()
    accent = theme.colour("accent").hue()
    found = {y for y in range(pixels.height()) for x in range(pixels.width())
             if pixels.pixelColor(x, y).saturation() > 100 and abs(pixels.pixelColor(x, y).hue() - accent) < 12}
    assert len(found) > 20
    assert np.isfinite(samples.x[:3]).all()


def test_the_commonest_tokens_of_a_text_are_counted(qtbot):
    dataset = DATASETS["Shakespeare"](window=512)
    counts = commonest(dataset)
    whole = np.bincount(dataset.load().x.ravel())
    assert counts[0] == ("␣", int(whole.max()))
    assert [count for _, count in counts] == sorted((int(count) for count in whole if count), reverse=True)
    head = TextHead()
    qtbot.addWidget(head)
    head.resize(240, 10)
    head.show_samples(dataset.load().chosen(slice(0, 4)), dataset.describe())
    before = head.grab().toImage()
    head.show_counts(counts)
    assert f"␣ {grouped(counts[0][1])}" in head.toolTip()
    assert head.grab().toImage() != before, "bars stand above the text"
