"""What a person waits for does not give way to other programs, though the training thread does."""

import threading

from core.engine import priority
from core.session.orders import Ask, Show
from core.session.trainer_factory import trainer_for
from core.session.worker import Worker
from tests.gui.runner_parts import a_project


def test_kernels_and_trainers_are_made_at_the_usual_priority():
    gave, done = [], threading.Event()

    def make(project, tell, found=None):
        gave.append(priority.gives_way())
        return trainer_for(project, tell, found)

    def look(_):
        gave.append(priority.gives_way())
        done.set()
    worker = Worker(make)
    worker.start()
    worker.mailbox.order(Show(a_project()))
    worker.mailbox.order(Ask(look, lambda _: None))
    assert done.wait(60)
    assert gave == [False, True], "the training thread itself gives way"
    assert worker.close()
    assert not [thread for thread in threading.enumerate() if thread.name in ("training", "preparing")]
