"""The reference has an entry for everything and is what the declarations say."""

import pytest

from core.declare import registry
from core.declare.parameters import parameters
from core.reference.entries import FILE, chapters, markdown

FAMILIES = {value.name: value for value in vars(registry).values() if isinstance(value, registry.Family)
            and value.within is None}
CHAPTERS = {chapter.family: chapter for chapter in chapters()}
EVERY = [(family, name) for family, members in FAMILIES.items() for name in members]
WITHOUT_FORMULA = {"preparation", "data set", "finding", "metric", "stop rule", "scaling", "task"}
"""Families in which a formula is not asked of every member."""


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_everything_registered_has_an_entry(family, name):
    found = next(entry for entry in CHAPTERS[family].entries if entry.name == name)
    assert found.meaning.endswith((".", "?"))
    assert found.formula or family in WITHOUT_FORMULA
    shown = [p for p in parameters(FAMILIES[family][name]) if p.kind != "hidden"]
    assert [p.name for p in found.parameters] == [p.name for p in shown]
    assert all(p.title and p.allowed and p.default for p in found.parameters if p.allowed != "text")


def test_every_optimizer_names_the_peer_that_it_equals():
    assert all(entry.equals for entry in CHAPTERS["optimizer"].entries)


@pytest.mark.parametrize(("family", "name"), [one for one in EVERY if one[0] in ("layer", "activation")])
def test_every_block_says_what_it_is_elsewhere(family, name):
    found = next(entry for entry in CHAPTERS[family].entries if entry.name == name).elsewhere
    assert list(found.lines) == ["PyTorch", "Keras", "ONNX"]
    assert found.lines["PyTorch"]
    assert found.given
    assert "Stored" not in "".join(found.lines.values())


def test_the_page_is_up_to_date():
    assert FILE.read_text(encoding="utf-8") == markdown(), "run python main.py reference"


def test_the_page_shows_bounds_and_defaults():
    page = markdown()
    assert "| `learning_rate` Learning rate η | size of each step | 0 to 1000 | 0.001 |" in page
    assert "| `rate` Rate | share of values that are switched off in each step | 0 % to 100 % | 25 % |" in page


@pytest.mark.parametrize(("family", "words"), [
    ("layer", "layers"), ("activation", "activations"), ("initializer", "rules for first weights"),
    ("optimizer", "optimisers"), ("schedule", "schedules"), ("loss", "losses"), ("metric", "metrics"),
    ("augmentation", "kinds of augmentation")])
def test_what_is_promised_is_as_many_as_there_are(family, words):
    text = " ".join((FILE.parent.parent / "CHANGELOG.md").read_text(encoding="utf-8").split())
    assert f" {len(FAMILIES[family])} {words}" in text
