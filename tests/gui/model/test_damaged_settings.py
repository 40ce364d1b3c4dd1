"""The file of settings may hold anything: what makes no sense is dropped alone, and everything else works."""

import json
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings

from core.project.examples import starters
from core.project.spec import Project
from gui.model.settings import Settings
from tests.gui.shell_parts import window

SOUND = {"theme": "light", "text_scale": 1.25, "language": "en", "unfolded": ["Dense", "Adam"], "toured": True,
         "geometry": QByteArray(b"place"), "arrangement": {"width": 1, "front": ["Curves"]}, "last": "xor.json",
         "before_projector": {"theme": "light", "text_scale": 1.5}}
COUNT = count()
"""Qt remembers files that it has read."""
KEYS = (*SOUND, "recents", "known_recents")
DEFAULTS = {"theme": "dark", "text_scale": 1.0, "language": "", "unfolded": [], "toured": False,
            "geometry": QByteArray(), "arrangement": {}, "last": "", "recents": [], "known_recents": [],
            "before_projector": {}}
DAMAGE = {
    "a name of 5000 letters": "x" * 5000,
    "a path of 5000 letters": "/" + "y/" * 2500,
    "several": "one, two, three",
    "several long ones": ", ".join(["z" * 5000] * 3),
    "deep nesting": "[" * 100_000,
    "deep nesting in an object": json.dumps(json.dumps({"front": None})).replace("null", '[' * 50_000 + ']' * 50_000),
    "another type of object": '"[1, 2, 3]"',
    "a number": "1e400",
    "no number": "nan",
    "nothing": "",
    "control characters": r"\x0\x1b[31mred\x7",
    "an end of line": r"C:\nfiles\r",
    "half a letter": r"\xd800",
    "bytes": r"@ByteArray(\xff\xfe\0\0)",
    "torn bytes": "@ByteArray(",
    "a variant of Qt": r"@Variant(\0\0\0\x7f\0\0\0\x10PyQt_PyObject\0\0)",
    "a torn variant": r"@Variant(\0\0\0\x8\0\xff\xff\xff)",
    "a rectangle": "@Rect(1 2 3 4)",
    "invalid": "@Invalid()",
}


def sound(path) -> Settings:
    """Settings in which every key has a value, and a project to open; a copy lies in `path`, which Qt has not seen."""
    made = Settings(path.with_name("sound.ini"))
    for name, value in SOUND.items():
        setattr(made, name, value)
    Project().save(path.with_name("mine.layerlab"))
    made.remember(path.with_name("mine.layerlab"))
    made.write()
    path.write_bytes(made.path.read_bytes())
    return made


def damage(path, key: str, value: str) -> None:
    """Put raw text behind a key, as a broken disk or another program would."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"{key}=")]
    path.write_text("\n".join([*kept, f"{key}={value}", ""]), encoding="utf-8")


def written(key: str) -> str:
    """The key of the file behind a property."""
    return key.removeprefix("known_")


def everything(found: Settings) -> dict:
    return {key: getattr(found, key) for key in KEYS}


@pytest.mark.few(85)
@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("key", KEYS)
def test_a_damaged_setting_is_dropped_alone(tmp_path, key, kind):
    path = tmp_path / "layerlab.ini"
    before = everything(sound(path))
    damage(path, written(key), DAMAGE[kind])
    found = Settings(path)
    after = everything(found)
    for name in KEYS:
        if written(name) != written(key):
            assert after[name] == before[name]
    assert type(after[key]) is type(before[key])
    found.remember(tmp_path / "mine.layerlab")
    assert found.recents[0].name == "mine.layerlab"
    found.write()
    assert everything(Settings(path)) == everything(found)


@pytest.mark.parametrize("key", KEYS)
def test_what_was_dropped_is_gone_from_the_file(tmp_path, key):
    path = tmp_path / "layerlab.ini"
    sound(path)
    damage(path, written(key), DAMAGE["a torn variant"])
    found = Settings(path)
    assert getattr(found, key) == DEFAULTS[key]
    found.write()
    stored = QSettings(str(path), QSettings.Format.IniFormat).contains(written(key))
    assert not stored or written(key) in ("recents", "unfolded")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.data())
def test_random_bytes_in_the_file(tmp_path, data):
    number = next(COUNT)
    (tmp_path / str(number)).mkdir()
    path = tmp_path / str(number) / "layerlab.ini"
    sound(path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, 1000)) % len(content)
        content[place:place + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=12))
    path.write_bytes(bytes(content))
    found = everything(Settings(path))
    assert {type(found[key]) for key in KEYS} <= {str, float, list, bool, QByteArray, dict}


@pytest.mark.scene
@pytest.mark.parametrize("kind", DAMAGE)
def test_the_window_starts_and_opens_a_project_whatever_the_settings_hold(qtbot, tmp_path, kind):
    path = tmp_path / "layerlab.ini"
    sound(path)
    for key in KEYS:
        damage(path, written(key), DAMAGE[kind])
    with window(qtbot, tmp_path) as app:
        app.open(starters()[0].file)
        qtbot.waitUntil(lambda: bool(app.document.project.network.nodes), timeout=20_000)
        app.document.undo_stack.setClean()
        app.open(str(tmp_path / "mine.layerlab"))
        qtbot.waitUntil(lambda: app.document.path is not None, timeout=20_000)
