"""What frames a step, in plain Python."""

import numpy as np

from tests.naive.random import bits


def deal(order, count):
    epoch, seed = int(count[1]), int(count[4])
    if (order[0], order[1]) == (epoch, seed):
        return
    places = list(range(len(order) - 2))
    if count[5] < 0:
        lanes = np.array_split(places, min(-count[5], len(places)))
        places = [lane[t] for t in range(len(lanes[0])) for lane in lanes if t < len(lane)]
    if count[5] > 0:
        for i in reversed(range(1, len(places))):
            j = bits(seed, 1, epoch, i) % (i + 1)
            places[i], places[j] = places[j], places[i]
    order[:2] = epoch, seed
    order[2:] = places


def pick_values(x_all, t_all, order, count, readers, x, t):
    deal(order, count)
    chosen = order[2 + count[2]:2 + count[2] + len(x)]
    x[...], t[...] = x_all[chosen], t_all[chosen]


pick_labels = pick_values


def begin_carried(carried, count, side_by_side):
    if not count[2] or count[5] != -side_by_side:
        carried[:] = 0


def finish_step(loss, ring, count, samples, epoch_samples):
    ring[count[0] % len(ring)] = loss[0]
    count[0] += 1
    count[3] += samples
    count[2] += samples
    if count[2] >= epoch_samples:
        count[1:3] = count[1] + 1, 0
        count[5] = count[6]


def copy(x, y):
    y[:] = x


def add_into(x, y):
    y += x


def right_labels(y, t, count):
    count[8] += (y.argmax(1) == t).sum()


def right_rows(y, t, count):
    count[8] += (y.argmax(1) == t.argmax(1)).sum()


def right_halves(y, t, threshold, count):
    count[8] += ((y > threshold) == (t > 0.5)).sum()


def next_order(order, count):
    deal(order, count)


def pick_numbers(all_rows, order, count, out):
    out[...] = all_rows[order[2 + count[2]:2 + count[2] + len(out)]]


def pick_whole_numbers(every, order, count, width, out):
    rows = out.size // width
    out[...] = every.reshape(-1, width)[order[2 + count[2]:2 + count[2] + rows]].ravel()
