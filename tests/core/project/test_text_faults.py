"""What is wrong with a project as text stands on its line."""

import re

import pytest

from core.project.examples import starters
from core.project.spec import Project
from core.project.text_faults import places, read

TEXTS = {one.path.stem: Project.load(one.path).to_json() for one in starters()}
BROKEN = {
    "a comma": (r'^(\s*"units": \d+),$', r"\1", "comma", 1),
    "a colon": (r'^(\s*"units"):', r"\1", "colon", 0),
    "a value": (r'^(\s*"units": )\d+', r"\1", "value", 0),
    "a quote": (r'^(\s*"activation)":', r"\1:", "goes over", 0),
    "another kind": (r'^(\s*"units": )\d+', r'\1"many"', "belongs here", 0),
    "too small": (r'^(\s*"units": )\d+', r"\g<1>0", "belongs here", 0),
    "no such layer": (r'^(\s*"kind": )"Dense"', r'\1"Densest"', "Densest", None),
    "no such field": (r'^(\s*"units": )', r'\1 1,\n"unit": ', "unit", None),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_stands_on_its_line(case):
    find, put, word, below = BROKEN[case]
    for text in TEXTS.values():
        made, count = re.subn(find, put, text, count=1, flags=re.MULTILINE)
        if not count:
            continue
        line = text[:re.search(find, text, re.MULTILINE).start()].count("\n") + 1
        project, (fault,) = read(made)
        assert project is None
        assert not fault.warns
        assert word in fault.message
        assert "`$" not in fault.message
        if below is not None:
            assert fault.line == line + below
        else:
            assert abs(fault.line - line) <= 4


@pytest.mark.parametrize("name", TEXTS)
def test_a_sound_project_comes_back(name):
    project, faults = read(TEXTS[name])
    assert (project.to_json(), faults) == (TEXTS[name], ())


def test_what_is_odd_may_be_applied_and_is_named_on_its_line():
    text = TEXTS["spiral"]
    made = text.replace('"input"', '"nowhere"', 1)
    project, (fault, *_) = read(made)
    assert project is not None
    assert fault.warns
    assert "nowhere" in fault.message
    assert abs(fault.line - (made[:made.index('"nowhere"')].count("\n") + 1)) <= 1


def test_places_know_every_value():
    found = places('{"a": [1, {"b": "x\\"]"}],\n "c": {}\n,"d": [[],\n[2]]}')
    assert found == {"": 1, ".a": 1, ".a[0]": 1, ".a[1]": 1, ".a[1].b": 1, ".c": 2, ".d": 3, ".d[0]": 3, ".d[1]": 4,
                     ".d[1][0]": 4}


@pytest.mark.parametrize("text", ["", "[]", "3", "{", "[" * 50_000, '{"version": 99}', "\0", "{}"])
def test_any_text_is_read_or_refused(text):
    project, faults = read(text)
    assert project is not None or faults
    assert all("\n" not in fault.message and fault.line >= 1 for fault in faults)


@pytest.mark.parametrize(("text", "word", "line"), [
    ('{"version":\n ' + "9" * 5000 + "}", "too large", 2), ('{"name":\n\n"\\u12"}', "belong behind", 3),
    ("\ufeff{}", "cannot be seen", 1), ('{"name": "\ud800"}', "no Layerlab project|not a Layerlab project", 1),
    ("[" * 100_000, "too deep", 1), ("", "a value is missing", 1), ("NaN", "not a Layerlab project", 1)])
def test_hostile_texts_get_one_sentence_each(text, word, line):
    project, (fault,) = read(text)
    assert project is None
    assert re.search(word, fault.message), fault
    assert fault.line == line
