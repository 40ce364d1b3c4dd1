"""Shared by convolution layers: which algorithm they record, and the gradients as convolutions of their own.

The way is chosen from the shapes: Winograd's where its transforms pay, several pixels together where the filters
are few, else the direct product. The environment variable LAYERLAB_CONVOLUTION ("auto", "direct", "winograd" or
"few_filters") fixes it wherever that way is possible, for measuring and for tests.
"""

import os

from core.declare.parameters import both
from core.declare.stored import Stored
from core.declare.torch_lines import Line, border, call, chain, channels_of, loading, one_or
from core.kernels import conv as k
from core.kernels import conv_few_filters, conv_phases, winograd
from core.kernels.product import NO_FLOOR
from core.kernels.runtime.processor import vector_lanes

SMALLEST_SIDE, SMALLEST_PRODUCT = 16, 1024
"""Channels and filters, and their product, from which on Winograd's way was measured to be the faster one."""
WIDEST = 16
"""Filters that fill the widest vector."""
FEWEST_PIXELS, FEWEST_VECTORS = 12, 7
"""Wide pixels that a row must keep, the second where each fits one vector: the product takes so many at once."""


def way(x, kernel, y, strides, dilations) -> str:
    """ "direct", "winograd" or "few_filters" for padded x (n, h, w, c), a kernel (kh, kw, c, f) and y."""
    wish = os.environ.get("LAYERLAB_CONVOLUTION", "auto")
    channels, filters = kernel.shape[2:]
    if wish == "direct" or strides != (1, 1) or dilations != (1, 1) or channels != x.shape[3]:
        return "direct"
    if tuple(kernel.shape[:2]) == (3, 3) and y.shape[1] % 2 == y.shape[2] % 2 == 0:
        pays = min(channels, filters) >= SMALLEST_SIDE and channels * filters >= SMALLEST_PRODUCT
        if wish == "winograd" or (wish == "auto" and pays):
            return "winograd"
    return "few_filters" if wish in ("auto", "few_filters") and pixels_together(filters, y.shape[2]) > 1 else "direct"


def pixels_together(filters: int, width: int) -> int:
    """How many neighbouring pixels fill a vector: 4, 2 or 1."""
    return next((count for count in (4, 2) if count * filters <= WIDEST and width % count == 0 and width // count >= (
        FEWEST_VECTORS if count * filters <= vector_lanes() else FEWEST_PIXELS)), 1)


def record_convolution(scope, x, kernel, bias, y, strides, dilations, floor) -> None:
    """y = bias + x ∗ kernel on padded x, floored."""
    found = way(x, kernel, y, strides, dilations)
    if found == "direct":
        k.convolve(x, kernel, bias, y, *strides, *dilations, floor)
        return
    if found == "few_filters":
        record_few_filters(scope, x, kernel, bias, y, floor)
        return
    channels, filters = kernel.shape[2:]
    transformed = scope.scratch("transformed", 16, channels * filters)
    winograd.transform_filters(kernel, transformed)
    room = scope.private("patches", winograd.block_size(y.shape[2], channels, filters))
    winograd.winograd_convolve(x, transformed, bias, y, room, floor)


def record_few_filters(scope, x, kernel, bias, y, floor) -> None:
    """A convolution of few filters as one of more filters on fewer, wider pixels."""
    height, width, channels, filters = kernel.shape
    count = pixels_together(filters, y.shape[2])
    wide = scope.scratch("wide filters", height, width + count - 1, channels, count * filters)
    wide_bias = scope.scratch("wide bias", count * bias.size)
    conv_few_filters.widen_filters(kernel, bias, wide, wide_bias)
    joined = y.reshaped(y.shape[0], y.shape[1], y.shape[2] // count, count * filters)
    k.convolve(x, wide, wide_bias, joined, 1, count, 1, 1, floor)


def record_few_filters_gradient(scope, x, dy, dw, db) -> None:
    """dW and db of few filters through the wide ones."""
    height, width, channels, filters = dw.shape
    count = pixels_together(filters, dy.shape[2])
    wide = scope.scratch("wide gradient", height, width + count - 1, channels, count * filters)
    wide_bias = scope.scratch("wide bias gradient", count * filters)
    joined = dy.reshaped(dy.shape[0], dy.shape[1], dy.shape[2] // count, count * filters)
    record_direct_gradient(scope, x, joined, wide, wide_bias, (1, count), (1, 1))
    conv_few_filters.fold_gradient(wide, wide_bias, dw, db)


def record_winograd_gradient(scope, x, dy, dw, db) -> None:
    """dW and db by Winograd's way."""
    channels, filters = dw.shape[2:]
    parts = min(dy.shape[0], k.PARTS)
    sums = scope.scratch("transformed parts", parts, 16 * channels * filters)
    room = scope.private("patches", winograd.block_size(dy.shape[2], channels, filters, gradient=True))
    winograd.winograd_gradient(x, dy, sums, room)
    winograd.gather_filters(sums, dw)
    if db.size:
        bias_parts = scope.scratch("bias parts", parts, filters)
        winograd.winograd_bias(dy, bias_parts)
        k.sum_parts(bias_parts, db)


def padded(scope, x, rows, columns):
    """The tensor that holds the padded input: x itself where there is nothing to pad."""
    if not any((rows.before, rows.after, columns.before, columns.after)):
        return x
    return scope.halo("padded", x.shape[0], rows.padded, columns.padded, x.shape[3])


def record_padding(scope, x, rows, columns):
    """Copy a picture into its padding; returns the padded one."""
    wide = padded(scope, x, rows, columns)
    if wide is not x:
        k.place(x, wide, rows.before, columns.before, 1, 1)
    return wide


def record_kernel_gradient(scope, x, dy, dw, db, slides) -> None:
    """The gradient of a kernel and its bias from padded x and dy."""
    rows, columns = slides
    steps = (rows.stride, columns.stride), (rows.dilation, columns.dilation)
    found = way(x, dw, dy, *steps)
    if found == "direct":
        record_direct_gradient(scope, x, dy, dw, db, *steps)
    else:
        GRADIENTS[found](scope, x, dy, dw, db)


GRADIENTS = {"winograd": record_winograd_gradient, "few_filters": record_few_filters_gradient}


def record_direct_gradient(scope, x, dy, dw, db, strides, dilations) -> None:
    """Partial sums over pictures, then their sum; where one part does, it is the gradient itself."""
    height, width, depth, filters = dw.shape
    parts = k.gradient_parts(dy, dw.shape)
    if parts == 1:
        dw_parts, db_parts = dw, db.reshaped(1, db.size)
    else:
        dw_parts = scope.scratch("kernel parts", parts * height, width, depth, filters)
        db_parts = scope.scratch("bias parts", parts, db.size)
    k.kernel_gradient(x, dy, dw_parts, db_parts, *strides, *dilations)
    if parts > 1:
        k.sum_parts(dw_parts.reshaped(parts, dw.size), dw.flat)
        if db.size:
            k.sum_parts(db_parts, db)


def record_input_gradient(scope, dy, dx, kernel, groups: int, slides, bias=None, floor=NO_FLOOR) -> None:
    """The gradient of the input is a convolution too: of dy, its pixels a stride apart, with the turned kernel. It is
    as well the forward pass of a transposed convolution, which adds a bias and may have a floor."""
    rows, columns = slides
    height, width, depth, filters = kernel.shape
    if max(rows.stride, columns.stride) > 1 and rows.dilation == columns.dilation == groups == 1:
        record_phases(scope, dy, dx, kernel, slides, bias, floor)
        return
    turned = scope.scratch("turned", height, width, filters // groups, groups * depth)
    k.turn(kernel, turned, groups)
    record_convolution(scope, record_spreading(scope, dy, slides), turned, scope.nothing if bias is None else bias, dx,
                       (1, 1), (rows.dilation, columns.dilation), floor)


def record_phases(scope, dy, dx, kernel, slides, bias, floor) -> None:
    """The same with a stride, phase by phase."""
    laid = scope.scratch("phases", kernel.size)
    strides = [one.stride for one in slides]
    conv_phases.turn_phases(kernel, laid, *strides)
    tops = [one.reach - 1 - one.before for one in slides]
    # Rows of dy that a phase would begin at above the first, and end at below the last, are zeros.
    above = [max(0, top // one.stride) for top, one in zip(tops, slides, strict=True)]
    below = [max(0, (one.length + one.reach - 2 - top) // one.stride + 1 - one.places)
             for top, one in zip(tops, slides, strict=True)]
    wide = dy
    if any(above) or any(below):
        height, width = (a + one.places + b for a, one, b in zip(above, slides, below, strict=True))
        wide = scope.halo("wide", dy.shape[0], height, width, dy.shape[3])
        k.place(dy, wide, *above, 1, 1)
    conv_phases.convolve_phases(wide, laid, scope.nothing if bias is None else bias, dx, *kernel.shape[:2], *strides,
                                *tops, *above, floor)


def record_spreading(scope, dy, slides):
    """dy with its pixels a stride apart, and padded so that a window of stride 1 meets each where it was made."""
    rows, columns = slides
    height, width = rows.length + rows.reach - 1, columns.length + columns.reach - 1
    top, left = rows.reach - 1 - rows.before, columns.reach - 1 - columns.before
    if (height, width) == tuple(dy.shape[1:3]) and not top and not left:
        return dy
    spread = scope.halo("spread", dy.shape[0], height, width, dy.shape[3])
    k.place(dy, spread, top, left, rows.stride, columns.stride)
    return spread


def torch_convolution(layer, shapes, filters, groups, kernel: Stored) -> Line | None:
    """The line of PyTorch for a convolution with filter size, strides, padding, dilation and bias."""
    padding, before = layer.padding, None
    if padding == "same" and both(layer.strides) != (1, 1):  # which torch refuses: its zeros come first
        if not shapes:
            return None
        rows, columns = ((one.before, one.after) for one in layer.slides(*shapes[0][:2]))
        before = border(rows, columns)
        padding = "valid"
    facts = {"stride": one_or(both(layer.strides)), "padding": 0 if padding == "valid" else padding,
             "dilation": one_or(both(layer.dilation_rate)), "groups": groups, "bias": layer.use_bias}
    usual = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "bias": True}
    module = call("nn.Conv2d", channels_of(shapes), filters, one_or(both(layer.kernel_size)),
                  **{name: fact for name, fact in facts.items() if fact != usual[name]})
    return chain(before, loading(module, layer, weight=kernel, bias=Stored("bias")))
