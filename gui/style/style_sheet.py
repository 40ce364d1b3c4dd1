"""The style sheet, written from the tokens. Fonts are not set here: widgets ask `theme.font`."""

from pathlib import Path
from string import Template

from gui.style.tokens import Tokens

TEMPLATE = Template("""
QMainWindow, QDialog, QMessageBox { background: $ground; }
QToolTip { background: $card; color: $text; border: 1px solid $line; padding: 6px 8px; }

QFrame[card="true"] { background: $panel; border: 1px solid $line; border-radius: 10px; }
QFrame[bar="top"] { background: $panel; border: none; border-bottom: 1px solid $line; }
QFrame[bar="status"] { background: $panel; border: none; border-top: 1px solid $line; }
QFrame[rule="true"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget[clear="true"], QWidget[clear="true"] { background: transparent; }
QScrollArea { border: none; }

QLabel { background: transparent; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="faint"] { color: $faint; }
QLabel[role="accent"] { color: $accent_text; }
QLabel[role="problem"] { color: $negative_text; }
QLabel:disabled { color: $faint; }

QPushButton, QToolButton[framed="true"] { background: $card; color: $text; border: 1px solid $line;
    border-radius: 8px; padding: 0 14px; min-height: $control; }
QPushButton[tight="true"] { padding: 0 4px; }
QPushButton:hover, QToolButton[framed="true"]:hover { background: $hover; }
QPushButton:pressed, QToolButton[framed="true"]:pressed { background: $line; }
QPushButton:disabled, QToolButton[framed="true"]:disabled { color: $faint; background: $panel; }
QPushButton:focus, QToolButton[framed="true"]:focus { border: 1px solid $accent; }
QPushButton[outlined="true"] { background: transparent; color: $accent_text; border: 2px solid $accent;
    border-radius: 8px; padding: 0 15px; min-height: $control; }
QPushButton[outlined="true"]:hover { background: $hover; }
QToolButton[framed="true"] { padding: 0; min-height: 0; }
QToolButton[framed="true"]::menu-indicator, QToolButton[flat="true"]::menu-indicator,
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton[flat="true"] { background: transparent; border: none; border-radius: 8px; padding: 4px 6px;
    color: $muted; }
QToolButton[flat="true"]:hover { background: $hover; color: $text; }
QToolButton[word="true"] { background: transparent; border: none; border-radius: 4px; padding: 0 3px;
    color: $muted; }
QToolButton[word="true"]:hover { background: $hover; color: $text; }
QToolButton[word="true"]:checked { color: $accent_text; }
QToolButton[word="true"]:focus { border: 1px solid $accent; padding: 0 2px; }
QToolButton[word="true"]::menu-indicator { image: none; width: 0; }
QToolButton[strong="true"] { color: $text; }
QToolButton[flat="true"]:focus { border: 1px solid $accent; padding: 3px 5px; }
QPushButton[play="true"] { background: $filled; color: $on_filled; border: 1px solid $filled;
    border-radius: $pill; min-height: $play; max-height: $play; padding: 0 20px; }
QPushButton[play="true"]:hover { background: $filled_hover; border-color: $filled_hover; }
QPushButton[play="true"]:focus { border: 2px solid $text; }
QPushButton[play="true"][blocked="true"] { background: $hover; color: $muted; border: 1px solid $line; }
QPushButton[play="true"]:disabled { background: $hover; color: $faint; border: 1px solid $line; }
QPushButton[plain="true"] { border-radius: 8px; padding: 0 24px; min-height: $plain; }

QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit { background: $card; color: $text;
    border: 1px solid $line; border-radius: 8px; selection-background-color: $filled;
    selection-color: $on_filled; }
QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox { padding: 0 9px; min-height: $control; max-height: $control; }
QComboBox:hover, QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover { border-color: $faint; }
QComboBox:focus, QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:on,
QPlainTextEdit:focus { border: 1px solid $accent; }
QComboBox:disabled, QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: $faint; }
QComboBox[refused="true"], QLineEdit[refused="true"], QSpinBox[refused="true"],
QDoubleSpinBox[refused="true"] { border: 1px solid $negative; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: none; background: transparent; padding: 0;
    min-height: 0; }
QComboBox { padding-left: 8px; padding-right: 2px; }
QFrame[field="true"] { background: $card; border: 1px solid $line; border-radius: 8px; }
QFrame[field="true"]:hover { border-color: $faint; }
QFrame[field="true"][refused="true"] { border: 1px solid $negative; }
QLineEdit[inner="true"] { background: transparent; border: none; padding: 0; min-height: $inner;
    max-height: $inner_most; }
QFrame[nested="true"] { background: transparent; border: none; border-left: 2px solid $line; }
QComboBox::drop-down { border: none; width: 17px; }
QComboBox::down-arrow { image: url("$icons/chevron.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $card; color: $text; border: 1px solid $line; outline: none;
    padding: 4px; selection-background-color: $hover; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: $row; padding: 0 8px; border-radius: 6px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; height: 0; border: none; }

QMenu { background: $card; color: $text; border: 1px solid $line; border-radius: 8px; padding: 6px;
    menu-scrollable: 1; }
QMenu::item { padding: 4px 24px 4px 10px; border-radius: 6px; min-width: 120px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QListWidget::item { min-height: $row; padding: 0 6px; border-radius: 6px; }
QListWidget::item:selected { background: $hover; color: $text; }
QMenu::scroller { height: $row; background: $card; }
QMenu::icon { padding-left: 10px; }
QMenuBar { background: $panel; color: $text; }
QMenuBar::item:selected { background: $hover; }

QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 16px; height: 16px; margin: -6px 0; border-radius: 8px;
    background: $text; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; width: 12px; height: 12px; }

QScrollBar:vertical { background: transparent; width: 8px; margin: 2px 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0 2px; }
QScrollBar::handle { background: $line; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:vertical { margin: 0 1px; }
QScrollBar::handle:horizontal { margin: 1px 0; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: transparent; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
    padding: 4px 0 6px 0; margin-right: 16px; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabWidget::pane { border: none; }
QHeaderView::section { background: $card; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 6px 8px; }
QTableView, QTableWidget, QListView, QTreeView { background: $panel; color: $text; border: 1px solid $line;
    border-radius: 8px; gridline-color: $line; selection-background-color: $hover; selection-color: $text; }
QProgressBar { background: $hover; border: none; border-radius: 3px; max-height: 6px; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QTextBrowser { background: $panel; color: $text; border: 1px solid $line; border-radius: 8px; padding: 12px; }
QTreeView::item { min-height: $inner; }
QCheckBox { color: $text; spacing: 8px; }
""")


LENGTHS = {"control": 30, "play": 34, "pill": 17.5, "plain": 38, "row": 28, "inner": 24, "inner_most": 28}
"""Heights that grow with the text."""


def style_sheet(tokens: Tokens, icons: Path, scale: float) -> str:
    """Qt's style sheet for one theme; `icons` is the folder of the glyphs, `scale` the factor on text."""
    values = {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}
    values |= {name: f"{int(length * scale)}px" for name, length in LENGTHS.items()}
    return TEMPLATE.substitute(values, icons=icons.as_posix())
