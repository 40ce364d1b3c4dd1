"""Recurrent layers whose state training carries on, against PyTorch's with the state handed on by hand and detached:
every loss of two epochs and the weights after them. (Keras's own `stateful` cannot be trained over PyTorch.)"""

import numpy as np
import pytest

from core.declare.registry import LAYERS
from core.trainer import Trainer
from tests.core.building import dense, project
from tests.peers.drawing import generator

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.peers
DRAWS = 4
RATE = 0.3
MODULES = {"SimpleRNN": (torch.nn.RNN, (0,)), "LSTM": (torch.nn.LSTM, (0, 1, 2, 3)), "GRU": (torch.nn.GRU, (1, 0, 2))}
"""What a layer is called there, and the order of its gates."""


def of_gates(array: np.ndarray, order: tuple[int, ...]):
    """Weights of gates (…, gates · units) as PyTorch has them, (gates · units, …)."""
    parts = np.split(array, len(order), -1)
    return torch.tensor(np.concatenate([parts[gate] for gate in order], -1).T.copy())


def module(kind: str, weights: dict[str, np.ndarray], ways: tuple[str, ...]):
    """A recurrent layer with these weights; `ways` are what stands before their names, once a direction."""
    make, order = MODULES[kind]
    features, units = weights[f"{ways[0]}kernel"].shape[0], weights[f"{ways[0]}recurrent_kernel"].shape[0]
    made = make(features, units, batch_first=True, bidirectional=len(ways) > 1)
    with torch.no_grad():
        for way, end in zip(ways, ("", "_reverse"), strict=False):
            bias = np.atleast_2d(weights[f"{way}bias"])
            for name, array in (("weight_ih", weights[f"{way}kernel"]), ("bias_ih", bias[0]),
                                ("weight_hh", weights[f"{way}recurrent_kernel"]),
                                ("bias_hh", bias[1] if len(bias) > 1 else np.zeros_like(bias[0]))):
                getattr(made, f"{name}_l0{end}").copy_(of_gates(array, order))
    if kind != "GRU":  # one bias a gate here
        for end in ("", "_reverse")[:len(ways)]:
            getattr(made, f"bias_hh_l0{end}").requires_grad_(False)
    return made


def detached(state):
    """A state that nothing is traced back through."""
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("kind", MODULES)
def test_a_state_is_carried_on_as_if_handed_on_by_hand(kind, both, draw):
    rng = generator(f"stateful {kind} {both}", draw)
    batch, lane, steps, features, units = (int(rng.integers(1, most)) for most in (6, 5, 8, 5, 7))
    inner = LAYERS[kind](units=units, return_sequences=True, stateful=True)
    x = rng.standard_normal((batch * lane, steps, features)).astype(np.float32)
    y = rng.standard_normal((batch * lane, steps, 2)).astype(np.float32)
    layer = LAYERS["Bidirectional"](layer=inner) if both else inner
    trainer = Trainer(project(layer, dense(2), batch=batch, rate=RATE),
                      data={"train": (x, y)}, threads=1)
    first = {name.partition(".")[2]: value for name, value in trainer.weights().items() if name.startswith("n0")}
    ways = ("forward_", "backward_") if both else ("",)
    reader, answer = module(kind, first, ways), torch.nn.Linear(len(ways) * units, 2)
    with torch.no_grad():
        answer.weight.copy_(torch.tensor(trainer.weights()["n1.kernel"].T.copy()))
        answer.bias.copy_(torch.tensor(trainer.weights()["n1.bias"]))
    learned = [p for p in (*reader.parameters(), *answer.parameters()) if p.requires_grad]
    optimizer, losses = torch.optim.SGD(learned, RATE), []
    lanes_x, lanes_y = (torch.tensor(a.reshape(batch, lane, *a.shape[1:])) for a in (x, y))
    for _ in range(2):
        state = None
        for window in range(lane):
            hidden, state = reader(lanes_x[:, window], state)
            state = detached(state)
            loss = torch.nn.functional.mse_loss(answer(hidden), lanes_y[:, window])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    np.testing.assert_allclose(trainer.step(2 * lane).losses, losses, rtol=1e-4, atol=1e-5)
    wanted = module(kind, {name.partition(".")[2]: value for name, value in trainer.weights().items()
                           if name.startswith("n0")}, ways)
    for (name, ours), theirs in zip(wanted.named_parameters(), reader.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-4, msg=name)
