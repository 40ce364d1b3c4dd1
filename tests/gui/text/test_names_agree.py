"""In a language, a part has one name: the one on its card and in the lists, in every sentence about it too."""

import re

import pytest
from PySide6.QtCore import QLocale

from core.declare import registry
from core.declare.registry import LAYERS
from core.text.errors import ShapeError
from gui.drawing.block_names import spoken
from gui.text import language
from gui.text.translation import tr
from tests.core.building import dense, network

GERMAN = language.catalogue("de")
FAMILIES = [family for name, family in vars(registry).items() if name.isupper() and name != "TASKS"]
NAMES = {name: GERMAN.get(member.shown_name(), member.shown_name()) for family in FAMILIES
         for kind, member in family.items() for name in (kind, member.shown_name())}
"""Every English name of a part, of the class or on the card, and what stands on the card in German."""


@pytest.fixture
def german(qapp):
    language.use("de")
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())


def foreign(sentence: str) -> list[str]:
    """English names of parts in a German sentence that have another name there."""
    return [name for name, german in NAMES.items() if german != name and name not in NAMES.values()
            and re.search(rf"(?<![\w{{.]){re.escape(name)}(?![\w}}])", sentence)]


def test_every_part_has_its_german_names():
    """The short one of the palette and of small cards too."""
    lacking = {kind: name for family in FAMILIES for kind, member in family.items()
               for name in (member.shown_name(), member.short_name()) if name not in GERMAN}
    assert not lacking


def test_no_german_sentence_calls_a_part_by_its_english_name():
    assert len(NAMES) > 150
    # Names for programs: torch.optim.RMSprop.
    assert {source: foreign(words) for source, words in GERMAN.items()
            if source not in NAMES and source != words and foreign(words)} == {}


@pytest.mark.parametrize("kind", LAYERS)
def test_what_a_layer_refuses_names_it_as_its_card_does(german, kind):
    member = LAYERS[kind]
    refused = 0
    for shape in ((5,), (1, 1, 3), (7, 7, 3), (2, 5)):
        count = max(member.inputs[0], 1)
        shapes = [shape] * count if count == 1 else [shape, (*shape[:-1], 99), (3, *shape)][:member.inputs[1]]
        try:
            member().output_shape(*shapes)
        except ShapeError as error:
            refused += 1
            assert tr(member.shown_name()) in str(error)
            assert not foreign(str(error)), str(error)
    assert refused or kind in ("Activation", "BatchNormalization", "Dropout", "Flatten", "GaussianNoise",
                               "LayerNormalization", "RMSNormalization", "Reshape")


def test_the_place_among_namesakes_asks_no_gender_of_a_name(german):
    """Dicht, Flachlegen and Faltung are of three genders: erste, erstes …; a figure suits them all."""
    made = network(*[dense(2)] * 10)
    names = [spoken(made, node.id) for node in made.nodes]
    assert names == [f"{place}. {tr('Dense')}" for place in range(1, 11)]
