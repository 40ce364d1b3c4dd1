"""Visible text in the user's language: everything that is shown passes through Qt's translation here."""

from PySide6.QtCore import QCoreApplication

CONTEXT = "Layerlab"


def tr(text: str, **facts) -> str:
    """`text` in the language in use, with `{name}` replaced by the facts; the text itself where it is not known."""
    found = QCoreApplication.translate(CONTEXT, text) if text else text
    return found.format(**facts) if facts else found


def counted(number: int, one: str, many: str, shown: str | None = None) -> str:
    """`1 epoch` or `7 epochs`: the right form of two texts that hold `{n}`; `shown` is the number as it is written."""
    return tr(one if number == 1 else many, n=str(number) if shown is None else shown)
