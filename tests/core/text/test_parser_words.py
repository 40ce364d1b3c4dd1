"""What the parser says of a fault is said in everyday words, in the language of the window, with its place."""

import json
import random

import msgspec
import pytest

from core.project.examples import starters
from core.project.spec import Project
from core.text.errors import SpecError
from core.text.parser_words import everyday
from gui.text import language

TEXTS = [one.path.read_text(encoding="utf-8") for one in starters()]
VALUES = (None, True, 0, -1, 2**80, 1.5, -0.5, 1e300, "", "x", [], [1], {}, {"kind": "Nothing"})
ENGLISH = ("Expected", "Object ", "Invalid", "malformed", "truncated", "belongs", "missing", "out of range")


@pytest.fixture(name="german")
def german_fixture():
    before = language.in_use()
    language.speak("de")
    yield
    language.speak(before)


def places(tree, path=()):
    """Every value inside."""
    yield path
    for key, inner in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from places(inner, (*path, key))


def spoilt(text: str, rng: random.Random) -> str:
    """A project with something else at a place, with a field that nobody knows, or cut."""
    tree = json.loads(text)
    way = rng.randrange(4)
    if way == 3:
        return text[:rng.randrange(len(text))] + rng.choice(("", "}", "\\", "x"))
    *above, last = rng.choice(list(places(tree))[1:])
    inside = tree
    for key in above:
        inside = inside[key]
    if way == 2 and isinstance(inside, dict):
        inside[rng.choice(("unit", "zz"))] = inside.pop(last)
    else:
        inside[last] = rng.choice(VALUES)
    return json.dumps(tree)


def test_no_sentence_about_a_spoilt_project_is_left_in_english(german):
    rng, seen = random.Random(4), set()
    for _ in range(400):
        try:
            Project.from_json(spoilt(rng.choice(TEXTS), rng))
        except SpecError as error:
            seen.add(str(error))
            assert not any(word in str(error) for word in ENGLISH), str(error)
    assert len(seen) > 60


@pytest.mark.parametrize("type_", [int, float, str, bool, list[int], dict[str, int], int | None, tuple[int, int]],
                         ids=str)
def test_every_kind_of_value_is_named(german, type_):
    told = []
    for value in VALUES:
        try:
            msgspec.json.decode(json.dumps({"a": value}).encode(), type=dict[str, type_])
        except msgspec.DecodeError as error:
            told.append(everyday(str(error)))
    assert told
    assert not any(word in one for word in ENGLISH for one in told), told


def test_a_place_stays_where_it_was():
    assert everyday("Expected `int` >= 1 - at `$.a[0].units`") == (
        "a number of at least 1 belongs here - at `$.a[0].units`")
    assert everyday("Expected `object | null`, got `int`") == (
        "an object in braces or nothing (null) belongs here, not a whole number")
    assert everyday("something that nobody has met") == "something that nobody has met"
