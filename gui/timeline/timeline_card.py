"""The timeline card under the canvas: the position of training, the bar, how much is kept, the branches."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout

from core.session.run_state import RunState
from core.training.checkpoints import Track
from gui.style import theme
from gui.text.number_text import grouped, local
from gui.text.translation import again, counted, tr
from gui.timeline.bar import Bar
from gui.widgets.basic import Elided, label, restyle

HEIGHTS = (76, 106, 118)
"""In a narrow, a usual and a wide window."""


class TimelineCard(QFrame):
    """`chosen` carries the number of a moment to go to, `line_chosen` that of a branch. `worth` says whether there is
    something to show; `worth_changed` when that is otherwise."""

    chosen = Signal(int)
    line_chosen = Signal(int)
    worth_changed = Signal()

    def __init__(self, runner):
        super().__init__()
        self.setProperty("card", True)
        self.setAccessibleName(tr("Timeline"))
        self.title = label("TIMELINE", "muted", 11, 600)
        self.title.setFont(theme.heading())
        self.title.setToolTip(tr("Drag the handle back: every view shows that moment. [ and ] go to the previous and "
                                 "the next one.\n◆ you changed something   ■ best   ▲ doctor"))
        self.where = label("", "", 12, tabular=True)
        self.branch = QToolButton()
        self.branch.setAccessibleName(tr("Branches of training"))
        self.branch.setProperty("flat", True)
        self.branch.setFont(theme.font(12))
        self.branch.setToolTip(tr("Every time you played on from an earlier moment or started again, what came after "
                                  "it was left on a branch; go to its end"))
        self.branch.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.branch.setMenu(QMenu(self.branch))
        self.branch.menu().aboutToShow.connect(self._fill)
        self.note = Elided()
        self.note.setAlignment(self.note.alignment().AlignRight | self.note.alignment().AlignVCenter)
        self.note.setFont(theme.font(12, tabular=True))
        self.bar = Bar()
        self.bar.chosen.connect(self.chosen)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.title)
        head.addWidget(self.where)
        head.addWidget(self.branch)
        head.addWidget(self.note, 1)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(0)
        self.column.addLayout(head)
        self.column.addWidget(self.bar, 1)
        self.worth, self._generation, self.aside = False, -1, False
        self.setFocusProxy(self.bar)
        runner.track_changed.connect(self.show_track)
        runner.state_changed.connect(self.show_state)
        runner.history_changed.connect(self.bar.show_history)
        self.bar.show_history(runner.history)
        self.show_track(runner.track)
        self.show_state(runner.state)
        self.set_size(1)

    def step_aside(self, aside: bool) -> None:
        """Make room for what speaks of another run, or come back."""
        self.aside = aside
        self.worth_changed.emit()

    def set_size(self, kind: int) -> None:
        """0, 1 or 2: for a narrow, usual or wide window."""
        above, below = ((8, 6), (10, 8), (12, 10))[kind]
        self.column.setContentsMargins(16, above, 16, below)
        self.setFixedHeight(HEIGHTS[kind] + round(30 * (theme.text_scale() - 1)))

    def show_track(self, track: Track) -> None:
        """Other moments are kept."""
        self.track = track
        self.bar.show_track(track)
        count = len(track.moments)
        used, budget = track.nbytes / 1e6, track.budget / 1e6
        shown = local(f"{used:.1f}" if used < 9.95 else f"{used:.0f}")
        memory = tr("{used} of {budget} MB", used=shown, budget=f"{budget:.0f}")
        kept = counted(count, "{n} moment kept", "{n} moments kept")
        if track.sentence:
            self.note.show_text(again(track.sentence))
        else:
            self.note.show_text(f"{kept} · {memory}", kept, tr("{n} kept", n=count))
        lines = self.lines()
        self.branch.setVisible(len(lines) > 1)
        if len(lines) > 1:
            self.branch.setText(tr("branch {place} of {count}  ▾", place=lines.index(track.line) + 1,
                                   count=len(lines)))
        self.bar.setAccessibleDescription(kept)

    def lines(self) -> list[int]:
        """The branches, oldest first."""
        return [line.number for line in self.track.lines]

    def show_state(self, state: RunState) -> None:
        """Where training stands."""
        worth = state.step > 0 or state.rewound or (self.worth and state.generation == self._generation)
        self._generation = state.generation
        if worth != self.worth:
            self.worth = worth
            self.worth_changed.emit()
        words = tr("epoch {epoch:.1f} · batch {batch}", epoch=state.epoch, batch=grouped(state.step))
        if state.rewound:
            words += " · " + tr("{n} later", n=state.later)
        if self.where.text() != words:
            self.where.setText(words)
        restyle(self.where, "role", "accent" if state.rewound else "muted")
        self.bar.show_state(state.epoch, state.rewound)

    def _fill(self):
        menu = self.branch.menu()
        menu.clear()
        for place, line in enumerate(self.lines()):
            found = next(entry for entry in self.track.lines if entry.number == line)
            text = tr("Branch {place}", place=place + 1)
            text += tr(", from batch {batch}", batch=grouped(found.step)) if found.parent >= 0 else ""
            action = menu.addAction(text, lambda line=line: self.line_chosen.emit(line))
            action.setCheckable(True)
            action.setChecked(line == self.track.line)
