"""Both ends of an explanation: the input pictures, and the output pictures, painted up to here."""

import numpy as np

from core.ops.tensor_type import ROW, TensorType
from gui.drawing.geometry import Box
from gui.explanation.frame import CAPTION
from gui.explanation.maps import FRAME, ChannelStrip, Map, NumberRow
from gui.explanation.piece import WordsPiece
from gui.text.number_text import grouped
from gui.text.translation import tr

STRIP_GAP = 14
STRIP_HEIGHT = 178
HEAD_LEAST = 132


class Ends:
    """Adds both ends to a stage."""

    def __init__(self, stage):
        self.stage = stage
        self.map: Map | None = None
        self.cell = Box(0, 0, 0, 0)
        """Where the explained number stands in what goes out."""

    def strip_width(self) -> float:
        """The room for a strip of channels before the map."""
        types, channels = self.stage.found.input_types, self._channels()
        if not types or not types[0].is_picture or len(channels) < 2:
            return 0.0
        return ChannelStrip.width(min(len(channels), 24), STRIP_HEIGHT) + STRIP_GAP

    def _channels(self) -> tuple[int, ...]:
        """The channels of the first input that the number depends on, or that may be looked at beside it."""
        window, types = self.stage.account.window, self.stage.found.input_types
        if window is not None and len(window.channels) > 1:
            return window.channels
        return tuple(range(types[0].shape[-1])) if types and types[0].is_picture else ()

    def _looked_at(self, values: np.ndarray) -> tuple[int, tuple[range, range] | None]:
        """The channel that is shown, and the window on it."""
        account, place = self.stage.account, self.stage.found.place
        window = account.window
        if window is not None:
            return window.channels[min(self.stage.found.channel, len(window.channels) - 1)], (
                _span(window.rows), _span(window.columns))
        moved = account.comes_from(place)
        if moved is None or len(moved) != 3:
            return min(place[-1], values.shape[-1] - 1), None
        row, column, channel = moved
        return channel, (range(row, row + 1), range(column, column + 1))

    def incoming(self, box: Box, port: int = 0, marked: tuple[int, ...] = ()) -> None:
        """What comes in at a port: a map with its channels beside it, or a row of numbers."""
        stage = self.stage
        values = stage.found.inputs[port]
        shape, blocks = stage.story.shape(values), (stage.story.source(port), stage.story.short_source(port))
        lines = [tr("{shape} from {block}", shape=shape, block=block) for block in blocks]
        stage.head(box, tr("What comes in"), *lines, shape, short=tr("Input"))
        type_ = stage.found.input_types[port]
        if not type_.is_picture:
            own = stage.account.comes_from(stage.found.place)
            if not marked and own is not None and len(own) == len(type_.axes) and all(
                    along < size for along, size in zip(own, values.shape, strict=True)):
                marked = (int(np.ravel_multi_index(own, values.shape)),)
            stage.add(NumberRow(box, values, stage.colours, marked, act="", word="input {number}",
                                columns=_columns(type_)))
            return
        channel, window = self._looked_at(values)
        left, low, channels = box.x, 0.0, self._channels()
        if stage.ends.strip_width() and port == 0:
            numbers = ChannelStrip.shown(values, channels, channel)
            strip = stage.add(ChannelStrip(box, values, numbers, channel, stage.colours))
            left, low = strip.box.right + STRIP_GAP - 2, strip.box.bottom
        self.map = stage.add(Map(Box(left, box.y, box.right - left, box.h), values[..., channel], stage.colours, window,
                                 act="window", name=tr("What comes in")))
        if values.shape[-1] > 1:
            self._caption(Box(box.x, max(self.map.box.bottom, low), box.w, 0),
                          tr("channel {number} of {all}", number=channel + 1, all=values.shape[-1]))

    def _caption(self, box: Box, words: str) -> None:
        self.stage.add(WordsPiece(Box(box.x, box.bottom + 5, box.w, CAPTION * self.stage.scale - 4), words))

    def several(self, box: Box) -> list[Box]:
        """The same place in every input, one below the other, at most three."""
        stage, found = self.stage, self.stage.found
        shown = found.inputs[:3]
        stage.head(box, tr("What comes in"), tr("{n} inputs", n=len(found.inputs)))
        high = (box.h - 22 * stage.scale * len(shown)) / len(shown)
        boxes = []
        for port, values in enumerate(shown):
            part = Box(box.x, box.y + port * (high + 22 * stage.scale), box.w, high)
            if found.input_types[port].is_picture:
                row, column, channel = found.place
                piece = Map(part, values[..., channel], stage.colours, (range(row, row + 1), range(column, column + 1)),
                            name=stage.story.source(port))
            else:
                number = int(np.ravel_multi_index(found.place, values.shape))
                piece = NumberRow(part, values, stage.colours, (number,), act="unit")
            stage.add(piece)
            self._caption(Box(box.x, piece.box.bottom - 2, box.w, 0), stage.story.source(port))
            boxes.append(piece.box)
        return boxes

    def data(self, box: Box, scaled: bool = True) -> None:
        """The sample as the data has it, in colours of its own where the network gets it scaled."""
        stage, x = self.stage, self.stage.found.sample.inputs[self.stage.found.node]
        shape = stage.story.shape(x)
        stage.head(box, tr("The data"), tr("{shape}, before scaling", shape=shape) if scaled else shape)
        reach = float(np.abs(x).max()) or 1.0
        self._end(box, x / reach * stage.colours.limit if scaled else x, "data")

    def outgoing(self, box: Box) -> Box:
        """What goes out, painted up to the number; returns the box of its picture."""
        stage, values = self.stage, self.stage.found.output
        number, count = self._counted(values)
        short = tr("{number} of {all}", number=grouped(number), all=grouped(count))
        lines = [tr("{part} painted", part=short), short]
        if stage.found.type.is_picture:
            shortest = f"{grouped(number)}/{grouped(count)}"
            lines = [*(tr("map {map}, {painted}", map=stage.found.place[-1] + 1, painted=line)
                       for line in (*lines, shortest)), short, shortest]
        found = self._end(box, values, "out")
        left = min(found.x - FRAME, max(box.right - HEAD_LEAST * stage.scale, box.x))
        stage.head(Box(left, box.y, box.right - left, box.h), tr("What goes out"), *lines, short=tr("Output"))
        return found

    def _counted(self, values: np.ndarray) -> tuple[int, int]:
        """How many values are known in reading order, this one among them, and how many there are."""
        place = self.stage.found.place
        if self.stage.found.type.is_picture:
            return place[0] * values.shape[1] + place[1] + 1, values.shape[0] * values.shape[1]
        return int(np.ravel_multi_index(place, values.shape)) + 1, values.size

    def _end(self, box: Box, values: np.ndarray, kind: str) -> Box:
        stage, place = self.stage, self.stage.found.place
        painted = self._counted(values)[0] if kind == "out" else None
        type_ = stage.found.type
        if type_.is_picture:
            row, column, channel = place
            piece = Map(box, values[..., channel], stage.colours, (range(row, row + 1), range(column, column + 1)),
                        painted, name=tr("What goes out"))
            cell = piece.cell(row, column)
        else:
            number = int(np.ravel_multi_index(place, values.shape))
            piece = NumberRow(box, values.ravel(), stage.colours, (number,), painted,
                              act="unit" if type_.is_row else "flat", word="value {number}", columns=_columns(type_))
            cell = piece.cell(number)
        if kind == "out":
            # What goes out ends at the right edge of the stage.
            aside = box.right - FRAME - piece.box.right
            piece.box, cell = piece.box.moved(aside, 0), cell.moved(aside, 0)
            self.cell = cell
        stage.add(piece)
        return piece.box

    def zoom(self, target: Box) -> None:
        """Two lines from the window to what is made of it."""
        if self.map is not None and self.map.window is not None:
            frame = self.map.frame
            for start, end in (((frame.right, frame.y), (target.x - 4, target.y)),
                               ((frame.right, frame.bottom), (target.x - 4, target.bottom))):
                self.stage.point([start, end], head=False, width=1.0, alpha=0.6)


def _columns(type_: TensorType) -> int:
    """How many values of a row stand in a line: those of one moment of a series, else as many as fit best."""
    return type_.shape[-1] if type_.in_time and len(type_.axes) > len(ROW) else 0


def _span(places: tuple[int, ...]) -> range:
    """From the first to the last place of a window."""
    return range(min(places), max(places) + 1) if places else range(0)
