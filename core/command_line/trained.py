"""What all commands on a trained network share: a project file with its weights, or one that is trained first."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from core.command_line.course import Course
from core.command_line.terminal import CommandParser, complain
from core.command_line.train import name_outside
from core.text.errors import LayerlabError
from core.text.messages import clean, say, short


def parser(word: str, meaning: str, examples: str) -> argparse.ArgumentParser:
    """What can be typed after a command; every one begins with the file."""
    made = CommandParser(word, meaning, f"examples:\n{examples}")
    made.add_argument("file", metavar="FILE", help="a project with its weights; one without is trained first")
    return made


def guarded(command, wanted: argparse.Namespace) -> int:
    """Carry a command out: 0, or 2 with one sentence where something is wrong."""
    try:
        command(wanted)
    except LayerlabError as error:
        return complain(error)
    except OSError as error:
        return complain(LayerlabError(say("The output cannot be written: {reason}.", reason=error.strerror or error)))
    except KeyboardInterrupt:
        return complain(LayerlabError(say("Stopped by Ctrl-C.")))
    return 0


def trained(file: str | Path):
    """The trainer of a project file with the weights that it holds. Where there are none, it is trained as the project
    says, which stderr is told. Raises LayerlabError."""
    return with_curves(file)[0]


def with_curves(file: str | Path):
    """(the trainer as of `trained`, the curves of its run as far as they are known)."""
    from core.session.recording import history_of
    from core.training import saved_work
    document = saved_work.load(file)
    name_outside(document)
    if document.note:
        print(clean(document.note), file=sys.stderr)
    from core.trainer import Trainer
    trainer = Trainer(document.project)
    if document.weights is not None:
        _stand(trainer, document)
        return trainer, history_of(document.training)
    print(say("{name} holds no weights, so it is trained first.", name=short(document.project.name)), file=sys.stderr,
          flush=True)
    from rich.console import Console
    course = Course(trainer)
    tick = course.fit(document.project.training.epochs, Console(stderr=True, highlight=False))
    if tick.stopped:
        raise LayerlabError(tick.stopped)
    if course.interrupted and not course.ended:
        raise course.stopped("", file)
    return trainer, course.history()


def _stand(trainer, document) -> None:
    """Put a trainer where a file was; the weights are what counts."""
    if document.training is not None:
        with suppress(Exception):  # a record that makes no sense fails in many ways
            trainer.load_state(document.training["state"])
    trainer.set_weights(document.weights)
