"""Modules for what PyTorch has none of its own; the exported program holds the source of those that it uses."""

import torch
from torch import nn


class Attention(nn.Module):
    """Attention of several heads whose keys and values may have any width."""

    def __init__(self, features, out, heads, key_dim, value_dim, bias=True, causal=False, dropout=0.0):
        super().__init__()
        self.heads, self.causal, self.dropout = heads, causal, dropout
        widths = key_dim, value_dim, key_dim
        self.query, self.value, self.key = (nn.Linear(count, heads * width, bias=bias)
                                            for count, width in zip(features, widths, strict=True))
        self.output = nn.Linear(heads * value_dim, out, bias=bias)

    def forward(self, query, value=None, key=None):
        value = query if value is None else value
        key = value if key is None else key
        q, k, v = (made(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for made, x in (
            (self.query, query), (self.key, key), (self.value, value)))
        found = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal,
                                                           dropout_p=self.dropout if self.training else 0.0)
        return self.output(found.transpose(1, 2).flatten(2))


class Positions(nn.Module):
    """A row of numbers is added to every step."""

    def __init__(self, steps, features, learned):
        super().__init__()
        self.rows = nn.Parameter(torch.zeros(steps, features), requires_grad=learned)

    def forward(self, x):
        return x + self.rows


class LearnedELU(nn.Module):
    """An ELU that learns how far down it goes."""

    def __init__(self, count, alpha):
        super().__init__()
        self.alpha = nn.Parameter(torch.full((count,), alpha))

    def forward(self, x):
        return torch.where(x > 0, x, self.alpha * torch.expm1(x.clamp(max=0)))


class Noise(nn.Module):
    """Random numbers are added while training."""

    def __init__(self, deviation):
        super().__init__()
        self.deviation = deviation

    def forward(self, x):
        return x + self.deviation * torch.randn_like(x) if self.training else x


class Mask(nn.Module):
    """Some units are switched off."""

    def __init__(self, count, off):
        super().__init__()
        kept = torch.ones(count)
        kept[off] = 0
        self.register_buffer("kept", kept, persistent=False)

    def forward(self, x):
        return x * self.kept


class Walk(nn.Module):
    """A recurrent layer with any activations, step by step; it is called and answers as those of torch."""

    def __init__(self, gates, features, units, curves, bias=True, reset_after=True, reach=None):
        super().__init__()
        self.gates, self.units, self.reset_after, self.reach = gates, units, reset_after, reach
        self.curves = nn.ModuleList(curves)
        self.kernel = nn.Parameter(torch.zeros(features, gates * units))
        self.recurrent_kernel = nn.Parameter(torch.zeros(units, gates * units))
        rows = (2,) if gates == 3 and reset_after else ()
        self.bias = nn.Parameter(torch.zeros(*rows, gates * units)) if bias else None

    def forward(self, x, states=None):
        count = 2 if self.gates == 4 else 1
        if states is None:
            states = tuple(x.new_zeros(1, len(x), self.units) for _ in range(count))
        states = [state[0] for state in (states if isinstance(states, tuple) else (states,))]
        bias = torch.zeros(()) if self.bias is None else self.bias
        two = bias.ndim == 2
        step, found = {1: self.plain, 4: self.lstm, 3: self.gru}[self.gates], []
        for number, z in enumerate((x @ self.kernel + (bias[0] if two else bias)).unbind(1)):
            if self.reach and number and number % self.reach == 0:  # truncated backpropagation through time
                states = [state.detach() for state in states]
            states = step(z, bias[1] if two else 0.0, *states)
            found.append(states[0])
        states = [state[None] for state in states]
        return torch.stack(found, 1), tuple(states) if count > 1 else states[0]

    def plain(self, z, _, h):
        return [self.curves[0](z + h @ self.recurrent_kernel)]

    def lstm(self, z, _, h, c):
        gate, bend = self.curves
        let_in, keep, new, show = (z + h @ self.recurrent_kernel).chunk(4, -1)
        c = gate(keep) * c + gate(let_in) * bend(new)
        return [gate(show) * bend(c), c]

    def gru(self, z, own, h):
        gate, bend = self.curves
        sums = h @ self.recurrent_kernel + own
        (stay, reset, new), (stay_h, reset_h, new_h) = z.chunk(3, -1), sums.chunk(3, -1)
        stay, reset = gate(stay + stay_h), gate(reset + reset_h)
        heard = reset * new_h if self.reset_after else (reset * h) @ self.recurrent_kernel[:, 2 * self.units:]
        return [stay * h + (1 - stay) * bend(new + heard)]


class BothWays(nn.Module):
    """Two recurrent layers read a series, the second one the other way; the answers of one step meet."""

    def __init__(self, ways, backwards, join, sequences):
        super().__init__()
        self.ways, self.backwards, self.join, self.sequences = nn.ModuleList(ways), backwards, join, sequences

    def forward(self, x):
        found = []
        for way, backwards in zip(self.ways, self.backwards, strict=True):
            every, last = way(x.flip(1) if backwards else x)
            found.append(every if self.sequences else (last[0] if isinstance(last, tuple) else last)[0])
        one, other = found[0], found[1].flip(1) if self.sequences else found[1]
        if self.join == "concat":
            return torch.cat((one, other), -1)
        return one * other if self.join == "mul" else (one + other) * (0.5 if self.join == "ave" else 1.0)
