"""The doctor in the window: the card above the views, the count in the status bar, ▲ on the blocks, the fixes."""

from msgspec.structs import replace
from PySide6.QtCore import QObject

from core.session.orders import ApplyFix
from core.session.past_networks import UndoMoments
from gui.doctor.finding_card import DoctorCard, in_words
from gui.timeline.jump import Jump


class Doctor(QObject):
    """Ties findings to everything that shows them. A person who folds the card keeps it folded until something else
    is found."""

    def __init__(self, window, document, selection, runner, network, views):
        super().__init__(window)
        self.window, self.document, self.selection = window, document, selection
        self.runner, self.network = runner, network
        self.card = DoctorCard()
        self._folded, self._seen, self._shown = False, frozenset(), None
        views.put_on_top(self.card)
        self.card.folded.connect(lambda: self.unfold(False))
        self.card.mend_wanted.connect(self.mend)
        self.card.node_wanted.connect(self._look_at)
        window.status.doctor.clicked.connect(lambda: self.unfold(not self.card.isVisible()))
        runner.state_changed.connect(self._show)
        self._show(runner.state)

    def _show(self, state) -> None:
        findings = () if self.window.starting else state.findings
        if (findings, self.document.project.network) == self._shown:
            return
        self._shown = findings, self.document.project.network
        findings = tuple(entry.again() for entry in findings)  # in the language that is shown now
        marks = frozenset(entry.mark for entry in findings)
        if marks - self._seen:
            self._folded = False
        self._seen = marks
        network = self.document.project.network
        self.card.show_findings(findings, network)
        self.card.setVisible(bool(findings) and not self._folded)
        self.window.status.show_findings(len(findings))
        self.network.show_findings({entry.node: in_words(entry.sentence, network) for entry in reversed(findings)
                                    if entry.node})

    def unfold(self, on: bool) -> None:
        """Show the card, or leave the count in the status bar alone."""
        self._folded = not on
        if on:
            self.window.commands["views"].setChecked(True)
            self.window.show_views(True)
        self.card.setVisible(on and bool(self.card.findings))

    @property
    def kept(self) -> tuple:
        """Whether the card is folded, over what, and what it shows."""
        return self._folded, self._seen, self.card.kept

    def take_up(self, kept: tuple) -> None:
        """Have the card as another was."""
        folded, seen, shown = kept
        self.card.take_up(shown)
        if not self._seen - seen:
            self._folded = folded
            self.card.setVisible(bool(self.card.findings) and not folded)

    def _look_at(self, node):
        if node and self.document.project.network.node(node) is not None:
            self.selection.select(node)

    def mend(self, finding, mend) -> None:
        """Carry a cure out, as one step of undo that takes the weights along."""
        place, here = UndoMoments(), self.document.project
        after = replace(mend.of_seed(here.training.seed).project, name=here.name, notes=here.notes)
        self.runner.order(ApplyFix(finding, mend, place))
        self.document.undo_stack.push(Jump(self.document, self.runner, place, after, mend.text))
        self.window.take_focus()  # Space plays: whoever fixes wants to see whether it helps
