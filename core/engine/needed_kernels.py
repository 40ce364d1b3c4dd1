"""Which kernels a project needs, and which the starters do."""

from core.engine.batch_source import TrainingSource
from core.engine.compiler_processes import LOOP, PRODUCT
from core.engine.plan import EVALUATE, INFER, INSPECT, TRAIN, Plan
from core.engine.state import State
from core.kernels.runtime.kernel import Kernel
from core.project.examples import first, starters
from core.project.network import Check, check
from core.project.spec import Project


def needed(project: Project, found: Check | None = None) -> list[Kernel]:
    """The kernels of everything that a project trains and shows, in the order in which they run. `found` is what
    `check` says of it, where that is known already."""
    found = found or check(project)
    if not found.trainable:
        return []
    state = State(project, found, allocate=False)
    kernels: dict[str, Kernel] = {}
    for mode in (TRAIN, EVALUATE, INFER, INSPECT):
        source = TrainingSource.blank(project, found) if mode is TRAIN else None
        plan = Plan(project, found, state, mode, 1, source, allocate=False)
        kernels |= {kernel.key: kernel for instruction in plan.instructions for kernel in instruction.kernels}
    return list(kernels.values())


def soon() -> list[str]:
    """What the first card of the first page takes: the product, its kernels and the loop."""
    return [PRODUCT, *(kernel.key for kernel in needed(Project.load(first().path))), LOOP]


def likely() -> list[str]:
    """What a person at the first page will want: the same and the kernels of all starters, the first card's first."""
    found = dict.fromkeys(soon())
    for starter in starters():
        found |= dict.fromkeys(kernel.key for kernel in needed(Project.load(starter.path)))
    return list(found)
