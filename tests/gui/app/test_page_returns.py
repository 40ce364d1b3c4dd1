"""A file that is looked at stays where it was when the window is made anew: nothing that was put right is lost."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from gui.style import theme
from gui.text import language
from tests.gui.shell_parts import window
from tests.picture_parts import class_folders


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


def looked(qtbot, app):
    qtbot.waitUntil(lambda: app.background.idle and app.files.tables.page is not None
                    and app.files.tables.page.found is not None, timeout=20_000)
    return app.files.tables.page


def table(folder):
    path = folder / "trees.csv"
    path.write_text("nr;kind;size\n" + "".join(f"{i + 1};{('oak', 'fir')[i % 2]};{i % 7}\n" for i in range(80)))
    return path


def series(folder):
    path = folder / "sold.csv"
    path.write_text("month;sold\n" + "".join(f"{2000 + i // 12}-{i % 12 + 1:02d}-01;{100 + i}\n" for i in range(120)))
    return path


def text(folder):
    path = folder / "cats.txt"
    path.write_text("The cat sat on the mat, and the hat was that of the cat.\n" * 40)
    return path


def pictures(folder):
    class_folders(folder / "pets", ("cat", "dog"), each=6, side=8)
    return folder / "pets"


def correct_table(page):
    page.wish(replace(page.wishes.with_kind("size", "category"), target="size"))
    page.search.setText("siz")


def correct_series(page):
    page.wish(replace(page.found.dataset, season=12))


def correct_text(page):
    page.wish(replace(page.dataset, unit="pieces", merges=3))


def correct_pictures(page):
    page.file.form.edited.emit(replace(page.found.dataset, height=5, width=5), "height", "")


PAGES = {"table": (table, correct_table, lambda page: (page.found.dataset, page.wishes, page.search.text())),
         "series": (series, correct_series, lambda page: page.found.dataset),
         "text": (text, correct_text, lambda page: page.dataset),
         "pictures": (pictures, correct_pictures, lambda page: page.found.dataset)}
CHANGES = {"projector": lambda look: look.switch_projector(),
           "german": lambda look: look.choose_language("de")}


@pytest.mark.scene
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", PAGES)
def test_what_was_put_right_on_a_page_stays(qtbot, tmp_path, kind, change):
    made, correct, chosen = PAGES[kind]
    with window(qtbot, tmp_path) as app:
        app.files.open_path(made(tmp_path))
        page = looked(qtbot, app)
        if kind == "series":
            page.file.series.click()
            qtbot.waitUntil(lambda: app.files.tables.page not in (None, page), timeout=20_000)
        page = looked(qtbot, app)
        correct(page)
        looked(qtbot, app)
        page.split.bar.edited.emit(replace(page.split.split, validation=0.3), "")
        before, split = chosen(page), page.split.split
        CHANGES[change](app.look)
        new = looked(qtbot, app)
        assert new is not page
        assert new.isVisible()
        assert not app.window.body.isVisible()
        assert app.window.page is new
        assert (chosen(new), new.split.split) == (before, split)
        new.use()
        qtbot.waitUntil(lambda: not app.window.starting, timeout=20_000)
        assert app.files.tables.page is None
        assert app.document.project.data.split.validation == 0.3


@pytest.mark.scene
def test_a_page_speaks_the_language_of_the_moment(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        app.files.open_path(table(tmp_path))
        assert "only numbers the rows" in " ".join(looked(qtbot, app).found.notes)
        app.look.choose_language("de")
        assert "nummeriert nur die Zeilen" in " ".join(looked(qtbot, app).found.notes)


@pytest.mark.scene
def test_what_is_still_looked_at_is_looked_at_again(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        app.files.open_path(table(tmp_path))
        page = looked(qtbot, app)
        page.wish(page.wishes.with_kind("size", "category"))
        app.look.step(1)
        new = looked(qtbot, app)
        assert new is not page
        assert next(view.column.kind for view in new.found.columns if view.column.name == "size") == "category"
