"""The page on which a table is looked at as a series in time: what is foretold, from what, and by which steps."""

from functools import partial

from msgspec.structs import replace

from core.importing.proposal import propose_project
from core.importing.series_overview import SeriesOverview, looked_at
from gui.drawing.pictures import short
from gui.own_data.file_card import FileCard
from gui.own_data.page import FilePage, page_card
from gui.own_data.scrolled import side_of
from gui.own_data.series_steps import SeriesSteps
from gui.own_data.table_cards import BecomesCard
from gui.own_data.text_cards import PlaceSplitCard
from gui.text.number_text import grouped
from gui.text.translation import counted, tr
from gui.widgets.basic import label
from gui.widgets.link import link

ASKED = ("value", "time", "also", "window", "horizon", "turn")


class SeriesFileCard(FileCard):
    """Which columns, and how far."""

    def __init__(self):
        super().__init__()
        self.table = link("Read it as a table", lambda: self.otherwise.emit("table", None))
        self.add(self.table)

    def show_overview(self, found: SeriesOverview) -> None:
        """Show the file and what is chosen of it."""
        steps = counted(found.dataset.steps, "{n} moment", "{n} moments", n=grouped(found.dataset.steps))
        first, last = found.span
        self.show_file(found.path, steps, *([f"{first} – {last}"] if first else ()))
        self.show_form(found.dataset, only=ASKED)
        self.show_words(" ".join(found.notes))


class SeriesPage(FilePage):
    """Everything about one series."""

    def __init__(self, found: SeriesOverview, background):
        super().__init__(background)
        self.found = found
        self.file, self.steps = SeriesFileCard(), SeriesSteps()
        self.becomes = BecomesCard({"windows": "Windows", "answer": "Answer", "net": "First net"}, "Use this series")
        self.split = PlaceSplitCard(label("In order of time: the last moments are kept for validation and test.",
                                          "muted", 12, wrap=True))
        self.naive = label("", "muted", 12, wrap=True)
        self._build()
        self.file.wanted.connect(self.wish)
        self.steps.wanted.connect(self.wish)
        self.becomes.wanted.connect(self.use)
        self.show_overview(found)

    def _build(self):
        self.row.addWidget(side_of((self.file, self.split), self.becomes))
        card, column = page_card()
        column.addWidget(label("What does the network have to foretell?", "", 16, 600))
        column.addWidget(label("Each step makes the series easier to foretell and is taken back afterwards: forecasts "
                               "stand in the unit of the data.", "muted", 12, wrap=True))
        column.addWidget(self.steps, 1)
        column.addWidget(self.naive)
        self.row.addWidget(card, 1)

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
        self.split.show_count(count)
        parts = [tr("{name}: misses by {miss}", name=one.name, miss=short(one.miss)) for one in found.naive]
        self.naive.setText(tr("Without a network, over the last fifth: {parts}.", parts=" · ".join(parts))
                           if parts else "")

    def say_again(self) -> None:
        self.wish(self.found.dataset)

    def wish(self, dataset) -> None:
        """Take the series as a person wants it."""
        self.look(partial(looked_at, dataset), self.show_overview, lambda: self.show_overview(self.found))

    def use(self) -> None:
        """Make the series a project, where it can be one."""
        if self.found.trouble:
            return
        project = propose_project(self.found.dataset)
        self.used.emit(replace(project, data=replace(project.data, split=self.split.split)), self.found.notes)
