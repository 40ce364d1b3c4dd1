"""The base class of export formats."""

from typing import ClassVar

from core.export.trained import Trained


class Exporter:
    """One format. `word` is what `--to` calls it, `ending` the ending of its file; `chosen` says that this ending alone
    means this format."""

    word: ClassVar[str]
    title: ClassVar[str]
    ending: ClassVar[str]
    chosen: ClassVar[bool] = True
    needs: ClassVar[str] = ""
    """What the other side must have installed."""

    weights_alone: ClassVar[bool] = False
    """Nothing in it computes."""
    folder: ClassVar[bool] = False
    """It is a folder with files of fixed names."""

    def files(self, trained: Trained, stem: str) -> dict[str, bytes]:
        """The content of every file by its name; the first one is named `stem` with the ending."""
        raise NotImplementedError
