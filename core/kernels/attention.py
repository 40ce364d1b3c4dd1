"""Attention of several heads (Vaswani et al. 2017): weights a = softmax(s q kᵀ), outputs a v, and their gradients.

Queries, keys and values are (samples, places, heads · width), heads side by side, as the projections before them make
them; weights are (samples · heads, queries, keys). A tile is one head of one sample. `mask` is (samples, keys), 0 for
keys that must not be looked at; empty where all may. A query that may look at none looks at all alike. With `causal` a
query sees no key after its own place, and blocks of scores that lie there are never computed.
"""

from core.kernels import cube, helper, integer, kernel, matrix, number, tile, worker
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import at
from core.kernels.transpose import turn_square
from core.kernels.vectors.simd import above, choose, exp, highest, keep, lanes, load, maximum, spread, store, total

BLOCK = 16
"""Queries that are worked on together."""
HIDDEN, LEAST = -1.0e9, -3.0e38
"""The scores of a key that must not be looked at, and of none at all."""


@helper
def seen(keys, end, causal):
    """How many keys the queries before `end` may look at."""
    return min(keys, end) if causal else keys


@helper
def unseen(queries, begin, causal):
    """How many of the first queries see none of the keys from `begin` on."""
    return min(queries, begin) if causal else 0


@helper
def turned(x, start, step, places, width, room, target):
    """The rows of one head as columns: room[target + w · places + p] = x[start + p · step + w]."""
    side = lanes()
    whole_places, whole_width = places // side * side, width // side * side
    for p in range(0, whole_places, side):
        for w in range(0, whole_width, side):
            turn_square(x, start + p * step + w, step, room, target + w * places + p, places)
    for p in range(places):
        for w in range(whole_width if p < whole_places else 0, width):
            store(room, target + w * places + p, 1, load(x, start + p * step + w, 1))


@helper
def soften(weights, start, count, whole, scale, mask, mask_at):
    """Softmax of the first `count` scores of a row of `whole`, each times `scale`; the others become 0. Vectors are
    stored whole up to the row's end: one that was stored in part would have to be waited for."""
    top = spread(LEAST)
    for c in range(0, count, lanes()):
        v = load(weights, start + c, whole - c) * scale
        if mask.size > 0:
            v = choose(above(load(mask, mask_at + c, whole - c), 0.0), v, spread(HIDDEN))
        v = keep(v, count - c, LEAST)
        store(weights, start + c, whole - c, v)
        top = maximum(v, top)
    highest_score = highest(top)
    s = spread(0.0)
    for c in range(0, count, lanes()):
        e = keep(exp(load(weights, start + c, whole - c) - highest_score), count - c, 0.0)
        store(weights, start + c, whole - c, e)
        s = s + e
    share = 1.0 / total(s)
    for c in range(0, whole, lanes()):
        e = load(weights, start + c, whole - c) * share if c < count else spread(0.0)
        store(weights, start + c, whole - c, e)


@kernel(tiles=lambda q, k, mask, weights, *rest: weights.shape[0])
def attention_weights(q: cube, k: cube, mask: matrix, weights: cube.out, room: matrix.scratch, scale: number,
                      causal: integer, first: tile, last: tile, me: worker):
    """a = softmax(s q kᵀ)"""
    queries, keys, step = q.shape[1], k.shape[1], q.shape[2]
    heads = weights.shape[0] // q.shape[0]
    width = step // heads
    side = me * room.shape[1]
    for unit in range(first, last):
        sample, head = unit // heads, unit % heads
        turned(k, sample * keys * step + head * width, step, keys, width, room, side)
        for begin in range(0, queries, BLOCK):
            end = min(queries, begin + BLOCK)
            row = (unit * queries + begin) * keys
            multiply(at(q, (sample * queries + begin) * step + head * width), step, 1, 0, at(room, side), keys, 0,
                     at(weights, row), keys, 0, 0, NO_FLOOR, end - begin, seen(keys, end, causal), width, 1)
            for query in range(begin, end):
                start = (unit * queries + query) * keys
                soften(weights, start, seen(keys, query + 1, causal), keys, scale, mask, sample * keys)


@kernel(tiles=lambda weights, v, y, causal: weights.shape[0])
def attention_values(weights: cube, v: cube, y: cube.out, causal: integer, first: tile, last: tile):
    """y = a v"""
    queries, keys = weights.shape[1], weights.shape[2]
    step = v.shape[2]
    heads = weights.shape[0] // v.shape[0]
    width = step // heads
    for unit in range(first, last):
        sample, head = unit // heads, unit % heads
        for begin in range(0, queries, BLOCK):
            end = min(queries, begin + BLOCK)
            multiply(at(weights, (unit * queries + begin) * keys), keys, 1, 0,
                     at(v, sample * keys * step + head * width), step, 0,
                     at(y, (sample * queries + begin) * step + head * width), step, 0, 0, NO_FLOOR, end - begin, width,
                     seen(keys, end, causal), 1)


@helper
def gather(weights, first, keys, x, start, step, out, target, count, width, queries):
    """out = weightsᵀ x for `count` keys, summed over the queries that see them; zeros where there are none."""
    if queries > 0:
        multiply(at(weights, first), 1, keys, 0, at(x, start), step, 0, at(out, target), step, 0, 0, NO_FLOOR, count,
                 width, queries, 1)
        return
    for row in range(count):
        for c in range(0, width, lanes()):
            store(out, target + row * step + c, width - c, spread(0.0))


@kernel(tiles=lambda weights, v, dy, dweights, *rest: weights.shape[0])
def attention_values_gradient(weights: cube, v: cube, dy: cube, dweights: cube.out, dv: cube.out, room: matrix.scratch,
                              causal: integer, first: tile, last: tile, me: worker):
    """da = dy vᵀ, dv = aᵀ dy"""
    queries, keys = weights.shape[1], weights.shape[2]
    step = v.shape[2]
    heads = weights.shape[0] // v.shape[0]
    width = step // heads
    side = me * room.shape[1]
    for unit in range(first, last):
        sample, head = unit // heads, unit % heads
        source, answers = sample * keys * step + head * width, sample * queries * step + head * width
        turned(v, source, step, keys, width, room, side)
        for begin in range(0, queries, BLOCK):
            end = min(queries, begin + BLOCK)
            row = (unit * queries + begin) * keys
            multiply(at(dy, answers + begin * step), step, 1, 0, at(room, side), keys, 0, at(dweights, row), keys, 0, 0,
                     NO_FLOOR, end - begin, seen(keys, end, causal), width, 1)
            for query in range(begin, end):
                count, start = seen(keys, query + 1, causal), (unit * queries + query) * keys
                for c in range(count // lanes() * lanes(), keys, lanes()):
                    store(dweights, start + c, keys - c, keep(load(dweights, start + c, keys - c), count - c, 0.0))
        for begin in range(0, keys, BLOCK):
            end = min(keys, begin + BLOCK)
            skipped = unseen(queries, begin, causal)
            gather(weights, (unit * queries + skipped) * keys + begin, keys, dy, answers + skipped * step, step, dv,
                   source + begin * step, end - begin, width, queries - skipped)


@kernel(tiles=lambda q, k, weights, *rest: weights.shape[0])
def attention_weights_gradient(q: cube, k: cube, weights: cube, dweights: cube.inout, dq: cube.out, dk: cube.out,
                               scale: number, causal: integer, first: tile, last: tile):
    """ds = s a (da − Σ da a) in place of da; dq = ds k, dk = dsᵀ q"""
    queries, keys, step = q.shape[1], k.shape[1], q.shape[2]
    heads = weights.shape[0] // q.shape[0]
    width = step // heads
    for unit in range(first, last):
        sample, head = unit // heads, unit % heads
        source, asked = sample * keys * step + head * width, sample * queries * step + head * width
        for query in range(queries):
            start = (unit * queries + query) * keys
            count = seen(keys, query + 1, causal)
            s = spread(0.0)
            for c in range(0, count, lanes()):
                s = s + load(weights, start + c, count - c) * load(dweights, start + c, count - c)
            inner = total(s)
            for c in range(0, keys, lanes()):
                a = load(weights, start + c, keys - c) * scale
                store(dweights, start + c, keys - c, a * (load(dweights, start + c, keys - c) - inner))
        for begin in range(0, queries, BLOCK):
            end = min(queries, begin + BLOCK)
            multiply(at(dweights, (unit * queries + begin) * keys), keys, 1, 0, at(k, source), step, 0,
                     at(dq, asked + begin * step), step, 0, 0, NO_FLOOR, end - begin, width,
                     seen(keys, end, causal), 1)
        for begin in range(0, keys, BLOCK):
            end = min(keys, begin + BLOCK)
            skipped = unseen(queries, begin, causal)
            gather(dweights, (unit * queries + skipped) * keys + begin, keys, q, asked + skipped * step, step, dk,
                   source + begin * step, end - begin, width, queries - skipped)
