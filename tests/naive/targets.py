"""Softened and weighted targets, and the binary cross-entropy that takes them, in float64."""

import numpy as np

SMALLEST = 1e-7


def from_labels(t, weight, smoothing, out):
    n = out.shape[1]
    soft = np.eye(n)[t] * (1 - smoothing) + smoothing / n
    out[...] = soft * (weight[t][:, None] if weight.size else 1)
    out[t < 0] = 0


def from_rows(t, weight, smoothing, out):
    soft = t.astype(np.float64) * (1 - smoothing) + smoothing / t.shape[1]
    out[...] = soft * (weight[t.argmax(1)][:, None] if weight.size else 1)


def yes_and_no(t, weight, smoothing, yes, no):
    w = np.ones(t.shape)
    if weight.size:
        w = w * weight if t.shape[1] > 1 else weight[(t > 0.5).astype(int)].astype(np.float64)
    soft = t.astype(np.float64) * (1 - smoothing) + smoothing / 2
    yes[...], no[...] = w * soft, w * (1 - soft)


def binary_logits(z, yes, no, loss, dz):
    z = z.astype(np.float64)
    loss[0] = (yes * np.logaddexp(0, -z) + no * np.logaddexp(0, z)).mean()
    if dz.size:
        dz[...] = ((yes.astype(np.float64) + no) / (1 + np.exp(-z)) - yes) / z.size


def binary_probabilities(y, yes, no, loss, dy):
    low, high = np.float32(SMALLEST), np.float32(1 - SMALLEST)
    p = np.clip(y.astype(np.float64), low, high)
    loss[0] = (-yes * np.log(p) - no * np.log(1 - p)).mean()
    if dy.size:
        dy[...] = np.where((y > low) & (y < high), no / (1 - p) - yes / p, 0) / y.size
