"""The page on which a table is looked at as a series in time: what is foretold, from what, and by which steps."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.importing.proposal import propose_project
from core.importing.series_overview import SeriesOverview, looked_at
from core.project.spec import Split
from gui.drawing.pictures import short
from gui.forms.form import Form
from gui.own_data.scrolled import MARGIN, side_of
from gui.own_data.series_steps import SeriesSteps
from gui.own_data.table_cards import BecomesCard
from gui.sidebar.split_bar import SplitBar
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.translation import counted, tr
from gui.widgets import dialogs
from gui.widgets.basic import Card, Elided, label
from gui.widgets.link import link

ASKED = ("value", "time", "also", "window", "horizon", "turn")


class SeriesFileCard(Card):
    """Which columns, and how far. `wanted(dataset)` when others are, `otherwise(kind, form)` when as a table."""

    wanted = Signal(object)
    otherwise = Signal(str, object)

    def __init__(self):
        super().__init__("File", foldable=False)
        self.name, self.facts = Elided("", "", 13), Elided()
        self.name.setFont(theme.font(13, 600))
        self.words = label("", "muted", 12, wrap=True)
        self.form: Form | None = None
        self.table = link("Read it as a table", lambda: self.otherwise.emit("table", None))
        for widget in (self.name, self.facts, self.words, self.table):
            self.body.addWidget(widget)

    def show_overview(self, found: SeriesOverview) -> None:
        """Show the file and what is chosen of it."""
        self.name.show_text(found.path.name)
        steps = counted(found.dataset.steps, "{n} moment", "{n} moments", n=grouped(found.dataset.steps))
        first, last = found.span
        self.facts.show_text(f"{steps} · {first} – {last}" if first else steps)
        if self.form is None:
            self.form = Form(found.dataset, only=ASKED)
            self.form.edited.connect(lambda made, *_: self.wanted.emit(made))
            self.body.insertWidget(2, self.form)
        self.form.show_value(found.dataset)
        self.words.setText(" ".join(found.notes))
        self.words.setVisible(bool(found.notes))


class SeriesPage(QWidget):
    """Everything about one series. `used(project, notes)` when it is to become a project."""

    used = Signal(object, object)

    def __init__(self, found: SeriesOverview, background):
        super().__init__()
        self.background, self.found, self.pending, self.split = background, found, 0, Split()
        self.file, self.steps = SeriesFileCard(), SeriesSteps()
        self.becomes = BecomesCard({"windows": "Windows", "answer": "Answer", "net": "First net"}, "Use this series")
        self.parts, self.bar = Card("Split", foldable=False), SplitBar()
        self.bar.edited.connect(self._split_edited)
        self.naive = label("", "muted", 12, wrap=True)
        self.parts.body.addWidget(self.bar)
        self.parts.body.addWidget(label("In order of time: the last moments are kept for validation and test.", "muted",
                                        12, wrap=True))
        self._build()
        self.file.wanted.connect(self.wish)
        self.steps.wanted.connect(self.wish)
        self.becomes.wanted.connect(self.use)
        shortcut = QShortcut(self)
        shortcut.setKeys([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.use)
        self.show_overview(found)

    def _build(self):
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(MARGIN)
        row.addWidget(side_of((self.file, self.becomes, self.parts)))
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(label("What does the network have to foretell?", "", 16, 600))
        column.addWidget(label("Each step makes the series easier to foretell and is taken back afterwards: forecasts "
                               "stand in the unit of the data.", "muted", 12, wrap=True))
        column.addWidget(self.steps, 1)
        column.addWidget(self.naive)
        row.addWidget(card, 1)

    def show_overview(self, found: SeriesOverview) -> None:
        """Show what was found."""
        self.found = found
        self.file.show_overview(found)
        self.steps.show_overview(found)
        words = dict.fromkeys(self.becomes.values, "–")
        usable, count = not found.trouble, 0
        if usable:
            description = found.dataset.describe()
            count = description.count
            layers = propose_project(found.dataset).network.nodes
            words = {"windows": grouped(count), "answer": counted(
                description.outputs, "the next value of {name}", "the next {n} values of {name}",
                name=found.dataset.value[:40]), "net": " · ".join(tr(node.layer.shown_name()) for node in layers)}
        self.becomes.show_words(words, usable, found.trouble)
        self.bar.show_split(self.split, count)
        parts = [tr("{name}: misses by {miss}", name=one.name, miss=short(one.miss)) for one in found.naive]
        self.naive.setText(tr("Without a network, over the last fifth: {parts}.", parts=" · ".join(parts))
                           if parts else "")

    def _split_edited(self, split, _gesture):
        self.split = replace(self.split, validation=split.validation, test=split.test)

    def take_focus(self) -> None:
        """The keys to the button that is meant next."""
        self.becomes.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def wish(self, dataset) -> None:
        """Take the series as a person wants it."""
        self.pending += 1
        self.background.run(partial(looked_at, dataset), partial(self._looked, self.pending),
                            partial(self._refused, self.pending))

    def _looked(self, number, found):
        if number == self.pending:
            self.show_overview(found)

    def _refused(self, number, sentence):
        if number == self.pending:
            self.show_overview(self.found)
            dialogs.say(self.window(), sentence)

    def use(self) -> None:
        """Make the series a project, where it can be one."""
        if self.found.trouble:
            return
        project = propose_project(self.found.dataset)
        self.used.emit(replace(project, data=replace(project.data, split=self.split)), self.found.notes)

    def stop(self) -> None:
        """The page goes; what is still looked at is of no use."""
        self.pending += 1
