"""The top bar: project, resets, Play, steps, epoch, time left, speed, training values, theme."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from core.session.run_state import SPEEDS, RunState
from core.text.messages import short
from gui.forms.form import Form
from gui.forms.tooltips import title_at
from gui.forms.training_values import TrainingValues
from gui.model.command_table import shown_keys
from gui.shell.project_menus import add_recents, add_starters, preset_menu
from gui.shell.status_bar import awaited
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.widgets.basic import icon_button, label, restyle
from gui.widgets.bubble import Bubble
from gui.widgets.menu_button import MenuButton, heading
from gui.widgets.switches import Segments

HEIGHT, LEAST_HEIGHT = 64, 54
SHORTEST_NAME = 104
"""The project's name is shortened to this before anything folds."""


def clock(seconds: float) -> str:
    """`0:06`, `12:40`, `1:02:00`."""
    whole = max(round(seconds), 0)
    minutes, hours = whole // 60 % 60, whole // 3600
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


class Counter(QWidget):
    """A tracked heading over a large number with a quiet word beside it."""

    def __init__(self, title: str, tip: str, widest: str):
        super().__init__()
        self.setToolTip(plain(tip))
        self.title = label(title.upper(), "muted", 11, 600)
        self.title.setFont(theme.heading())
        self.number = label("", "", 20, 600, tabular=True)
        self.beside = label("", "muted", 13, tabular=True)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.number, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(self.beside, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addLayout(row)
        # Room for the widest number from the start: nothing to the right of a counter may move while it counts.
        self.widest = self.number.fontMetrics().horizontalAdvance(widest) + 6

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(self.widest, 0))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(self.widest, 0))

    def show_number(self, number: str, beside: str = "") -> None:
        """Show a number and the word beside it."""
        self.number.setText(number)
        self.beside.setText(beside)


class TopBar(QFrame):
    """Everything that starts, stops and steers training. It asks `commands` for what the buttons do."""

    def __init__(self, document, runner_state: RunState, commands, window: QWidget):
        super().__init__(window)
        self.document, self.commands = document, commands
        self.setProperty("bar", "top")
        self.setFixedHeight(max(HEIGHT, theme.px(LEAST_HEIGHT)))
        self.bubble = Bubble(document, window)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(10, 0, 14, 0)
        self.row.setSpacing(6)
        self._project_part()
        self._play_part()
        self._training_part()
        self.theme_button = icon_button("moon", f"{tr('Light or dark')} ({shown_keys('theme')})")
        self.theme_button.clicked.connect(commands["theme"].trigger)
        self.row.addWidget(self.theme_button)
        self.start_mode, self._room, self._was_awaited = False, None, False
        self.state = runner_state
        self.show_state(runner_state)
        self.show_project(document.project)
        self.show_theme()

    def _project_part(self):
        self.menu_button = icon_button("menu", tr("Menu: every command and its shortcut"), framed=False, size=20)
        self.menu_button.setFixedSize(theme.px(20) + 12, theme.px(20) + 12)
        self.title = label("Layerlab", "", 16, 600)
        self.project = MenuButton("", tr("Starter projects and recent files"), 13)
        for widget in (self.menu_button, self.title, self.project):
            self.row.addWidget(widget)
        self.row.addSpacing(6)

    def _play_part(self):
        self.buttons = {}
        for name, glyph in (("reset", "reset"), ("reseed", "dice")):
            self._command_button(name, glyph)
        self.play = QPushButton(tr("Play"))
        self.play.setProperty("play", True)
        self.play.setFont(theme.font(14, 600))
        self.play.setFixedWidth(round(96 * theme.text_scale()))
        self.play.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.play.setCursor(Qt.CursorShape.PointingHandCursor)
        self.play.clicked.connect(self.commands["play"].trigger)
        self.row.addWidget(self.play)
        for name, glyph in (("batch", "step"), ("epoch", "epoch")):
            self._command_button(name, glyph)
        self.epoch = Counter(tr("Epoch"), tr("Passes over the training samples so far, and when training stops"),
                             "888.8")
        self.left = Counter(tr("Time left"), tr("Until the last epoch, from the speed measured just now"), "8:88")
        self.row.addSpacing(4)
        self.row.addWidget(self.epoch)
        self.row.addSpacing(4)
        self.row.addWidget(self.left)

    def _command_button(self, name, glyph):
        action = self.commands[name]
        button = icon_button(glyph, f"{action.text()} ({shown_keys(name)})\n{action.toolTip()}")
        button.clicked.connect(action.trigger)
        self.buttons[name] = button
        self.row.addWidget(button)

    def _training_part(self):
        self.row.addStretch(1)
        self.speed_word = label("Speed", "muted", 12)
        self.speed = Segments(tuple(tr(speed.title) for speed in SPEEDS), tuple(tr(s.meaning) for s in SPEEDS),
                              tr("Speed"))
        self.values = TrainingValues(self.document, self.bubble.show_under)
        self.folded = MenuButton(tr("Training"), tr("Optimiser, learning rate, batch, loss and the rest"), 13,
                                 framed=True)
        self.form: Form | None = None
        self.folded.show_panel(self._make_form, theme.px(320))
        for widget in (self.speed_word, self.speed, self.values, self.folded):
            self.row.addWidget(widget)

    def _make_form(self) -> Form:
        self.form = Form(self.document.project.training, label_width=100)
        self.form.edited.connect(lambda value, path, gesture: self.document.edit_training(
            value, tr("Training: {field}", field=title_at(value, path)), gesture))
        return self.form

    # ---- what it shows

    def show_project(self, project) -> None:
        """Follow the document."""
        self.project.setText(short(project.name) if project.name not in ("", "Untitled") else tr("Untitled"))
        self.values.show_project(project)
        if self.form is not None:
            self.form.show_value(project.training)
        self.show_blocked()

    def show_state(self, state: RunState) -> None:
        """Follow the runner."""
        self.state = state
        self.play.setText(tr("Pause") if state.running else tr("Soon") if state.awaited else tr("Play"))
        self._show_awaited(state)
        # A second round goes further than the project's own number.
        until = state.epochs if state.step else self.document.project.training.epochs
        self.epoch.show_number(local(f"{state.epoch:.1f}"), tr("of {n}", n=until))
        self.left.show_number("" if state.time_left is None else clock(state.time_left))
        room = len(self.epoch.number.text()), until, state.time_left is None
        if room != self._room:
            self._room = room
            self.fold()
        if self.speed.index != state.speed:
            self.speed.show_index(state.speed)
        self.show_blocked()

    def _show_awaited(self, state: RunState) -> None:
        """Under Play, as long as it was pressed and nothing can begin yet."""
        if state.awaited:
            self.bubble.show_under(self.play, "\n".join((awaited(state), tr("Press again to cancel."))), "")
        elif self._was_awaited:
            self.bubble.show_under(self.play, "")
        self._was_awaited = state.awaited

    def show_opening(self, on: bool) -> None:
        """A project is being read: Play may be pressed for it already."""
        self.play.setEnabled(on or not self.start_mode)

    def show_blocked(self) -> None:
        """Where nothing can be trained, Play is grey and says why; a click shows the first problem."""
        first = next((p.message for p in self.document.check.problems if p.severity == "error"), "")
        state = self.state
        if not first and state is not None and state.phase == "stopped":
            first = state.sentence
        restyle(self.play, "blocked", bool(first) and not self.start_mode)
        theme.set_icon(self.play, "pause" if state and (state.running or state.awaited) else "play",
                       "muted" if first or self.start_mode else "on_filled", 16)
        tip = plain(first) or tr("Train until the epochs are over ({key})", key=shown_keys("play"))
        if tip != self.play.toolTip():
            self.play.setToolTip(tip)

    def show_theme(self) -> None:
        """The glyph of the theme in use."""
        theme.set_icon(self.theme_button, "moon" if theme.tokens().name == "dark" else "sun")
        self.commands["projector"].setChecked(theme.tokens().name == "projector")

    def show_start(self, on: bool) -> None:
        """Before a project is open nothing can be trained: quiet buttons, no counters, no values."""
        self.start_mode = on
        self.play.setEnabled(not on)
        for button in self.buttons.values():
            button.setEnabled(not on)
        for widget in (self.epoch, self.speed):
            widget.setVisible(not on)
        self.show_state(self.state)
        self.fold()

    # ---- folding

    def fold(self) -> None:
        """The training values become one button where the bar is too short, then two words go, then the time left."""
        left_out = {self.folded}
        roomy = self._needed(left_out) <= self.width()
        if not roomy:
            left_out = {self.values}
        for word in (self.speed_word, self.title, self.left):
            if self._needed(left_out) > self.width():
                left_out.add(word)
        self.speed_word.setVisible(self.speed_word not in left_out and not self.start_mode)
        self.title.setVisible(self.title not in left_out)
        self.left.setVisible(self.left not in left_out and self.state.time_left is not None and not self.start_mode)
        self.values.setVisible(roomy and not self.start_mode)
        self.folded.setVisible(not roomy and not self.start_mode)

    def _needed(self, left_out: set) -> int:
        """The width of everything but `left_out`, whatever is shown now."""
        margins, spacing = self.row.contentsMargins(), self.row.spacing()
        width = margins.left() + margins.right()
        for index in range(self.row.count()):
            item = self.row.itemAt(index)
            widget = item.widget()
            stretch = item.spacerItem() is not None and item.sizeHint().width() == 0
            if stretch or widget in left_out or (widget is self.left and self.state.time_left is None):
                continue
            wanted = item.sizeHint().width() if widget is None else max(
                widget.sizeHint().width(), widget.minimumWidth())
            width += (min(wanted, SHORTEST_NAME) if widget is self.project else wanted) + spacing
        return width

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.fold()

    def project_menu(self, recents, open_starter, open_path) -> None:
        """Fill the menu under the project's name: starters, presets, recent files."""
        menu = QMenu(self.project)
        menu.setToolTipsVisible(True)
        heading(menu, tr("Starter projects"))
        add_starters(menu, open_starter)
        menu.addMenu(preset_menu(menu, open_starter))
        if recents:
            heading(menu, tr("Recent"))
        add_recents(menu, recents, open_path)
        menu.addSeparator()
        for name in ("open", "save", "save_as", "rename", "notes"):
            menu.addAction(self.commands[name])
        self.project.show_menu(menu)
