"""Run in a process with the layer of faults: each place at which something is written fails once, in a child process.

python -m tests.faults.failing FOLDER prints a JSON object: for each way of writing, what each of its places is (write,
fsync, rename, mkdir, …) and what came of its failing.
"""

import errno
import json
import os
import sys
import traceback
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtGui import QImage

from core.export.trained import Trained
from core.export.writing import export
from core.project.examples import starters
from core.project.spec import Project
from core.text.errors import LayerlabError, SpecError
from core.trainer import Trainer
from core.training import saved_work
from core.training.saved_work import ProjectFile
from gui.app.autosave import Berth, left_behind
from gui.drawing import png
from gui.model.settings import Settings
from tests.faults.loading import layer

PROJECT = Project.load(next(one.path for one in starters() if one.file == "xor.json"))
TRAINER = Trainer(PROJECT, threads=1)
FAULTS = errno.ENOSPC, errno.EIO
LONG = 300


def document(name: str) -> ProjectFile:
    """A project with its weights."""
    return ProjectFile(replace(PROJECT, name=name), TRAINER.weights())


def save(folder: Path) -> None:
    """The project's file."""
    saved_work.save(folder / "mine.layerlab", document("new"))


def keep(folder: Path) -> None:
    """Unsaved work, in folders that are not there yet."""
    Berth(folder / "a" / "unsaved").keep(document("new").project, TRAINER.weights(), folder / "mine.layerlab", "mark")


def service(folder: Path) -> None:
    """An export of several files in a folder."""
    export(Trained.of(TRAINER), folder / "service", "service")


def picture(folder: Path) -> None:
    """A picture that Qt has drawn."""
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    png.write(image, folder / "picture.png")


def settings(folder: Path) -> None:
    """What the window keeps from one start to the next, by Qt: a file that is there, and one in a new folder."""
    said = []
    for place in (folder, folder / "new"):
        made = Settings(place / "layerlab.ini")
        made.theme = made.last = "light"
        said.append(made.write())
    if any(said):
        raise SpecError("".join(said))


WAYS = {"save": save, "keep": keep, "service": service, "picture": picture, "settings": settings}


def left(folder: Path, way: str, done: bool) -> str:
    """What is wrong with what lies in the folder now; "" where all is well."""
    name = saved_work.load(folder / "mine.layerlab").project.name
    if name not in ({"new"} if done and way == "save" else {"old", "new"} if way == "save" else {"old"}):
        return f"the file holds {name}"
    former = folder / "mine.layerlab.bak"
    if saved_work.load(former).project.name not in ("older", "old"):
        return "the former version is lost"
    if done and way == "keep" and left_behind(folder / "a" / "unsaved").kept is None:
        return "nothing was kept"
    have = {path: (found.theme, found.last) for path in folder.rglob("layerlab.ini") for found in (Settings(path),)}
    if set(have.values()) - {("light", "light"), ("projector", "old")}:
        return f"half a change of settings: {have}"
    if done and way == "settings" and set(have.values()) != {("light", "light")}:
        return "settings are not written, and nothing was said"
    if Settings(folder / "layerlab.ini").text_scale != 1.25:
        return "the former settings are lost"
    if way == "picture" and (folder / "picture.png").exists() and QImage(str(folder / "picture.png")).isNull():
        return "half a picture"
    return ""


def once(way: str, folder: Path, at: int, error: int) -> dict:
    """Let one place fail, in a child."""
    folder.mkdir(parents=True)
    for name in ("older", "old"):
        saved_work.save(folder / "mine.layerlab", document(name))
    before = Settings(folder / "layerlab.ini")
    before.theme, before.last, before.text_scale = "projector", "old", 1.25
    before.write()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        faults, said = layer(), ""
        try:
            faults.fault_begin(str(folder).encode(), at, error)
            WAYS[way](folder)
        except LayerlabError as fault:
            said = str(fault)
        except BaseException:
            said = "\n" + traceback.format_exc()
        log = faults.fault_log().decode().split()
        faults.fault_end()
        os.write(writer, json.dumps({"said": said, "log": log}).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as file:
        found = json.loads(file.read())
    os.waitpid(child, 0)
    found["wrong"] = left(folder, way, not found["said"])
    return found


def main(folder: Path) -> None:
    """Every way, every place, every fault."""
    told = {}
    for way in WAYS:
        log = once(way, folder / way / "whole", 0, errno.EIO)["log"]
        told[way] = {"places": log, "outcomes": [
            once(way, folder / way / f"{at}-{error}", at, error) | {"place": log[at - 1]}
            for at in range(1, len(log) + 1) for error in FAULTS[:1 if len(log) > LONG else None]]}
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
