"""Makes the window's trainers, on the training thread. No Qt here."""

from collections.abc import Callable

from core.project.network import Check, check
from core.project.spec import Project
from core.text.messages import say


def trainer_for(project: Project, tell: Callable[[str], None], found: Check | None = None):
    """The trainer that the window uses; everything heavy is imported here, on the training thread. `found` is what
    `check` says of the project, where that is known already."""
    from core.engine import kernel_warmup, needed_kernels
    from core.files import progress
    from core.trainer import Trainer
    found = found or check(project)

    def report(act: str, done: int, total: int) -> None:
        tell(say("Preparing kernels… {done} of {total}", done=done, total=total) if act == kernel_warmup.COMPILED else
             say("Loading kernels… {done} of {total}", done=done, total=total))

    kernel_warmup.prepare(needed_kernels.needed(project, found), report)
    with progress.told_to(lambda done, total: tell(say("Reading pictures… {done:,} of {total:,}", done=done,
                                                       total=total))):
        return Trainer(project, found=found)


def trouble(_trainer) -> str:
    """A sentence where compiled kernels cannot be kept on this machine, "" where they can: a question for `ask`."""
    from core.engine import kernel_warmup
    return kernel_warmup.trouble()
