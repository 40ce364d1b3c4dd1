"""A language is one file beside the settings: a new one is offered, an edited word shown, a broken one harmless."""

import json

import pytest

from core.session import own_folders
from gui.text import language
from gui.widgets import dialogs


@pytest.fixture(name="folder")
def folder_fixture(tmp_path, monkeypatch):
    monkeypatch.setenv(own_folders.VARIABLE, str(tmp_path))
    (tmp_path / "translations").mkdir()
    language.catalogue.cache_clear()
    yield tmp_path / "translations"
    language.catalogue.cache_clear()


def test_a_new_language_is_offered(folder):
    (folder / "fr.json").write_text(json.dumps({"Save": "Enregistrer"}))
    (folder / "notes.json").write_text("{}")
    assert {"en", "de", "fr"} == set(language.languages())
    assert language.catalogue("fr") == {"Save": "Enregistrer"}


def test_an_edited_word_goes_before_the_shipped_one(folder):
    (folder / "de.json").write_text(json.dumps({"Save": "Sichern", "{n} units": "{m} Neuronen", "Undo": 3}))
    found = language.catalogue("de")
    assert found["Save"] == "Sichern"
    assert found["{n} units"] != "{m} Neuronen"
    assert found["Undo"] != 3


@pytest.mark.parametrize("content", ["{", "[]", "\xff", ""])
def test_a_broken_file_does_no_harm(content, folder):
    before = language.catalogue("de")
    language.catalogue.cache_clear()
    (folder / "de.json").write_bytes(content.encode("latin-1"))
    assert language.catalogue("de") == before


def test_about_names_every_package_with_its_licence():
    told = "\n".join(dialogs.made_of())
    assert "numpy" in told
    assert "BSD" in told
    assert "?" not in told
