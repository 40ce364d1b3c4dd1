"""What a file holds that is opened: a project, or data that are looked at before they become one."""

from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from core.files.table_form import ALL_GUESSED, TableForm
from core.files.user_files import call_strange
from core.project import former_version
from core.project.data_record import DataRecord
from core.project.spec import Project


class FileContent(NamedTuple):
    """What a file holds. `mark` tells its bytes from others where it is a project file, None where it is data. Data may
    be looked at on a `page` ("table", "series", "text", "pictures") before they become a project; `seen` is what the
    page shows first."""

    project: Project | None
    weights: dict[str, Any] | None = None
    training: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()
    mark: str | None = None
    outside: tuple[str, ...] = ()
    """The data files that lie outside of the project's folder."""
    page: str = ""
    seen: Any = None
    data: DataRecord | None = None
    """What the file says of the content of its data."""
    former: bool = False
    """It is the former version of the file, which cannot be read itself."""


def read(path: Path, kind: str = "", current: Project | None = None,
         form: TableForm | None = None) -> FileContent:
    """What a file holds, of the kind that it seems to be or that a person says; a network of another program is put on
    the data of the `current` project where it takes them. Runs in a thread."""
    from core.files import atomic_write
    from core.importing import network_file
    from core.importing.network_project import project_of
    from core.importing.overview import overview
    from core.importing.picture_overview import picture_overview, shows_pictures
    from core.importing.picture_proposal import pictures_named_by
    from core.importing.proposal import inspect_file, kind_of, propose_project
    from core.importing.series_overview import series_overview
    from core.importing.text_overview import text_overview
    from core.training import saved_work
    kind = kind or kind_of(path)
    looks = {"table": partial(overview, path), "series": partial(series_overview, path, form or ALL_GUESSED),
             "text": partial(text_overview, path)}
    if kind in looks:
        call_strange(path, False)
        seen = looks[kind]()
        if kind == "table" and seen.trouble and pictures_named_by(path):
            return FileContent(None, page="pictures")  # of no use but for the pictures that it names
        return FileContent(None, page=kind, seen=seen)
    if kind == "project":
        atomic_write.clear_parts(path)
        mark = saved_work.mark_of(path)
        found = saved_work.load(path)
        return FileContent(found.project, found.weights, found.training, (found.note,) if found.note else (), mark,
                           found.outside, data=found.data)
    if kind == "network":
        foreign = network_file.read(path)
        project, notes = project_of(foreign, path, current)
        return FileContent(project, foreign.weights or None, notes=notes)
    proposal = inspect_file(path)
    if kind != "pictures" and shows_pictures(proposal):
        return FileContent(None, page="pictures", seen=picture_overview(path, proposal))
    return FileContent(propose_project(proposal.dataset), notes=proposal.notes)


def read_former(path: Path) -> FileContent:
    """The former version of a file that cannot be read. Runs in a thread."""
    from core.training import saved_work
    found = saved_work.load(former_version.place(path))
    mark = saved_work.mark_of(path) or found.project.name
    return FileContent(found.project, found.weights, found.training, (found.note,) if found.note else (), mark,
                       found.outside, data=found.data, former=True)
