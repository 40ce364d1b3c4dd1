"""How the layers that convolve record it: which way, and the gradients as convolutions of their own.

The way is chosen from the shapes: Winograd's where its transforms pay, else the direct product. The environment
variable LAYERLAB_CONVOLUTION ("auto", "direct" or "winograd") fixes it, for measuring and for tests.
"""

import os

from core.kernels import conv as k
from core.kernels import winograd

SMALLEST_SIDE, SMALLEST_PRODUCT = 16, 1024
"""Channels and filters, and their product, from which on Winograd's way was measured to be the faster one."""


def way(x, kernel, y, strides, dilations) -> str:
    """ "direct" or "winograd" for a convolution of padded x (n, h, w, c) to y with a kernel (kh, kw, c, f)."""
    wish = os.environ.get("LAYERLAB_CONVOLUTION", "auto")
    possible = (tuple(kernel.shape[:2]) == (3, 3) and strides == (1, 1) and dilations == (1, 1)
                and kernel.shape[2] == x.shape[3] and y.shape[1] % 2 == y.shape[2] % 2 == 0)
    if not possible or wish == "direct":
        return "direct"
    channels, filters = kernel.shape[2:]
    pays = min(channels, filters) >= SMALLEST_SIDE and channels * filters >= SMALLEST_PRODUCT
    return "winograd" if wish == "winograd" or pays else "direct"


def record_convolution(scope, x, kernel, bias, y, strides, dilations, floor) -> None:
    """y = bias + x ∗ kernel on padded x, floored."""
    if way(x, kernel, y, strides, dilations) == "direct":
        k.convolve(x, kernel, bias, y, *strides, *dilations, floor)
        return
    channels, filters = kernel.shape[2:]
    transformed = scope.scratch("transformed", 16, channels * filters)
    winograd.transform_filters(kernel, transformed)
    room = scope.private("patches", winograd.block_size(y.shape[2], channels, filters))
    winograd.winograd_convolve(x, transformed, bias, y, room, floor)


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


def record_kernel_gradient(scope, x, dy, dw, db, slides) -> None:
    """Partial sums over pictures, then their sum; where one part does, it is the gradient itself."""
    rows, columns = slides
    height, width, depth, filters = dw.shape
    steps = (rows.stride, columns.stride), (rows.dilation, columns.dilation)
    if way(x, dw, dy, *steps) == "winograd":
        record_winograd_gradient(scope, x, dy, dw, db)
        return
    parts = k.gradient_parts(dy, dw.shape)
    if parts == 1:
        dw_parts, db_parts = dw, db.reshaped(1, db.size)
    else:
        dw_parts = scope.scratch("kernel parts", parts * height, width, depth, filters)
        db_parts = scope.scratch("bias parts", parts, db.size)
    k.kernel_gradient(x, dy, dw_parts, db_parts, rows.stride, columns.stride, rows.dilation, columns.dilation)
    if parts > 1:
        k.sum_parts(dw_parts.reshaped(parts, dw.size), dw.flat)
        if db.size:
            k.sum_parts(db_parts, db)


def record_input_gradient(scope, kernel, groups: int, slides) -> None:
    """The gradient of the input is a convolution too: of dy, its pixels a stride apart, with the turned kernel."""
    rows, columns = slides
    height, width, depth, filters = kernel.shape
    dy, dx = scope.dy, scope.dx
    turned = scope.scratch("turned", height, width, filters // groups, groups * depth)
    k.turn(kernel, turned, groups)
    size_h, size_w = rows.length + rows.reach - 1, columns.length + columns.reach - 1
    top, left = rows.reach - 1 - rows.before, columns.reach - 1 - columns.before
    if (size_h, size_w) != tuple(dy.shape[1:3]) or top or left:
        dy = scope.halo("spread", dy.shape[0], size_h, size_w, filters)
        k.place(scope.dy, dy, top, left, rows.stride, columns.stride)
    record_convolution(scope, dy, turned, scope.nothing, dx, (1, 1), (rows.dilation, columns.dilation), float("-inf"))
