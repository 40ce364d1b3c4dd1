"""A network that writes a series runs free: it reads what it has written itself in place of the true answer."""

from collections.abc import Callable, Mapping

import numpy as np


def written(setup, answers: Callable[[Mapping[str, np.ndarray]], dict[str, np.ndarray]],
            inputs: Mapping[str, np.ndarray]) -> np.ndarray | None:
    """What the network writes for inputs (n, steps), token by token, the likeliest each time; None where no input holds
    the answer so far. `setup` is the trainer, `answers` gives the outputs of its network for inputs."""
    port, output = setup.judged_port, setup.main_aim.output
    before = next((one for one in setup.description.inputs if port is not None and one.holds == port.name), None)
    if before is None or not setup.check.types[output].in_time:
        return None
    given = {name: np.array(values) for name, values in inputs.items()}
    so_far, steps = given[before.name], setup.check.shapes[output][0]
    so_far[:, 1:] = so_far[:, :1]  # the true answer is hidden before it can be read
    found = np.zeros((len(so_far), steps), np.int32)
    for step in range(steps):
        found[:, step] = answers(given)[output][:, step].argmax(-1)
        if step + 1 < steps:
            so_far[:, step + 1] = found[:, step]
    return found
