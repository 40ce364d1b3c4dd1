"""What all commands on a trained network share: a project file with its weights, or one that is trained first."""

import argparse
import sys
from pathlib import Path

from core.command_line.terminal import complain
from core.command_line.train import fit, name_outside
from core.text.errors import LayerlabError
from core.text.messages import clean, say, short


def parser(word: str, meaning: str, examples: str) -> argparse.ArgumentParser:
    """What can be typed after a command; every one begins with the file."""
    made = argparse.ArgumentParser(prog=f"main.py {word}", description=meaning, epilog=f"examples:\n{examples}",
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
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
        print("Stopped.", file=sys.stderr)
        return 130
    return 0


def trained(file: str | Path):
    """The trainer of a project file with the weights that it holds. Where there are none, it is trained as the project
    says, which stderr is told. Raises LayerlabError."""
    from core.training import saved_work
    document = saved_work.load(file)
    name_outside(document)
    if document.note:
        print(clean(document.note), file=sys.stderr)
    from core.trainer import Trainer
    trainer = Trainer(document.project)
    if document.weights is not None:
        trainer.set_weights(document.weights)
        return trainer
    print(say("{name} holds no weights, so it is trained first.", name=short(document.project.name)), file=sys.stderr,
          flush=True)
    from rich.console import Console
    tick, _ = fit(trainer, document.project.training.epochs, Console(stderr=True, highlight=False))
    if tick.stopped:
        raise LayerlabError(tick.stopped)
    return trainer
