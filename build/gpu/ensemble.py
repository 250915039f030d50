"""A torch.func ensemble of S networks (vmap over parameters, batches and noise, fused per-member AdamW on stacked tensors). Prints a line of JSON for each S."""
import argparse
import json
import statistics
import time

import torch
from torch.func import grad, vmap

from eager import synchronize
from network import Setting, batches, equations, initial, loss


def measure(setting, members, epochs, device):
    splits = [equations(setting, seed, device) for seed in range(members)]
    tokens = torch.stack([each[0] for each in splits])
    results = torch.stack([each[1] for each in splits])
    starts = [initial(setting, seed, device) for seed in range(members)]
    p = {name: torch.stack([each[name] for each in starts]) for name in starts[0]}
    m = {name: torch.zeros_like(value) for name, value in p.items()}
    v = {name: torch.zeros_like(value) for name, value in p.items()}
    gradients_of = vmap(grad(lambda weights, t, r: loss(setting, weights, t, r)))
    plan = batches(setting, tokens.shape[1])
    step = 0

    def epoch():
        nonlocal step
        order = torch.rand(members, tokens.shape[1], device=device).argsort(1)
        shuffled = tokens.gather(1, order.unsqueeze(-1).expand(-1, -1, 4))
        targets = results.gather(1, order)
        for start, count in plan:
            step += 1
            noisy = {name: value + setting.noise * torch.randn_like(value) for name, value in p.items()}
            gradients = gradients_of(noisy, shuffled[:, start : start + count], targets[:, start : start + count])
            names = list(p)
            torch._foreach_lerp_([m[n] for n in names], [gradients[n] for n in names], 1 - setting.beta1)
            torch._foreach_mul_([v[n] for n in names], setting.beta2)
            torch._foreach_addcmul_([v[n] for n in names], [gradients[n] for n in names], [gradients[n] for n in names], 1 - setting.beta2)
            denominators = torch._foreach_div([v[n] for n in names], 1 - setting.beta2**step)
            torch._foreach_sqrt_(denominators)
            torch._foreach_add_(denominators, setting.epsilon)
            torch._foreach_mul_([p[n] for n in names], 1 - setting.learning_rate * setting.weight_decay)
            torch._foreach_addcdiv_([p[n] for n in names], [m[n] for n in names], denominators, -setting.learning_rate / (1 - setting.beta1**step))

    epoch()
    rates = []
    for _ in range(epochs):
        synchronize(device)
        start = time.perf_counter()
        epoch()
        synchronize(device)
        rates.append(members * len(plan) / (time.perf_counter() - start))
    return statistics.median(rates)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--members", default="1,64")
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()
    for members in map(int, options.members.split(",")):
        try:
            rate = measure(Setting(), members, options.epochs, torch.device(options.device))
        except torch.cuda.OutOfMemoryError:
            rate = None
        print(json.dumps({"what": "torch.func", "members": members, "member_updates_per_second": rate}), flush=True)


if __name__ == "__main__":
    main()
