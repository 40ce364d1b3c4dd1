"""Accounts: how a layer computed one single value of its output.

An account holds numbers of one moment and adds them up again: `total` is the value that the network computed, to the
accuracy of float32. Layers make them in `Op.account`, from the inputs and weights that they are shown
(`core.ops.account_view`).
"""
