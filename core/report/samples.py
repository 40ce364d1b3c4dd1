"""Samples with the network's answers beside what is true."""

from types import ModuleType

import numpy as np

from core.export.trained import Trained
from core.report.drawing import INK, ORANGE, QUIET, Sheet, cut
from core.report.parts import Figure, Part, Table, Words
from core.text.messages import numeral, say
from core.training.evaluation import Evaluation

SHOWN, IN_A_ROW, SIDE = 18, 6, 62
MOST_COLUMNS = 6
LOOKED_AT = 400
"""Samples among which wrong answers are looked for."""
WRITTEN = 240


def parts(trained: Trained, evaluation: Evaluation, model: ModuleType, split: str) -> tuple[Part, ...]:
    """Some samples of a split: those that are wrong first, at most a third, then as they come."""
    setup, port = evaluation.setup, evaluation.setup.judged_port
    prepared, first = setup.prepared, trained.description.inputs[0]
    total = len(prepared.split(split))
    if model.TOKENS and len(trained.description.inputs) == 1 and model.following("".join(_beginning(
            prepared.before_scaling(split, slice(0, 1))[0], model))) is not None:
        return _written(prepared.before_scaling(split, slice(0, 1))[0], model)
    if port is None or not total or port.type.in_time:
        return ()
    rows = np.arange(min(total, LOOKED_AT))
    x = {each.name: prepared.before_scaling(split, rows, each.name) for each in trained.description.inputs}
    found = evaluation.predict(x)
    answers = found[setup.main_aim.output] if isinstance(found, dict) else found
    true = prepared.true_targets(split, rows, port.name)
    told, wanted = _in_words(answers, true, model.ANSWERS[setup.main_aim.output], port)
    wrong = [place for place in rows.tolist() if port.task.judged and told[place] != wanted[place]][:SHOWN // 3]
    chosen = sorted({*wrong, *[place for place in rows.tolist() if place not in wrong][:SHOWN - len(wrong)]})
    if first.type.is_picture and first.type.shape[2] in (1, 3):
        return (_pictures(x[first.name], chosen, told, wanted, first.value_range, port.task.judged),)
    marked = frozenset(number for number, place in enumerate(chosen) if place in wrong)
    return (_table(x[first.name], first, chosen, told, wanted, marked),)


def _in_words(answers, true, told, port) -> tuple[list[str], list[str]]:
    """(answers, true targets) of each sample as words or amounts."""
    answers, classes = answers.reshape(len(answers), -1), told["classes"]
    if classes:
        chosen = answers.argmax(1) if answers.shape[1] > 1 else (answers[:, 0] > told["boundary"]).astype(int)
        right = true.reshape(len(true), -1)
        right = right[:, 0] if right.shape[1] == 1 else right.argmax(1)
        return [say(classes[int(one)]) for one in chosen], [say(classes[int(one)]) for one in right]
    if port.task.judged:
        names = port.classes or tuple(map(str, range(answers.shape[1])))
        yes = answers > told["boundary"]
        return [_those(row, names) for row in yes], [_those(row > 0.5, names) for row in true]
    return [_amounts(row) for row in answers], [_amounts(row) for row in true.reshape(len(true), -1)]


def _those(row, names) -> str:
    return ", ".join(say(name) for name, holds in zip(names, row, strict=False) if holds) or "–"


def _amounts(row) -> str:
    return ", ".join(numeral(f"{float(value):.4g}") for value in row[:4]) + (", …" if len(row) > 4 else "")


def _pictures(x, chosen, told, wanted, value_range, judged: bool) -> Figure:
    low, high = value_range or (float(x.min()), float(x.max()))
    rows = -(-len(chosen) // IN_A_ROW)
    sheet = Sheet(IN_A_ROW * (SIDE + 14), rows * (SIDE + 34))
    for number, place in enumerate(chosen):
        left, top = number % IN_A_ROW * (SIDE + 14), number // IN_A_ROW * (SIDE + 34)
        wrong = judged and told[place] != wanted[place]
        if wrong:
            sheet.box(left + 2, top + 2, SIDE + 8, SIDE + 29, "#ffffff", ORANGE)
        sheet.picture(left + 6, top + 5, SIDE, (np.asarray(x[place], np.float64) - low) / max(high - low, 1e-9))
        sheet.words(left + 6, top + SIDE + 16, cut(told[place], 13), 9, INK, bold=True)
        if wrong or not judged:
            sheet.words(left + 6, top + SIDE + 27, cut(say("true: {true}", true=wanted[place]), 16), 8.5, QUIET)
    return sheet.figure(say("Samples with the answers of the network; a wrong one is framed and says what is true."))


def _table(x, first, chosen, told, wanted, marked) -> Table:
    flat = np.asarray(x).reshape(len(x), -1)
    width = min(flat.shape[1], MOST_COLUMNS)
    names = [say(name) for name in first.columns[:width]] or [f"x{number + 1}" for number in range(width)]
    more = ["…"] if flat.shape[1] > width else []
    rows = tuple((*(numeral(f"{float(value):.4g}") for value in flat[place, :width]), *more, wanted[place], told[place])
                 for place in chosen)
    return Table((*names, *more, say("true"), say("answer")), rows, 0, marked)


def _beginning(row, model: ModuleType) -> list[str]:
    names = next(iter(model.TOKENS.values()))
    return [model.SIGNS.get(names[number], names[number]) for number in row.tolist()]


def _written(row, model: ModuleType) -> tuple[Part, ...]:
    """What the network writes after a piece of the data that it was not trained on."""
    text = "".join(_beginning(row, model))
    return (Words(say("Behind these words, which it did not learn from:")), Words(text),
            Words(say("the network writes (temperature 0.8):")), Words(model.write_on(text, WRITTEN, 0.8, 0)))
