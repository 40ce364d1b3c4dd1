"""Pictures as they are looked at before they are used: some of every class, what was left out, what they become."""

from itertools import groupby
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.datasets.base import Dataset
from core.datasets.picture_files import PictureFiles
from core.declare.parameters import parameters
from core.importing.picture_proposal import Found, inspect_folder
from core.importing.proposal import Proposal, inspect_file, is_folder, propose_project

SHOWN = 12
"""Pictures of each class."""
MOST_ROWS = 100
ROWS_OF_AMOUNTS = 5


class PictureRow(Struct, frozen=True):
    """Some pictures (n, height, width, channels) of a class, or of a range of amounts, and how many there are of it."""

    name: str
    count: int
    pictures: np.ndarray


class PictureOverview(Struct, frozen=True):
    """What is drawn of pictures. `unreadable` are files with the reasons; `left` can be used of `rows`."""

    path: Path
    dataset: Dataset
    classes: tuple[str, ...]
    balance: tuple[int, ...]
    rows_shown: tuple[PictureRow, ...]
    notes: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]
    rows: int
    left: int
    layers: tuple[str, ...]
    """The kinds of the layers of the first network."""
    read_anew: bool = False
    """Sizes, colours and the answer may be chosen, for the folder can be read again."""
    trouble: str = ""

    @property
    def answer(self) -> str:
        """What is to be told, where it has a name."""
        named = [p.name for p in parameters(type(self.dataset)) if p.name == "target"]
        return str(getattr(self.dataset, named[0])) if named else ""

    @property
    def first_net(self) -> str:
        """The first network in short: how many layers of which kinds."""
        return " · ".join(f"{len(list(same))} {name}" for name, same in groupby(sorted(self.layers)))


def shows_pictures(proposal: Proposal) -> bool:
    """Whether what a file proposes are pictures."""
    return proposal.dataset.describe().input_type.is_picture


def folder_overview(path: str | Path, wanted: PictureFiles | None = None) -> PictureOverview:
    """Read a folder of pictures, or that of the pictures which a table names, and look at it, `wanted` sizes, colours
    and answer kept; DataError with one sentence. Tells how far it is, and may be given up."""
    folder = Path(path) if is_folder(path) else Path(path).parent
    return replace(_looked_at(folder, inspect_folder(folder, wanted)), read_anew=True)


def picture_overview(path: str | Path, proposal: Proposal | None = None) -> PictureOverview:
    """Look at any file or folder that proposes pictures; DataError with one sentence."""
    found = proposal or inspect_file(path)
    return _looked_at(Path(path), Found(found.dataset, found.targets, found.notes, found.unreadable))


def _looked_at(path: Path, found: Found) -> PictureOverview:
    dataset = found.dataset
    description, samples = dataset.describe(), dataset.load()
    project = propose_project(dataset)
    layers = tuple(node.layer.shown_name() for node in project.network.nodes)
    if description.classes and description.task.exclusive:
        balance = np.bincount(samples.y, minlength=len(description.classes)).tolist()
        shown = tuple(PictureRow(name, balance[place], _some(samples.x, np.flatnonzero(samples.y == place)))
                      for place, name in enumerate(description.classes[:MOST_ROWS]))
    else:
        balance, shown = [], _by_amount(samples)
    count = len(samples)
    return PictureOverview(path, dataset, description.classes if balance else (), tuple(balance), shown, found.notes,
                           found.unreadable, found.targets, count + len(found.unreadable), count, layers)


def _some(pictures: np.ndarray, places: np.ndarray) -> np.ndarray:
    """A few of them, drawn by lot: files are often taken one after the other. The same ones every time."""
    lot = np.random.default_rng(1).permutation(places)[:SHOWN]
    return np.array(pictures[lot])


def _by_amount(samples) -> tuple[PictureRow, ...]:
    """Rows of pictures from the lowest to the highest amount."""
    values = samples.y.reshape(len(samples), -1)[:, 0]
    found = []
    for places in np.array_split(np.argsort(values, kind="stable"), min(ROWS_OF_AMOUNTS, len(values))):
        low, high = values[places].min(), values[places].max()
        found.append(PictureRow(f"{low:g} … {high:g}", len(places), _some(samples.x, places)))
    return tuple(found)
