"""The window in German, and numbers as a German writes them; every visible word passes through the translation."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QMenu

import core.project.spec
from core.declare import registry
from core.declare.parameters import parameters
from core.project.examples import starters
from core.project.presets import presets
from core.reference.entries import TITLES, entry
from core.session.orders import Play
from core.session.run_state import SPEEDS
from gui.canvas.painting import weight_card as weights
from gui.forms.training_values import parameter_of
from gui.model.command_table import CANVAS_KEYS, SECTIONS
from gui.shell.status_bar import WORDS
from gui.text import language
from gui.text.number_text import local, number_in, read, shown
from gui.text.translation import tr
from gui.weights import card_text as of_arrays
from tests.gui.shell_parts import example, window

GUI = Path(__file__).resolve().parents[3] / "gui"
GERMAN = language.catalogue("de")
TRANSLATING = {"tr": (0,), "counted": (1, 2), "label": (0,), "icon_button": (1,), "heading": (), "Card": (0, 1),
               "MenuButton": (1,)}
"""Functions that translate what they are given: which of their arguments."""
SAME = {"", "Layerlab", " ", ".", "_"}


@pytest.fixture
def german(qapp):
    before = QLocale()
    language.use("de")
    yield
    language.use("en")
    QLocale.setDefault(before)


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path, None, (1480, 900)) as app:
        yield app
    language.use("en")
    QLocale.setDefault(QLocale.c())


def written() -> set[str]:
    """Every literal text in gui that is handed to something that translates."""
    found = set()
    for path in GUI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            places = TRANSLATING.get(node.func.id, ()) if isinstance(node, ast.Call) and isinstance(
                node.func, ast.Name) else ()
            for place in places:
                if place < len(getattr(node, "args", ())):
                    found |= {part.value for part in ast.walk(node.args[place]) if isinstance(part, ast.Constant)
                              and isinstance(part.value, str) and not isinstance(node.args[place], ast.JoinedStr)}
    return found


def declared() -> set[str]:
    """Names, meanings, groups, titles, helps, units and choices of everything that a form or the palette shows."""
    members = [member for family in vars(registry).values() if isinstance(family, registry.Family)
               for member in family.values()]
    words = {title for member in [*members, core.project.spec.Split, core.project.spec.Training]
             for parameter in parameters(member) if parameter.kind != "hidden"
             for title in (parameter.title, parameter.help, parameter.unit, *parameter.shown)
             if not title.isdigit()}
    words |= {f"{p.family.name}s" for member in members for p in parameters(member) if p.family is not None}
    for member in members:
        words |= {member.shown_name(), member.meaning(), member.torch_note, getattr(member, "equals", "")}
        words |= set(entry(member).more.split("\n\n")) | set(re.findall(r"\\mathrm\{([^}]*)\}", member.formula.replace(
            "\\ ", " ").replace("mathrel{+}", "")))
    for dataset in registry.DATASETS.values():
        if not dataset.own:
            found = dataset().describe()
            # Signs of a text are the same in every language, and so are digits, vowels and numbers with their unit.
            named = () if found.input_type.is_tokens else found.classes
            words |= {name for name in (*found.names, *named, *found.target_names)
                      if not re.fullmatch(r"\d|[aeiou]|\d+ Hz|x[₁₂]", name)}
        words |= {member.short_name()} if hasattr(member, "short_name") else set()
    words |= {word for dataset in registry.DATASETS.values() for word in (dataset.noun, dataset.group)}
    return words | {layer.group for layer in registry.LAYERS.values()}


def tables() -> set[str]:
    """The words of commands, starters, presets, states, speeds."""
    commands = [command for _, section in SECTIONS for command in section]
    words = {word for command in commands for word in (command.text, command.tip, command.under)}
    words |= {title for title, _ in SECTIONS} | {text for pair in CANVAS_KEYS for text in pair}
    words |= {word for one in starters() for word in (one.title, one.question, one.caption)}
    words |= {word for one in presets() for word in (one.title, one.line, one.group)}
    words |= {word for one in (*starters(), *presets()) for project in [core.project.spec.Project.load(one.path)]
              for word in (project.name, project.notes)}
    words |= {weights.HINT} | {word for name in ("TITLES", "SINGLE", "OF_UNIT", "OUTPUT", "IN_BLOCK", "RANGES")
                               for word in getattr(of_arrays, name).values()}
    return words | {word for word, _ in WORDS.values()} | {w for s in SPEEDS for w in (s.title, s.meaning)} | {
        *TITLES.values()}


@pytest.mark.parametrize("words", [written, declared, tables])
def test_no_word_of_the_window_lacks_its_german(words):
    assert sorted(word for word in words() if word not in GERMAN and word not in SAME) == []


def test_what_is_filled_in_is_the_same_in_german():
    import string
    for source, german_text in GERMAN.items():
        names = [sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
                 for text in (source, german_text)]
        assert names[0] == names[1], source
        assert german_text.strip(), source


def english(texts) -> list[str]:
    """Texts that stand in the catalogue as sources and whose German is another."""
    return sorted({text for text in texts if GERMAN.get(text, text) != text})


def visible_texts(app) -> set[str]:
    """What can be read in the window: labels, buttons, boxes, tooltips' first words, accessible names."""
    texts = set()
    for kind in (QLabel, QAbstractButton):
        texts |= {widget.text().strip() for widget in app.window.findChildren(kind)}
    for box in app.window.findChildren(QComboBox):
        texts |= {box.itemText(index) for index in range(box.count())}
    for part in (app.window.top, app.window.status, app.window.start, app.window.left):
        for widget in part.findChildren(QAbstractButton):
            texts |= {widget.accessibleName(), widget.toolTip()}
    return texts


def test_german_menus_palette_forms_status_and_start_page_at_once(qtbot, shell):
    assert "Start from nothing" in {button.accessibleName() for button in shell.window.findChildren(QAbstractButton)}
    shell.look.choose_language("de")
    QTest.qWait(20)  # what stood there before is deleted by the event loop
    assert shell.settings.language == "de"
    assert english(visible_texts(shell)) == []
    assert "Leer beginnen" in {button.accessibleName() for button in shell.window.findChildren(QAbstractButton)}
    assert shell.window.status.rate.text() == "Arbeitet ohne Netz"
    menus = [shell.session.menu, *shell.window.findChildren(QMenu)]
    actions = {action.text() for menu in menus for action in menu.actions()}
    assert {"Öffnen…", "Vorlagen", "Hilfe"} <= actions
    assert english(actions) == []
    shell.session.open_starter(next(one for one in starters() if one.file == "digits-cnn.json"))
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=20_000)
    qtbot.waitUntil(lambda: shell.runner.state.phase == "ready", timeout=60_000)
    shell.selection.select(shell.document.project.network.nodes[0].id)
    assert shell.window.top.play.text() == "Start"
    assert shell.window.status.word.full == "Bereit"
    left = {label.text() for label in shell.window.left.findChildren(QLabel)}
    assert {"Filtergröße", "Schrittweite", "Aktivierung"} <= left
    assert english(visible_texts(shell) - {shell.document.project.name}) == []
    qtbot.waitUntil(lambda: shell.background.idle, timeout=20_000)
    shell.look.choose_language("en")
    QTest.qWait(20)
    assert shell.window.top.play.text() == "Play"


@pytest.mark.scene
def test_the_shortcut_list_speaks_german(qtbot, shell):
    shell.look.choose_language("de")
    shell.window.commands["shortcuts"].trigger()
    dialog = next(w for w in QApplication.topLevelWidgets() if w.windowTitle() == "Alle Tastenkürzel")
    assert english({label.text() for label in dialog.findChildren(QLabel)}) == []
    dialog.close()


@pytest.mark.scene
def test_numbers_are_typed_and_shown_with_a_comma(qtbot, shell, german):
    shell.document.open(example("xor"))
    shell.session._opened()
    rate = parameter_of(type(shell.document.project.training.optimizer), "learning_rate")
    assert shown(0.25, rate) == "0,25"
    shell.selection.select("")
    box = shell.window.top.values.rate
    box.line.setFocus()
    box.line.selectAll()
    QTest.keyClicks(box.line, "0,05")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert shell.document.project.training.optimizer.learning_rate == 0.05
    assert box.line.text() == "0,05"
    qtbot.waitUntil(lambda: shell.runner.state.phase in ("ready", "paused"), timeout=60_000)
    shell.runner.order(Play("epoch"))
    qtbot.waitUntil(lambda: shell.runner.state.epoch >= 1, timeout=20_000)
    assert shell.window.top.epoch.number.text() == "1,0"


@pytest.mark.parametrize(("typed", "meant"), [("0,5", 0.5), ("0.5", 0.5), ("1.000", 1000.0), ("12.500,5", 12500.5),
                                              ("0.001", 0.001), ("1 000", 1000.0), ("−2,5", -2.5), ("1e-3", 0.001)])
def test_what_a_german_types_is_understood(german, typed, meant):
    assert number_in(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("0,5", 0.5), ("1,000", 1000.0), ("12,500.5", 12500.5), ("1.000", 1.0),
                                              ("1,5", 1.5)])
def test_what_an_english_writer_types_is_understood(typed, meant):
    assert number_in(typed) == meant


def test_every_number_that_is_shown_is_read_again(german):
    rate = parameter_of(type(core.project.spec.Training().optimizer), "learning_rate")
    for value in (0.001, 0.5, 1.0, 12.25, 1e-7, 999.5):
        assert read(shown(value, rate), rate) == value
    assert local("loss 0.25, then 3.") == "loss 0,25, then 3."


def test_an_unknown_language_is_english():
    assert language.chosen("xx") == "en"
    assert tr("Play") == "Play"
