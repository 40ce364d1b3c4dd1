"""The form from declared parameters: every registered class, every kind, real keys and mouse."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from core.declare.parameters import parameters
from core.declare.registry import (
    ACTIVATIONS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCALINGS,
)
from core.project import spec
from gui.forms.editors import ChoiceEditor
from gui.forms.form import Form
from gui.forms.number_fields import NumberField, SliderField, StepBox
from gui.forms.part_editor import PartEditor
from gui.forms.tooltips import carried, refusal
from tests.gui.shell_parts import drag

FAMILIES = (ACTIVATIONS, DATASETS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, REGULARIZERS, SCALINGS)
MEMBERS = [member for family in FAMILIES for member in family.values()] + [spec.Training, spec.Data, spec.Split]


def shown(qtbot, value, **options) -> Form:
    form = Form(value, **options)
    qtbot.addWidget(form)
    form.resize(300, 600)
    form.show()
    return form


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_every_declaration_has_a_form_that_tells_no_lies(qtbot, member):
    value = member()
    form = shown(qtbot, value)
    wanted = {p.name for p in parameters(member) if p.kind != "hidden"}
    assert set(form.rows) == wanted
    edits = []
    form.edited.connect(lambda *edit: edits.append(edit))
    form.show_value(value)
    assert not edits, "showing a value is no edit"
    assert form.value == value
    for name, row in form.rows.items():
        assert row.editor.toolTip() or isinstance(row.editor, PartEditor)
        assert row.editor.accessibleName(), name


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_every_field_edits_its_own_parameter_and_nothing_else(qtbot, member):
    form = shown(qtbot, member())
    for name, row in form.rows.items():
        parameter = row.parameter
        if parameter.kind not in ("whole", "number"):
            continue
        before = form.value
        middle = other_number(parameter, getattr(before, name))
        row.editor.line.setText(row.editor.text_of(middle))
        row.editor.commit()
        if row.problem.text():
            continue
        assert getattr(form.value, name) == pytest.approx(middle)
        assert replace(form.value, **{name: getattr(before, name)}) == before


def other_number(parameter, now):
    for value in (parameter.low, parameter.high, (parameter.low + parameter.high) / 2):
        value = int(value) if parameter.kind == "whole" else float(value)
        if abs(value) < 1e6 and value != now:
            return value
    return now


def test_typing_a_number_and_enter(qtbot):
    form, edits = shown(qtbot, LAYERS["Dense"]()), []
    form.edited.connect(lambda *edit: edits.append(edit))
    field = form.rows["units"].editor
    assert isinstance(field, NumberField)
    field.line.selectAll()
    QTest.keyClicks(field.line, "128")
    assert not edits, "half a number is no edit"
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert [edit[1] for edit in edits] == ["units"]
    assert edits[0][0].units == 128


@pytest.mark.parametrize(("typed", "word"), [("0", "between"), ("99999999", "between"), ("many", "not a number"),
                                             ("2,5", "whole number"), ("", "not a number")])
def test_a_refused_number_says_why_beneath_its_field(qtbot, typed, word):
    form, edits = shown(qtbot, LAYERS["Dense"]()), []
    form.edited.connect(lambda *edit: edits.append(edit))
    row = form.rows["units"]
    row.editor.line.setText(typed)
    QTest.keyClick(row.editor.line, Qt.Key.Key_Return)
    assert not edits
    assert row.problem.isVisible()
    assert word in row.problem.text()
    assert row.editor.line.text() == typed, "what was typed stays, to be mended"
    assert row.editor.property("refused")
    QTest.keyClick(row.editor.line, Qt.Key.Key_Escape)
    assert row.editor.line.text() == "8"
    assert not row.problem.isVisible()


def test_a_decimal_comma_and_powers_of_ten(qtbot):
    form = shown(qtbot, OPTIMIZERS["Adam"]())
    rate = form.rows["learning_rate"].editor
    assert isinstance(rate, StepBox)
    for typed, value in (("0,05", 0.05), ("1e-3", 0.001), (" 0.2 ", 0.2), ("3·", None)):
        rate.line.setText(typed)
        rate.commit()
        if value is None:
            assert form.rows["learning_rate"].problem.text()
        else:
            assert form.value.learning_rate == value


def test_a_bound_that_is_itself_excluded_is_refused(qtbot):
    form = shown(qtbot, OPTIMIZERS["Adam"]())
    row = form.rows["beta_1"]
    row.editor.line.setText("1")
    row.editor.commit()
    assert row.problem.text().endswith(".")
    assert form.value.beta_1 == 0.9


def test_plus_and_minus_are_clicks_and_a_held_button_is_one_gesture(qtbot):
    form, edits = shown(qtbot, LAYERS["Dense"]()), []
    form.edited.connect(lambda *edit: edits.append(edit))
    plus = next(button for button in form.rows["units"].editor.findChildren(object)
                if getattr(button, "accessibleName", str)() == "Units: more")
    QTest.mouseClick(plus, Qt.MouseButton.LeftButton)
    QTest.mouseClick(plus, Qt.MouseButton.LeftButton)
    assert [edit[0].units for edit in edits] == [9, 10]
    assert edits[0][2] != edits[1][2], "two clicks are two steps"
    edits.clear()
    QTest.mousePress(plus, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(edits) >= 3, timeout=3000)
    QTest.mouseRelease(plus, Qt.MouseButton.LeftButton)
    assert len({edit[2] for edit in edits}) == 1


def test_a_dragged_slider_is_one_gesture(qtbot):
    form, edits = shown(qtbot, DATASETS["Spirals"]()), []
    form.edited.connect(lambda *edit: edits.append(edit))
    field = form.rows["noise"].editor
    assert isinstance(field, SliderField)
    slider = field.slider
    drag(slider, QPoint(8, slider.height() // 2), *(QPoint(x, slider.height() // 2) for x in (40, 80, 120)))
    assert len(edits) >= 3
    assert len({edit[2] for edit in edits}) == 1
    assert edits[0][2]
    assert 0 < form.value.noise < 1


def test_a_switch_a_choice_and_a_pair(qtbot):
    form = shown(qtbot, LAYERS["Conv2D"]())
    toggle = form.rows["use_bias"].editor.toggle
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert form.value.use_bias is False
    box = form.rows["padding"].editor
    assert isinstance(box, ChoiceEditor)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert form.value.padding != LAYERS["Conv2D"]().padding
    pair = form.rows["kernel_size"].editor
    for typed, value in (("5", 5), ("3x5", (3, 5)), ("3 × 3", 3), ("2;4", (2, 4))):
        pair.line.setText(typed)
        pair.commit()
        assert form.value.kernel_size == value
    pair.line.setText("3 3 3")
    pair.commit()
    assert "one whole number or two" in form.rows["kernel_size"].problem.text()
    assert form.value.kernel_size == (2, 4)


def test_an_optional_pair_can_be_automatic(qtbot):
    form = shown(qtbot, LAYERS["MaxPooling2D"](strides=2))
    pair = form.rows["strides"].editor
    pair.line.setText("automatic")
    pair.commit()
    assert form.value.strides is None
    assert pair.line.text() == "automatic"


def test_a_part_is_chosen_and_its_own_parameters_edited(qtbot):
    form, edits = shown(qtbot, LAYERS["Dense"]()), []
    form.edited.connect(lambda *edit: edits.append(edit))
    part = form.rows["activation"].editor
    part.box.setCurrentText("Leaky ReLU")
    part.box.activated.emit(part.box.currentIndex())
    assert type(form.value.activation).__name__ == "LeakyReLU"
    assert part.curve.isVisible()
    slope = part.form.rows["negative_slope"].editor
    assert slope.isVisible(), "what was just chosen shows what it can be set to"
    slope.line.setText("0.3")
    slope.commit()
    assert form.value.activation.negative_slope == 0.3
    assert edits[-1][1] == "activation.negative_slope"


def test_an_optional_part_can_be_none_again(qtbot):
    form = shown(qtbot, LAYERS["Dense"](kernel_regularizer=REGULARIZERS["L2"](0.01)))
    part = form.rows["kernel_regularizer"].editor
    assert part.form is not None
    part.box.setCurrentIndex(0)
    part.box.activated.emit(0)
    assert form.value.kernel_regularizer is None
    form.show_value(LAYERS["Dense"](kernel_regularizer=REGULARIZERS["L1"]()))
    assert part.box.currentText() == "L1"


def test_another_class_gets_other_rows(qtbot):
    form = shown(qtbot, LAYERS["Dense"]())
    form.show_value(LAYERS["Dropout"]())
    assert "units" not in form.rows
    assert set(form.rows) == {p.name for p in parameters(LAYERS["Dropout"]) if p.kind != "hidden"}


def test_problems_stand_beside_their_fields(qtbot):
    form = shown(qtbot, LAYERS["Dense"](activation=ACTIVATIONS["LeakyReLU"]()))
    form.show_problems({"units": "Too many.", "activation.negative_slope": "Too steep."})
    assert form.rows["units"].problem.text() == "Too many."
    assert form.rows["activation"].editor.form.rows["negative_slope"].problem.text() == "Too steep."
    form.show_problems({})
    assert not form.rows["units"].problem.text()


def test_what_was_set_is_carried_to_another_member():
    adam = OPTIMIZERS["Adam"](learning_rate=0.02)
    assert carried(adam, OPTIMIZERS["SGD"]).learning_rate == 0.02
    assert carried(OPTIMIZERS["Adam"](), OPTIMIZERS["SGD"]) == OPTIMIZERS["SGD"]()
    assert carried(None, OPTIMIZERS["SGD"]) == OPTIMIZERS["SGD"]()


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_no_default_is_refused(member):
    assert refusal(member()) == ""


def test_a_list_of_members_grows_and_shrinks(qtbot):
    form, edits = shown(qtbot, spec.Training()), []
    form.edited.connect(lambda *edit: edits.append(edit))
    editor = form.rows["metrics"].editor
    first, second = editor.add._menu.actions()[:2]
    first.trigger()
    second.trigger()
    assert [type(metric).shown_name() for metric in form.value.metrics] == [first.text(), second.text()]
    QTest.mouseClick(editor.rows[0].findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert [type(metric).shown_name() for metric in form.value.metrics] == [second.text()]
    assert len(edits) == 3


def test_a_list_of_numbers_is_typed(qtbot):
    form = shown(qtbot, spec.Training())
    row = form.rows["class_weight"]
    for typed, value in (("1; 2,5 1", (1.0, 2.5, 1.0)), ("", ()), ("3", (3.0,))):
        row.editor.setText(typed)
        row.editor.commit()
        assert form.value.class_weight == value
    row.editor.setText("1; two")
    row.editor.commit()
    assert "two is not a number" in row.problem.text()
    assert form.value.class_weight == (3.0,)
