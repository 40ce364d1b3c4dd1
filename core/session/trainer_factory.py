"""How the window makes its trainers, on the training thread. No Qt here."""

from collections.abc import Callable

from core.project.spec import Project
from core.text.messages import say


def trainer_for(project: Project, tell: Callable[[str], None]):
    """The trainer that the window uses; everything heavy is imported here, on the training thread."""
    from core.engine import kernel_warmup
    from core.trainer import Trainer
    kernel_warmup.prepare(project, lambda done, total: tell(
        say("Preparing kernels… {done} of {total}", done=done, total=total)))
    kernel_warmup.load(project, lambda done, total: tell(
        say("Loading kernels… {done} of {total}", done=done, total=total)))
    return Trainer(project)


def trouble(_trainer) -> str:
    """A sentence where compiled kernels cannot be kept on this machine, "" where they can: a question for `ask`."""
    from core.engine import kernel_warmup
    return kernel_warmup.trouble()
