"""What is seldom set lies folded under one line of the form."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from core.declare.parameters import parameters
from core.declare.registry import AUGMENTATIONS, LAYERS, METRICS, OPTIMIZERS, SCALINGS
from core.project.spec import Data, Training
from gui.forms.editors import ARROW_ROOM, SHORT
from gui.forms.form import FOLDED_FROM, Form
from gui.sidebar.selected_card import SelectedCard
from gui.style import theme
from gui.text import language
from gui.widgets.basic import fitting
from tests.gui.forms.test_form import MEMBERS, shown
from tests.gui.shell_parts import example, window

CONV = LAYERS["Conv2D"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    Form.unfolded = set()
    yield
    Form.unfolded = set()


def seen(form) -> list[str]:
    """The rows that can be seen."""
    return [name for name, row in form.rows.items() if row.isVisible()]


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_every_form_shows_what_is_often_set_and_folds_the_rest(qtbot, member):
    form = shown(qtbot, member())
    seldom = [p.name for p in parameters(member) if p.advanced]
    assert (form.more is not None) == (len(seldom) >= FOLDED_FROM)
    if form.more is not None:
        assert set(seen(form)) == {p.name for p in parameters(member) if p.kind != "hidden"} - set(seldom)
        assert seen(form), "a form that shows nothing but the line to unfold it"
        assert all(form.rows[name].title.text() in form.more.text() for name in seldom)


def test_a_convolution_has_seven_rows_and_the_rest_comes_by_a_click_or_a_key(qtbot):
    form = shown(qtbot, CONV())
    assert seen(form) == ["filters", "kernel_size", "strides", "padding", "activation", "kernel_initializer",
                          "kernel_regularizer"]
    QTest.mouseClick(form.more, Qt.MouseButton.LeftButton)
    assert len(seen(form)) == 13
    form.more.setFocus()
    QTest.keyClick(form.more, Qt.Key.Key_Space)
    assert len(seen(form)) == 7
    QTest.keyClick(form.more, Qt.Key.Key_Space)
    row = form.rows["dilation_rate"]
    row.editor.line.selectAll()
    QTest.keyClicks(row.editor.line, "2")
    QTest.keyClick(row.editor.line, Qt.Key.Key_Return)
    assert form.value.dilation_rate == 2


def test_it_opens_by_itself_where_something_in_it_is_set(qtbot):
    assert "groups" in seen(shown(qtbot, CONV(groups=2)))
    form = shown(qtbot, CONV())
    form.show_value(CONV(filters=3))
    assert "groups" not in seen(form)
    form.show_value(CONV(filters=3, groups=3))  # undone, or typed elsewhere
    assert "groups" in seen(form)
    QTest.mouseClick(form.more, Qt.MouseButton.LeftButton)
    form.show_value(CONV(filters=6, groups=3))
    assert "groups" not in seen(form), "what was folded by hand stays so while nothing in it changes"


def test_it_opens_by_itself_where_something_in_it_is_wrong(qtbot):
    form = shown(qtbot, CONV())
    form.show_problems({"filters": "Too many."})
    assert "groups" not in seen(form)
    form.show_problems({"groups": "They must divide the channels."})
    assert form.rows["groups"].problem.isVisible()


@pytest.mark.scene
def test_what_was_opened_is_remembered_for_its_class_and_over_a_restart(qtbot, tmp_path):
    def form_of(app) -> Form:
        card = app.window.left.selected
        assert isinstance(card, SelectedCard)
        return card.form
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        convolutions = [node.id for node in app.document.project.network.nodes if type(node.layer) is CONV]
        app.selection.select(convolutions[0])
        QTest.mouseClick(form_of(app).more, Qt.MouseButton.LeftButton)
        app.selection.select(convolutions[1])
        assert form_of(app).more.isChecked()
        app.selection.select(next(n.id for n in app.document.project.network.nodes if type(n.layer) is LAYERS["Dense"]))
        assert not form_of(app).more.isChecked()
    Form.unfolded = set()
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        app.selection.select(convolutions[0])
        assert form_of(app).more.isChecked()
        QTest.mouseClick(form_of(app).more, Qt.MouseButton.LeftButton)
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        app.selection.select(convolutions[0])
        assert not form_of(app).more.isChecked()


def test_tab_goes_through_the_rows_as_they_stand(qtbot):
    form = shown(qtbot, OPTIMIZERS["Adam"]())
    form.activateWindow()
    QTest.mouseClick(form.more, Qt.MouseButton.LeftButton)
    form.rows["learning_rate"].editor.line.setFocus()
    tops = []
    for _ in range(6):
        focus = form.window().focusWidget()
        tops.append(focus.mapTo(form, focus.rect().topLeft()).y())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        if form.window().focusWidget() is form.rows["amsgrad"].editor.toggle:
            break
    assert tops == sorted(tops)


@pytest.mark.parametrize("scale", [1.0, 1.75])
def test_a_list_of_parts_has_the_whole_width_below_its_title(qtbot, scale):
    theme.set_text_scale(scale)
    try:
        for form in (Form(Data(augmentation=tuple(member() for member in AUGMENTATIONS.values())),
                          only=("augmentation",), label_width=76),
                     Form(Training(metrics=tuple(member() for member in METRICS.values())), only=("metrics",))):
            qtbot.addWidget(form)
            form.setFixedWidth(theme.px(228))
            form.show()
            QTest.qWait(1)
            (row,) = form.rows.values()
            for part in row.editor.rows:
                assert part.mapTo(form, part.rect().topLeft()).x() == 0
                assert part.width() == form.width()
                assert part.mapTo(form, part.rect().topLeft()).y() >= row.title.geometry().bottom()
    finally:
        theme.set_text_scale(1.0)


@pytest.mark.parametrize("tongue", ["en", "de"])
@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_a_scaling_has_a_name_for_the_narrow_column(qtbot, tongue, scale):
    language.use(tongue)
    theme.set_text_scale(scale)
    try:
        for member in SCALINGS.values():
            form = Form(Data(scaling=member()), only=("scaling",), label_width=76)
            qtbot.addWidget(form)
            form.setFixedWidth(theme.px(214))
            form.show()
            QTest.qWait(1)
            box = form.rows["scaling"].editor.box
            room = box.width() - ARROW_ROOM
            assert not fitting(box.fontMetrics(), (box.currentText(), box.currentData(SHORT)), room).endswith("…")
    finally:
        language.use("en")
        QLocale.setDefault(QLocale.c())
        theme.set_text_scale(1.0)
