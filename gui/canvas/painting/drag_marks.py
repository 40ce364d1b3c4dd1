"""What is painted differently because of the pointer: hover, selection, drags."""

from dataclasses import dataclass, field

from gui.canvas.arrange.lanes import Slot
from gui.drawing.geometry import Box


@dataclass
class Marks:
    """Selected, hovered, dragged; a drop line, a rope, a rubber band; what became of weights."""

    node: str = ""
    link: tuple[str, str] | None = None
    hovered: str = ""
    handle: str = ""
    """The block whose weight handle is under the pointer."""
    hovered_link: tuple[str, str] | None = None
    plus: Slot | None = None
    connection: tuple[tuple[str, str], tuple[int, int]] | None = None
    dragged: str = ""
    drop: Slot | None = None
    refused: bool = False
    lit: frozenset = frozenset()
    dark: frozenset = frozenset()
    rope: tuple[tuple[float, float], tuple[float, float], bool] | None = None
    chosen: frozenset = frozenset()
    """Several blocks that are selected together, the one in `node` among them."""
    band: Box | None = None
    outcomes: dict = field(default_factory=dict)
    step: tuple[str, int] | None = None
    """In a score a block and one of its steps: the pointer was there last."""

    def leave(self) -> None:
        """Nothing is under the pointer."""
        self.hovered, self.handle, self.plus, self.connection, self.hovered_link = "", "", None, None, None
