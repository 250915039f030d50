"""The published experiment in plain PyTorch, for comparison: one network, all positions, gradients by autograd, the spectral entropy through singular values.

Written from the paper and the facts that the authors' code adds; it shares nothing with the C# sources. Parameters are a dictionary, so that the same functions
serve eager training (eager.py) and torch.func ensembles (ensemble.py).
"""
import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class Setting:
    """Table A.1: add, ours."""

    modulus: int = 113
    train_fraction: float = 0.2
    width: int = 128
    heads: int = 4
    mlp_width: int = 512
    batch: int = 512
    learning_rate: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.98
    epsilon: float = 1e-8
    weight_decay: float = 1.0
    spectral: float = 0.1
    noise: float = 1e-2

    @property
    def vocabulary(self) -> int:
        return self.modulus + 2


def kernel(inputs, outputs, generator):
    values = torch.empty(inputs, outputs)
    deviation = math.sqrt(1 / inputs) / 0.87962566103423978
    return torch.nn.init.trunc_normal_(values, std=deviation, a=-2 * deviation, b=2 * deviation, generator=generator)


def initial(setting, seed, device):
    generator = torch.Generator().manual_seed(seed)
    d, m, v = setting.width, setting.mlp_width, setting.vocabulary
    p = {
        "token": torch.randn(v, d, generator=generator) / math.sqrt(d),
        "position": torch.randn(v, d, generator=generator) / math.sqrt(d),
    }
    for name, inputs, outputs in [("q", d, d), ("k", d, d), ("v", d, d), ("o", d, d), ("hidden", d, m), ("mlp", m, d), ("out", d, v)]:
        p[name] = kernel(inputs, outputs, generator)
        p[name + "_bias"] = torch.zeros(outputs)
    for norm in ["norm1", "norm2"]:
        p[norm] = torch.ones(d)
        p[norm + "_bias"] = torch.zeros(d)
    return {name: value.to(device) for name, value in p.items()}


def equations(setting, seed, device):
    """(n, 4) tokens and (n) results of the training split."""
    p = setting.modulus
    every = torch.cartesian_prod(torch.arange(p), torch.arange(p))
    chosen = every[torch.randperm(p * p, generator=torch.Generator().manual_seed(seed))[: int(setting.train_fraction * p * p)]]
    a, b = chosen[:, 0], chosen[:, 1]
    tokens = torch.stack([a, torch.full_like(a, p), b, torch.full_like(a, p + 1)], 1)
    return tokens.to(device), ((a + b) % p).to(device)


def logits(setting, p, tokens):
    """(B, 4) tokens to (B, V) logits of the last position."""
    heads, width = setting.heads, setting.width // setting.heads
    x = p["token"][tokens] + p["position"][:4]

    def split(t):
        return t.reshape(t.shape[0], 4, heads, width).transpose(1, 2)

    q, k, v = (split(x @ p[name] + p[name + "_bias"]) for name in "qkv")
    mixed = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(width), -1) @ v
    x = F.layer_norm(x + mixed.transpose(1, 2).reshape(x.shape) @ p["o"] + p["o_bias"], (setting.width,), p["norm1"], p["norm1_bias"], 1e-6)
    hidden = F.gelu(x @ p["hidden"] + p["hidden_bias"], approximate="tanh")
    x = F.layer_norm(x + hidden @ p["mlp"] + p["mlp_bias"], (setting.width,), p["norm2"], p["norm2_bias"], 1e-6)
    return (x @ p["out"] + p["out_bias"])[:, -1]


def cross_entropy(setting, p, tokens, results):
    chosen = F.log_softmax(logits(setting, p, tokens), -1).gather(-1, results.unsqueeze(-1)).squeeze(-1)
    return -chosen.clamp_min(math.log(1e-9)).mean()


def spectral_entropy(p):
    entropies = []
    for value in p.values():
        if value.dim() == 2:
            s = torch.linalg.svdvals(value)
            s = s / s.sum()
            entropies.append(-(s * (s + 1e-10).log()).sum())
    return torch.stack(entropies).mean()


def loss(setting, p, tokens, results):
    value = cross_entropy(setting, p, tokens, results)
    return value + setting.spectral * spectral_entropy(p) if setting.spectral > 0 else value


def batches(setting, count):
    size = min(setting.batch, count // 2)
    return [(start, min(size, count - start)) for start in range(0, count, size)]
