"""What the heads of the data card have in common: the first samples of a data set, drawn at the width of the card."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.base import Description, Samples
from gui.style import theme
from gui.text.plain_text import plain


class SamplesHead(QWidget):
    """Members draw `samples` and say what they are in words and how high they stand."""

    def __init__(self):
        super().__init__()
        self.samples: Samples | None = None
        self.description: Description | None = None
        self.fit()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def show_samples(self, samples: Samples | None, description: Description) -> None:
        """Draw the first of these samples; None while they are on their way."""
        self.samples, self.description = samples, description
        self.setToolTip(plain(self.words(description)))
        self.fit()
        self.update()

    def words(self, description: Description) -> str:
        """What the samples are, for the tooltip."""
        raise NotImplementedError

    def high(self) -> float:
        """The pixels that it needs."""
        raise NotImplementedError

    def fit(self) -> None:
        """Take the height that it needs."""
        self.setFixedHeight(round(self.high()) + 4)
