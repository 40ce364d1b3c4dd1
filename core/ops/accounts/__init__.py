"""How one number of the network comes about: what a layer says of a single value of its output.

An account holds numbers of one moment and adds them up again: `total` is the value that the network computed, to the
accuracy of float32. Layers make them in `Op.account`, from the inputs and weights that they are shown
(`core.ops.account_view`).
"""
