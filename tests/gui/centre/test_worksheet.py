"""The worksheet of a step: what a pupil fills in is what stands on the page of answers, for a layer of every kind."""

import re
from html import unescape

import numpy as np
import pytest

from core.declare.registry import LAYERS
from core.inspection.slow_step import SlowMotion
from core.project.spec import INPUT
from core.trainer import Trainer
from gui.centre.worksheet import GAP, sheet
from tests.core.building import dense, layer, project, samples_for
from tests.core.ops.test_account import fitting

ROW = re.compile(r"<tr><td>(.*?)</td><td>(.*?)</td><td>= <b>(.*?)</b></td></tr>")

DOUBLED = re.compile(r"\(\([−\d.,e]+\)(?![²^])")


def rows(text: str) -> list[tuple[str, ...]]:
    """(name, numbers, result) of every line of a sheet."""
    return [tuple(unescape(part) for part in found) for found in ROW.findall(text)]


def worked_out(numbers: str, absolute: bool = False) -> float:
    """What one finds who works a printed line out; with all numbers positive and added: how large its parts are."""
    form = re.sub(r"(e)−", r"\1-", numbers.removeprefix("= "))
    if absolute:
        form = form.replace("−", "+")
    for sign, python in (("·", "*"), ("×", "*"), ("−", "-"), ("²", "**2"), ("^", "**")):
        form = form.replace(sign, python)
    form = re.sub(r"ln (\([^()]*\)|\d[\d.e-]*)", r"np.log(\1)", form)
    form = re.sub(r"√(\([^()]*\)|\d[\d.e-]*)", r"np.sqrt(\1)", form)
    return float(eval(form, {"np": np, "max": lambda *values: max(values)}))


@pytest.mark.few(3)
@pytest.mark.parametrize("name", LAYERS)
def test_every_printed_line_adds_up_and_gaps_stand_where_answers_do(name):
    rng = np.random.default_rng(sum(name.encode()))
    member, shape = fitting(LAYERS[name], rng)
    x, y = samples_for(member, 6, *shape), np.arange(6, dtype=np.int32) % 3
    made = project(("it", member, [INPUT] * max(member.inputs[0], 1)), layer("Flatten"), dense(3, "Softmax"),
                   loss="SparseCategoricalCrossentropy")
    trainer = Trainer(made, data={"train": (x, y)}, threads=1)
    need = SlowMotion("train", 2)
    step = trainer.snapshot([need]).get(need)
    answers, gaps = rows(sheet(step, made, True)), rows(sheet(step, made, False))
    assert len(answers) == len(gaps) == sum(len(one.lines) for one in step.instructions)
    told = 0
    for (name_, numbers, result), (same, still, gap) in zip(answers, gaps, strict=True):
        assert (name_, numbers) == (same, still)
        assert gap == (GAP if numbers else result)
        assert not numbers.endswith(f"= {result}"), "the answer stands before its gap"
        assert not DOUBLED.search(numbers), "brackets round a number that begins a bracket"
        if not numbers or "f(" in numbers:
            continue
        told += 1
        size = max(abs(worked_out(numbers, absolute=True)), abs(float(result.replace("−", "-"))))
        assert worked_out(numbers) == pytest.approx(float(result.replace("−", "-")), abs=5e-3 * size + 2e-4), numbers
    assert told > 3
