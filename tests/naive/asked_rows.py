"""Rows of which nothing is asked, one by one."""

from core.kernels.batch import ASKED, RIGHT


def labels_asked(t, weight):
    weight[...] = [float(label >= 0) for label in t]


def all_asked(weight):
    weight[...] = 1


def leave_out(mask, weight):
    weight[...] = [w * m for w, m in zip(weight, mask, strict=True)]


def share_out(weight, asked):
    asked[0] = sum(map(float, weight))
    weight[...] = [float(w) * len(weight) / float(asked[0]) if asked[0] else 0 for w in weight]


def weigh_rows(weight, values):
    for r, w in enumerate(weight):
        values[r] = values[r] * w


def silence(weight, x, t, output, target, x_out, t_out):
    for r, w in enumerate(weight):
        x_out[r], t_out[r] = (x[r], t[r]) if w else (output, target)


def scale_to_asked(asked, rows, loss):
    loss[0] = loss[0] * rows / asked[0] if asked[0] else 0


def _counted(right, weight, count):
    for here, w in zip(right, weight, strict=True):
        if w:
            count[ASKED] += len(here)
            count[RIGHT] += sum(here)


def right_labels_asked(y, t, weight, count):
    _counted([[int(row.argmax()) == label] for row, label in zip(y, t, strict=True)], weight, count)


def right_rows_asked(y, t, weight, count):
    _counted([[row.argmax() == true.argmax()] for row, true in zip(y, t, strict=True)], weight, count)


def right_halves_asked(y, t, weight, threshold, count):
    _counted([(row > threshold) == (true > 0.5) for row, true in zip(y, t, strict=True)], weight, count)
