"""Recognises files that a person opens or drops on the window, and proposes a project that fits them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from core.datasets.base import Dataset
from core.datasets.csv_table import CsvTable, sounds_like_a_class
from core.datasets.fitted_columns import DROP, MEAN
from core.datasets.own_text import OwnText
from core.datasets.text_folder import TextFolder, holds_texts
from core.declare.registry import ACTIVATIONS, DATASETS, LAYERS
from core.files import tensor_file
from core.files.column_names import may_be_data, repeated
from core.files.dialect import reads_as_rows
from core.files.encodings import SAMPLE, beginning, may_be_text
from core.files.idx_file import looks_like_idx
from core.files.numpy_archive import holds_arrays
from core.files.parsed_table import ParsedTable, parsed
from core.files.picture_decoding import looks_like_picture
from core.files.table_form import ALL_GUESSED, GUESS, TableForm
from core.files.user_files import call_strange, reason, regular_file, shown
from core.files.workbook import is_workbook
from core.importing import network_file
from core.importing.column_facts import NOTHING_SAID, TableFacts, column_facts
from core.importing.idx_proposal import inspect_pair
from core.importing.picture_proposal import Found, inspect_arrays, inspect_folder, pictures_named_by
from core.initializers.he import HeUniform
from core.optimizers.adam import Adam
from core.project import data_paths
from core.project.advice import output_units
from core.project.spec import INPUT, Data, Network, Node, Project, Training
from core.text.errors import DataError
from core.text.messages import say

TABLE_ENDINGS = frozenset((".csv", ".tsv", ".tab", ".data"))
TEXT_ENDINGS = (".txt", ".md", ".text", ".rst", ".tex", ".log")
START = 512
"""Bytes from which the kind of a file is told."""
FOREIGN = (
    (b"PK", "a packed file: unpack it first"),
    (b"%PDF", "a PDF: a table has to be a CSV file"),
    (b"\x93NUMPY", "a NumPy array: save a table as CSV"),
    (b"\x1f\x8b", "a packed file: unpack it first"),
)


class Proposal(Struct, frozen=True):
    """A data set for a file, the columns that it could predict instead, and what the reader ought to know."""

    dataset: Dataset
    targets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    """Files that are left out, with the reasons, as ends of a sentence."""


def is_folder(path: str | Path) -> bool:
    """Whether a path leads to a folder; never raises."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False


def kind_of(path: str | Path) -> str:
    """"project", "network" (of another program), "pictures" (an IDX file), "folder", "arrays", "table", "text", or
    "data" where a data set knows it by itself: what a file is, by its content; DataError for anything else."""
    if is_folder(path):
        return "folder"
    found = regular_file(path, DataError)
    try:
        with open(found, "rb") as file:
            start = file.read(START)
    except OSError as error:
        raise DataError(reason(error, path)) from None
    if network_file.format_of(found, start) is not None:
        return "network"
    if found.suffix.lower() in (Project.suffix, ".json") or _holds_project(found, start):
        return "project"
    if looks_like_idx(found):
        return "pictures"
    if start.startswith(b"PK") and holds_arrays(found):
        return "arrays"
    if is_workbook(found):
        return "table"
    if _known(found, start):
        return "data"
    if looks_like_picture(start):
        raise DataError(say("{path} is a single picture; drop it on a network that takes pictures to try it, or open a "
                            "folder with a folder of pictures for each class.", path=shown(path)))
    if weights := tensor_file.no_data(found, start):
        raise DataError(weights)
    for magic, what in FOREIGN:
        if start.startswith(magic):
            raise DataError(say("{path} is {what}.", path=shown(path), what=say(what)))
    return "text" if reads_as_text(found) else "table"


def reads_as_text(path: Path) -> bool:
    """Whether a file of letters is a text to be read, and no table: its lines are not cut into the same cells."""
    ending = path.suffix.lower()
    if ending in TABLE_ENDINGS:
        return False
    with open(path, "rb") as file:
        start = file.read(SAMPLE)
    if not start.strip() or not may_be_text(start):
        return ending in TEXT_ENDINGS
    return not reads_as_rows(beginning(start))


def _holds_project(path, start) -> bool:
    if start.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as archive:
                return "project.json" in archive.namelist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False
    return start.lstrip().startswith(b"{")


def inspect_file(path: str | Path, partner: str | Path = "") -> Proposal:
    """Read a table, a folder of pictures, one of an IDX pair or another file of data through once and propose a data
    set; DataError with one sentence.

    `partner` is the other file of a pair; without it the file that belongs to `path` by its name is looked for.
    """
    kind = kind_of(path)
    call_strange(path, False)
    if kind == "project":
        raise DataError(say("{path} is a project, not data; open it as a project.", path=shown(path)))
    readers = {"pictures": lambda: _told(inspect_pair(Path(path), partner)),
               "folder": lambda: _folder(path), "data": lambda: _of_its_kind(Path(path)),
               "text": lambda: Proposal(OwnText.at(str(path))), "arrays": lambda: _told(inspect_arrays(path)),
               "table": lambda: inspect_table(path)}
    return readers[kind]()


def _known(path: Path, start: bytes) -> Dataset | None:
    """The data set that knows a file by itself."""
    return next((made for kind in DATASETS.values() if (made := kind.of_file(path, start)) is not None), None)


def _of_its_kind(path: Path) -> Proposal:
    with open(path, "rb") as file:
        found = _known(path, file.read(START))
    if found is None:
        raise DataError(say("{path} has changed meanwhile; open it again.", path=shown(path)))
    return Proposal(found)


def _folder(path: str | Path) -> Proposal:
    return Proposal(TextFolder.at(str(path))) if holds_texts(path) else _told(inspect_folder(path))


def _told(found: Found) -> Proposal:
    return Proposal(found.dataset, found.targets, found.notes, found.unreadable)


def inspect_table(path: str | Path, form: TableForm = ALL_GUESSED) -> Proposal:
    """Read a table as `form` says and propose a data set; DataError with one sentence."""
    table, facts = look_at(path, form)
    try:
        dataset, notes = proposed(table, facts)
    except DataError:
        if folder := pictures_named_by(Path(path)):
            return _told(inspect_folder(folder))
        raise
    return Proposal(dataset, tuple(column.name for column in facts.columns if column.used), notes)


def proposed(table: ParsedTable, facts: TableFacts, target: str = "", missing: str = "", also: tuple[str, ...] = ()
             ) -> tuple[CsvTable, tuple[str, ...]]:
    """(data set, notes) for a table whose columns are taken as `facts` has them; DataError where it cannot be used.
    `target` and `missing` are what a person said of the answer and of gaps, "" for nothing; `also` are further columns
    to predict."""
    path = table.table.path
    for sentence in facts.faults.values():
        raise DataError(sentence)
    targets = tuple(column.name for column in facts.columns if column.used)
    if len(targets) < 2:
        raise DataError(say("{path} has {count} usable columns; a table needs at least one input and the target. "
                            "{reason}", path=shown(path), count=len(targets), reason=" ".join(facts.notes[:3])).strip())
    called = [name for name in targets if sounds_like_a_class(name)]
    chosen = target if target in targets else (called or targets)[-1]
    more = ", ".join(name for name in also if name in targets and name != chosen)
    dataset = CsvTable(str(path), chosen, also=more, columns=facts.columns, rows=facts.rows, gap_rows=facts.gap_rows,
                       form=table.table.form)
    notes = list(facts.notes)
    if facts.gap_rows:
        dataset = _with_gaps(dataset, notes, missing)
    return dataset, tuple(notes)


def look_at(path: str | Path, form: TableForm = ALL_GUESSED, said: Mapping[str, str] = NOTHING_SAID
            ) -> tuple[ParsedTable, TableFacts]:
    """A table and what its columns are taken for; faults of single columns are told, not raised."""
    found = parsed(path, form)
    facts = column_facts(found, said)
    notes = list(facts.notes)
    if above := found.table.above:
        notes.append(say("The first row stands above the table and is left out.") if above == 1 else
                     say("The first {count} rows stand above the table and are left out.", count=above))
    notes += [say("Several columns are called {name!r}; a number behind the name tells them apart.", name=name[:40])
              for name in repeated(found.table.names)]
    if not found.table.named and form.header == GUESS:
        notes.append(say("The first row is data, so the columns are numbered; put a line with names above it for "
                         "better ones."))
    elif may_be_data(found.table.names) and form.header == GUESS:
        notes.append(say("The first row is taken for the names of the columns: {names}. If it is data, put a line with "
                         "names above it.", names=", ".join(found.table.names)[:60]))
    return found, replace(facts, notes=tuple(notes))


def _with_gaps(dataset: CsvTable, notes: list[str], missing: str = "") -> CsvTable:
    """What becomes of rows with gaps. A target is never filled: nothing can be learnt from what nobody knows."""
    unknown = next(column.gaps for column in dataset.columns if column.name == dataset.target)
    others = dataset.gap_rows - unknown
    if missing or others > dataset.rows // 4:
        dataset = replace(dataset, missing=missing or MEAN)
    if dataset.missing == DROP:
        notes.append(say("{gaps:,} of {rows:,} rows have gaps; they are {fate}.", gaps=dataset.gap_rows,
                         rows=dataset.rows, fate=say("left out")))
        return dataset
    notes.append(say("{gaps:,} of {rows:,} rows have gaps; they are {fate}.", gaps=others, rows=dataset.rows,
                     fate=say("filled with the mean of the training samples, or with none of the categories")))
    if unknown:
        notes.append(say("{gaps:,} of {rows:,} rows have no value in the target {name!r}; they are left out.",
                         gaps=unknown, rows=dataset.rows, name=dataset.target))
    return dataset


def propose_project(dataset: Dataset) -> Project:
    """A network, loss and scaling to start from, by task and shape of the samples."""
    description = dataset.describe()
    layers = [*_pictures(description), *_hidden(description)] if not description.input_type.is_tokens else [
        *_reading(description)]
    layers.append(LAYERS["Dense"](output_units(description), activation=description.task.activation()))
    nodes, before = [], INPUT
    used: dict[str, int] = {}
    for layer in layers:
        kind = type(layer).__name__.lower()
        used[kind] = used.get(kind, 0) + 1
        nodes.append(Node(f"{kind}{used[kind]}", layer, (before,)))
        before = nodes[-1].id
    name = next((Path(path).stem for path in data_paths.named(dataset).values()), "") or dataset.shown_name()
    rate = 0.001 if description.input_type.is_picture else 0.005 if description.input_type.is_tokens else 0.01
    training = Training(Adam(rate), description.task.loss(),
                        batch_size=min(32, max(description.count // 8, 1)),
                        epochs=15 if description.count > 3000 else 60)
    data = Data(dataset, scaling=dataset.proposed_scaling(), target_scaling=dataset.proposed_target_scaling())
    return Project(name=name[:80], network=Network(tuple(nodes)), data=data, training=training)


def _reading(description):
    """For tokens: a place for each, and a memory that says something at every step, or once at the end."""
    yield LAYERS["Embedding"](input_dim=description.input_type.vocabulary, output_dim=32)
    yield LAYERS["LSTM"](units=128, return_sequences=description.targets[0].type.in_time)


def _pictures(description):
    """Convolutions while the picture is large enough to be halved, then one row of numbers; a memory for series."""
    if description.input_type.in_time and not description.input_type.is_tokens:
        yield LAYERS["LSTM"](units=32)
    if not description.input_type.is_picture:
        return
    side, filters = min(description.input_shape[:2]), 16
    while side >= 8 and filters <= 64:
        yield LAYERS["Conv2D"](filters, 3, padding="same", activation=ACTIVATIONS["ReLU"](),
                               kernel_initializer=HeUniform())
        yield LAYERS["MaxPooling2D"](2)
        side, filters = side // 2, filters * 2
    yield LAYERS["Flatten"]()


def _hidden(description):
    """Hidden layers that grow slowly with the number of inputs."""
    units = 64 if description.input_type.is_picture else 8 if description.input_shape[0] <= 4 else 16
    for _ in range(1 if description.input_type.is_picture else 2):
        yield LAYERS["Dense"](units, activation=ACTIVATIONS["ReLU"](), kernel_initializer=HeUniform())
