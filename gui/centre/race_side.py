"""The side of the race: which lanes run, how strong the cures are, and whether the race is fair."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.races.fairness import Fairness
from gui.text.plain_text import plain
from gui.text.translation import again, tr
from gui.widgets.basic import Elided, label, restyle
from gui.widgets.switches import Segments, Toggle

MOST, LEAST = 4, 2
STRENGTHS = (0.2, 1.0, 4.0)
FACTS = (("start", "Same first weights"), ("samples", "Same training samples"), ("validation", "Judged by the same"),
         ("batches", "Same batches"), ("budget", "Same epochs"))


class RaceSide(QWidget):
    """`changed` when other lanes shall run, `strength_changed` when the cures shall be weaker or stronger;
    `go_wanted` for the button that starts, stops and goes on."""

    changed = Signal()
    strength_changed = Signal(float)
    go_wanted = Signal()
    again_wanted = Signal()

    def __init__(self):
        super().__init__()
        self.setProperty("clear", True)
        self.offers, self.refusals = (), {}
        self.toggles: dict[str, Toggle] = {}
        self.chosen: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.count = label("", "muted", 12, 600)
        column.addWidget(self.count)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(4)
        column.addLayout(self.rows)
        self.strength = Segments((tr("weak"), tr("usual"), tr("strong")), name=tr("Strength of the cures"))
        self.strength.show_index(1)
        self.strength.chosen.connect(lambda _: self.strength_changed.emit(self.factor))
        column.addWidget(self.strength)
        buttons = QHBoxLayout()
        self.go, self.anew = QPushButton(tr("Race")), QPushButton(tr("Race again"))
        self.go.setProperty("outlined", True)
        self.go.clicked.connect(self.go_wanted)
        self.anew.clicked.connect(self.again_wanted)
        for button in (self.go, self.anew):
            buttons.addWidget(button, 1)
        column.addLayout(buttons)
        self.fair = label("", "muted", 12, 600)
        column.addWidget(self.fair)
        self.ticks = {name: label("", "muted", 12) for name, _ in FACTS}
        for tick in self.ticks.values():
            column.addWidget(tick)
        column.addStretch(1)
        self.show_fair(None)

    @property
    def factor(self) -> float:
        """The strength that is chosen."""
        return STRENGTHS[self.strength.index]

    def show_offers(self, offers, refusals: dict[str, str], chosen: list[str]) -> None:
        """Show other lanes to choose from; `refusals` are sentences by the keys of those that cannot run."""
        while (item := self.rows.takeAt(0)) is not None:
            item.widget().deleteLater()
        self.offers, self.refusals, self.chosen, self.toggles = offers, refusals, chosen, {}
        for offer in offers:
            row = QWidget()
            row.setProperty("clear", True)
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            toggle, words, why = Toggle(offer.name), Elided(), refusals.get(offer.key, "")
            toggle.setAccessibleName(offer.name)
            toggle.show_checked(offer.key in chosen)
            toggle.setEnabled(not why)
            toggle.toggled.connect(lambda on, key=offer.key: self._toggled(key, on))
            words.show_text(offer.name)
            restyle(words, "role", "faint" if why else "")
            for widget in (row, toggle):
                widget.setToolTip(plain(again(why)))
            line.addWidget(toggle)
            line.addWidget(words, 1)
            self.rows.addWidget(row)
            self.toggles[offer.key] = toggle
        self._count()

    def _toggled(self, key: str, on: bool) -> None:
        if on and len(self.chosen) >= MOST:
            self.toggles[self.chosen.pop()].show_checked(False)
        if on:
            self.chosen.append(key)
        elif len(self.chosen) > LEAST:
            self.chosen.remove(key)
        else:
            self.toggles[key].show_checked(True)
            return
        order = [offer.key for offer in self.offers]
        self.chosen.sort(key=order.index)
        self._count()
        self.changed.emit()

    def _count(self):
        self.count.setText(tr("LANES, {n} OF {most}", n=len(self.chosen), most=MOST))

    def show_fair(self, fair: Fairness | None) -> None:
        """Tick what the lanes have in common; one thing that they have not, and the word Fair is gone."""
        for name, words in FACTS:
            same = fair is not None and getattr(fair, name)
            self.ticks[name].setText(("✓  " if same else "–  ") + tr(words))
            restyle(self.ticks[name], "role", "" if same else "muted")
            self.ticks[name].setVisible(fair is not None)
        self.fair.setText("" if fair is None else tr("FAIR RACE") if fair else tr("RACE"))
        self.fair.setVisible(fair is not None)

    def show_phase(self, phase: str) -> None:
        """What the buttons do now."""
        self.go.setText({"racing": tr("Pause"), "preparing": tr("Pause"), "paused": tr("Go on")}.get(phase,
                                                                                                  tr("Race")))
        self.go.setVisible(phase not in ("over", "failed"))
