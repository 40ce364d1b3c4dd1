"""The numbers that a first weight is scaled by: how many connections lead into one unit and out of one."""

import math
from itertools import product

import pytest

from core.declare.registry import LAYERS

CASES = [
    ("Dense", {"units": 7}, (5,)),
    *(("Conv2D", {"filters": filters, "kernel_size": size, "groups": groups}, (9, 8, channels))
      for filters, channels, groups, size in product((6, 12), (6, 12), (1, 2, 3, 6), ((3, 3), (1, 2)))),
    *(("Conv2DTranspose", {"filters": filters, "kernel_size": (3, 2)}, (5, 4, 3)) for filters in (2, 5)),
    *(("DepthwiseConv2D", {"depth_multiplier": number, "kernel_size": (2, 3)}, (6, 7, 3)) for number in (1, 2, 4)),
]


@pytest.mark.parametrize(("name", "options", "shape"), CASES, ids=lambda value: str(value).replace(" ", ""))
def test_a_layer_counts_the_connections_of_one_unit(name, options, shape):
    """In: the weights that one output number is made with. Out: the weights that one input number is multiplied by,
    were it in the middle of a large picture and every step a pixel. No weight joins one group with another."""
    layer = LAYERS[name](**options)
    found = layer.weights(shape)["kernel"]
    groups = {"Conv2D": options.get("groups", 1), "DepthwiseConv2D": shape[-1]}.get(name, 1)
    outputs = {"DepthwiseConv2D": shape[-1] * options.get("depth_multiplier", 1)}.get(name, math.prod(
        options.get(word, 1) for word in ("units", "filters")))
    joined = [(i, o) for i in range(shape[-1]) for o in range(outputs)
              if i * groups // shape[-1] == o * groups // outputs]
    places = math.prod(options.get("kernel_size", (1,)))
    assert found.fan_in == places * sum(o == 0 for _, o in joined)
    assert found.fan_out == places * sum(i == 0 for i, _ in joined)
    assert math.prod(found.shape) == places * len(joined)
